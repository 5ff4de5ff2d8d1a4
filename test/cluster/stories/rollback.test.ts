/** Rollback as people do it: planned, pressed, at once; and when the world around is broken. */
import { withControllerStopped } from '../support/controller.ts';
import { CHANNEL, DEV, inStory, SRE, type Story } from '../support/story.ts';
import { canaryNginx } from '../support/workloads.ts';

const OLD = 'ghcr.io/acme/shop:1.0.0';

async function onItsWay(story: Story): Promise<void> {
  await story.says(DEV, '/deploy shop 2.0.0');
  await story.cardShows(/Awaiting approval/);
}

async function finished(story: Story): Promise<void> {
  await onItsWay(story);
  await story.presses(SRE, 'Approve and promote');
  await story.cardShows(/Completed/);
}

async function expectBack(story: Story): Promise<void> {
  await story.cardShows(/Rolled back/);
  const { spec, status } = await story.rollout();
  expect({
    image: spec.template?.spec?.containers?.[0]?.image,
    phase: status?.phase,
    weight: await story.canaryWeight(),
  }).toEqual({
    image: OLD,
    phase: 'Healthy',
    weight: 0,
  });
  expect(await story.selected('shop-stable')).toBe(status?.stableRS);
}

test('the plan says how, to what and how fast; one press does it, and the clock is shown and measured', () =>
  inStory({ objects: canaryNginx() }, async (story) => {
    await onItsWay(story);
    const plan = await story.says(DEV, '/rollback shop --reason "errors at checkout"');
    expect(plan).toMatch(/1\.0\.0/);
    expect(plan).toMatch(/abort/i);
    expect((await story.rollout()).status?.abort ?? false).toBe(false);
    const message = story.people.ephemerals(DEV).at(-1);
    await story.presses(DEV, 'Roll back now', message);
    await expectBack(story);
    expect(story.cardText()).toMatch(/errors at checkout/);
    expect(story.cardText()).toMatch(/accepted \+.*0 % \+.*healthy \+/);
    expect(await story.program.metrics()).toMatch(/rollbridge_rollback_seconds_count\{[^}]*stage="zero"[^}]*\} 1/);
  }));

test('the button on a running card asks once more, then takes the release back', () =>
  inStory({ objects: canaryNginx() }, async (story) => {
    await onItsWay(story);
    const card = await story.cardOffers(/Roll back/);
    expect(story.people.confirmOf(card, 'Roll back')?.text).toMatch(/1\.0\.0/);
    await story.presses(DEV, 'Roll back', card);
    await expectBack(story);
    expect(story.cards()).toHaveLength(1);
  }));

test('`now` does it at once after completion, while the old version is still up', () =>
  inStory({ objects: canaryNginx() }, async (story) => {
    await finished(story);
    await story.says(DEV, '/rollback shop now --reason "alarms"');
    await expectBack(story);
    expect(await story.says(SRE, '/rollback shop now')).toMatch(/Nothing was changed(.|\n)*name it/);
    await expectBack(story);
    expect((await story.release()).status?.rollback?.mechanism).toBe('restore-with-window');
  }));

test('a rollback before the controller has seen the new version works too', () =>
  inStory({ objects: canaryNginx() }, async (story) => {
    const deployed = story.says(DEV, '/deploy shop 2.0.0');
    await story.sees('the new image in the spec', ({ spec }) => spec.template?.spec?.containers?.[0]?.image !== OLD);
    await story.says(DEV, '/rollback shop now');
    await deployed;
    await expectBack(story);
  }));

test('a named version is brought back although its ReplicaSet is gone from the newest two', () =>
  inStory(
    {
      objects: canaryNginx({ steps: [{ setWeight: 50 }], strategy: { scaleDownDelaySeconds: 1 } }),
      access: { approvals: 0, approve: [] },
    },
    async (story) => {
      await story.says(DEV, '/deploy shop 2.0.0');
      await story.cardShows(/Completed/);
      await story.says(DEV, '/deploy shop 3.0.0');
      await story.people.waitFor(
        () => (story.cards().length === 2 && /Completed/.test(story.cardText()) ? true : undefined),
        { what: 'the second release', timeoutMs: 30_000 },
      );
      expect(await story.says(DEV, '/rollback shop to v1.0.0')).toMatch(/1\.0\.0/);
      await story.says(DEV, '/rollback shop to 1.0.0 now');
      await expectBack(story);
      await story.people.waitFor(
        (people) => {
          const [first] = story.cards();
          return first !== undefined && people.labels(first).length === 0 ? true : undefined;
        },
        { what: 'the older card to lose its way back', timeoutMs: 10_000 },
      );
    },
  ));

test('a version that is not there is refused with what to do', () =>
  inStory({ objects: canaryNginx() }, async (story) => {
    await onItsWay(story);
    expect(await story.says(DEV, '/rollback shop to 9.9.9')).toMatch(/no other version/);
    expect((await story.rollout()).status?.abort ?? false).toBe(false);
  }));

test('two people who press at once roll back once', () =>
  inStory({ objects: canaryNginx() }, async (story) => {
    await onItsWay(story);
    const card = await story.cardOffers(/Roll back/);
    await Promise.all([story.presses(DEV, 'Roll back', card), story.presses(SRE, 'Roll back', card)]);
    await expectBack(story);
    const { status } = await story.release();
    expect(status?.story.filter((event) => event.what === 'rollbackAsked')).toHaveLength(1);
  }));

test('Slack being down does not delay a rollback, and the card shows it when Slack is back', () =>
  inStory({ objects: canaryNginx() }, async (story) => {
    await onItsWay(story);
    const card = await story.cardOffers(/Roll back/);
    story.people.down();
    await story.presses(DEV, 'Roll back', card).catch(() => undefined);
    await story.sees(
      'the old version wanted and stable',
      ({ status }) => status?.phase === 'Healthy' && status.currentPodHash === status.stableRS,
      10_000,
    );
    story.people.up();
    await expectBack(story);
  }));

test('an update from elsewhere that no release knows is taken back as well, and gets a card', () =>
  inStory({ objects: canaryNginx() }, async (story) => {
    await story.patchRollout({
      spec: { template: { spec: { containers: [{ name: 'app', image: 'ghcr.io/acme/shop:2.0.0' }] } } },
    });
    await story.sees('the pause', ({ status }) => (status?.pauseConditions?.length ?? 0) > 0);
    await story.says(DEV, '/rollback shop now --reason "nobody asked for this"');
    await expectBack(story);
    expect(story.people.messages(CHANNEL, { as: DEV })).toHaveLength(1);
  }));

describe('with the controller stopped', () => {
  test('traffic is taken off the bad version at the router, the card says why, and all is tidy when it is back', () =>
    inStory({ objects: canaryNginx() }, async (story) => {
      await onItsWay(story);
      await withControllerStopped(async () => {
        await story.says(DEV, '/rollback shop now');
        await story.cardShows(/bad version at 0 % \+/, 15_000);
        expect(await story.canaryWeight()).toBe(0);
        await story.threadShows(/controller/i);
      });
      await expectBack(story);
    }));
});
