/** After a rollback the way forward is held until somebody lifts it. */
import { pathOf } from '../support/cluster.ts';
import { DEV, inStory, type ReleaseObject, SRE, STRANGER, type Story } from '../support/story.ts';
import { canaryNginx } from '../support/workloads.ts';

async function rolledBack(story: Story): Promise<void> {
  await story.says(DEV, '/deploy shop 2.0.0');
  await story.cardShows(/Awaiting approval/);
  await story.says(SRE, '/rollback shop now --reason "errors at checkout"');
  await story.cardShows(/Rolled back/);
}

test('a hold stops releases from Slack and from kubectl, is lifted once, and then the way is free', () =>
  inStory({ objects: canaryNginx() }, async (story) => {
    await rolledBack(story);
    const card = await story.cardOffers(/Lift hold/);
    expect(story.cardText()).toMatch(/Held.*no release of shop begins in production/);
    await story.threadShows(/held until somebody lifts it: errors at checkout/);
    const refused = await story.says(DEV, '/deploy shop 2.0.1');
    expect(refused).toMatch(/Releases are held(.|\n)*@sam(.|\n)*errors at checkout(.|\n)*\/deploy lift shop/);
    expect(await story.says(DEV, '/deploy status shop')).toMatch(/Held/);
    expect(await story.says(STRANGER, '/deploy lift shop')).toMatch(/Not allowed/);

    const made = await story.cluster.connection.request<ReleaseObject>('POST', pathOf('Release', story.namespace), {
      body: {
        apiVersion: 'rollbridge.dev/v1alpha1',
        kind: 'Release',
        metadata: { name: 'by-kubectl' },
        spec: { service: 'shop', environment: 'production', version: '2.0.1' },
      },
    });
    expect(made.metadata.name).toBe('by-kubectl');
    await story.cardShows(/Refused(.|\n)*are held/);
    expect((await story.rollout()).spec.template?.spec?.containers?.[0]?.image).toBe('ghcr.io/acme/shop:1.0.0');

    expect(story.people.confirmOf(card, 'Lift hold')?.text).toMatch(/errors at checkout/);
    await Promise.all([story.presses(DEV, 'Lift hold', card), story.presses(SRE, 'Lift hold', card)]);
    await story.people.waitFor(
      (people) => {
        const texts = [DEV, SRE].flatMap((user) => people.ephemerals(user).map((each) => people.textOf(each)));
        const done = texts.filter((text) => text.includes('The hold is lifted'));
        const late = texts.filter((text) => text.includes('has lifted this hold already'));
        return done.length === 1 && late.length === 1 ? true : undefined;
      },
      { what: 'one lift and one too late', timeoutMs: 15_000 },
    );
    await story.people.waitFor(
      () => {
        const text = story.people.textOf(story.cards().find(({ ts }) => ts === card.ts) ?? card);
        return /Held/.test(text) ? undefined : true;
      },
      { what: 'a card without hold', timeoutMs: 15_000 },
    );
    expect(await story.says(DEV, '/deploy lift shop')).toMatch(/are not held/);
    await story.says(DEV, '/deploy shop 2.0.1');
    await story.cardShows(/Awaiting approval/);
  }));

test('a hold outlives the program', () =>
  inStory({ objects: canaryNginx() }, async (story) => {
    await rolledBack(story);
    await story.program.kill();
    await story.program.start();
    expect(await story.says(DEV, '/deploy shop 2.0.1')).toMatch(/Releases are held/);
    expect(await story.says(SRE, '/deploy lift shop --reason "fixed"')).toMatch(/hold is lifted/);
    await story.threadShows(/Hold lifted by @sam: fixed/);
    expect(await story.says(DEV, '/deploy shop 2.0.1')).toMatch(/accepted/);
  }));

test('a rejection holds nothing', () =>
  inStory({ objects: canaryNginx() }, async (story) => {
    await story.says(DEV, '/deploy shop 2.0.0');
    await story.cardShows(/Awaiting approval/);
    await story.presses(SRE, 'Reject');
    await story.cardShows(/Rolled back/);
    expect(story.cardText()).not.toMatch(/Held/);
    expect(await story.says(DEV, '/deploy shop 2.0.1')).toMatch(/accepted/);
  }));
