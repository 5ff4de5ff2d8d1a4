/** Releases, rollbacks and rejections by form, and from a message: the same as by command, with what is wrong at its field. */
import type { OpenView } from '../../../sandbox/slack/view-stack.ts';
import { CHANNEL, DEV, inStory, SRE, STRANGER, type Story } from '../support/story.ts';
import { canaryNginx } from '../support/workloads.ts';

async function formOf(story: Story, user: string): Promise<OpenView> {
  return await story.people.waitFor((people) => people.form(user), { what: `a form for ${user}` });
}

async function opens(story: Story, user: string, command: string): Promise<OpenView> {
  const before = story.people.form(user)?.id;
  await story.people.slash(user, CHANNEL, command);
  const isNew = (form: OpenView | undefined) => (form?.id === before ? undefined : form);
  return await story.people.waitFor((people) => isNew(people.form(user)), { what: `a form for ${user}` });
}

function formText(story: Story, user: string): string {
  const form = story.people.form(user);
  return form === undefined ? '' : story.people.textOf(form);
}

async function formShows(story: Story, user: string, pattern: RegExp): Promise<void> {
  await story.people.waitFor(() => pattern.test(formText(story, user)) || undefined, {
    what: `a form that shows ${pattern}`,
    timeoutMs: 15_000,
  });
}

/** What a sent form came to. It is whispered when it is there in time for Slack; else the form itself waits for it and shows it. */
async function comesTo(story: Story, user: string, pattern: RegExp): Promise<string> {
  const { people } = story;
  const said = () => [...people.ephemerals(user).map((each) => people.textOf(each)), formText(story, user)];
  return await people.waitFor(() => said().find((text) => pattern.test(text)), {
    what: `an outcome that says ${pattern}`,
    timeoutMs: 30_000,
  });
}

async function onItsWay(story: Story): Promise<void> {
  await story.says(DEV, '/deploy shop 2.0.0');
  await story.cardShows(/Awaiting approval/);
}

test('a person deploys by form: searches a version, types another, reads at its field what is wrong', () =>
  inStory({ objects: canaryNginx() }, async (story) => {
    const { people } = story;
    await opens(story, DEV, '/deploy');
    const { options } = await people.suggest(DEV, 'form', 'Version', '');
    expect(options.map(({ label }) => label)).toEqual(['1.0.0 · runs now']);

    await people.pick(DEV, 'Version', { typed: 'v1.0', option: '1.0.0 · runs now' });
    const taken = await people.submit(DEV, { Reason: 'faster checkout' });
    expect(taken.errors).toEqual({ 'version shop': expect.stringMatching(/already runs 1\.0\.0 in production/) });
    expect(await story.releases()).toHaveLength(0);

    await people.pick(DEV, 'Version', { typed: '2.0.0', option: 'use “2.0.0”' });
    expect((await people.submit(DEV)).errors).toEqual({});
    await comesTo(story, DEV, /Release of shop 2\.0\.0 to production accepted/);
    await story.cardShows(/Awaiting approval(.|\n)*@dana: faster checkout/);

    await opens(story, SRE, '/deploy');
    const again = await people.suggest(SRE, 'form', 'Version', '');
    expect(again.options.map(({ label }) => label)).toEqual(['1.0.0 · stable', '2.0.0 · under way']);
    expect((await people.submit(SRE, { Version: '3.0.0' })).errors).toEqual({
      service: expect.stringMatching(/You may not deploy in production/),
    });
    await opens(story, DEV, '/deploy');
    expect((await people.submit(DEV, { Version: '3.0.0' })).errors).toEqual({
      service: expect.stringMatching(/is running in production/),
    });
    expect(await story.releases()).toHaveLength(1);
  }));

test('a person rolls back by form: the plan first, then the write before any call to Slack; releases are held after it', () =>
  inStory({ objects: canaryNginx() }, async (story) => {
    const { people, proxy } = story;
    await opens(story, DEV, '/rollback');
    expect(formText(story, DEV)).toMatch(/nothing that you could take back now/);
    await people.closeForm(DEV);

    await onItsWay(story);
    await opens(story, STRANGER, '/rollback');
    expect(formText(story, STRANGER)).toMatch(/nothing that you could take back now/);
    await opens(story, DEV, '/rollback');
    // The only way back is there at once, with its plan.
    expect(formText(story, DEV)).toMatch(/2\.0\.0 → 1\.0\.0(.|\n)*How: abort(.|\n)*about 150 ms(.|\n)*at once/);
    expect((await story.rollout()).status?.abort ?? false).toBe(false);

    const [calls, requests] = [people.calls().length, proxy.seen.length];
    const { errors } = await people.submit(DEV, { Reason: 'errors at checkout' });
    expect(errors).toEqual({});
    await story.cardShows(/Rolled back(.|\n)*errors at checkout/);
    const write = proxy.seen.slice(requests).find(({ method, path }) => method === 'PATCH' && /rollouts/.test(path));
    const call = people.calls()[calls];
    expect(write?.at).toBeLessThanOrEqual(call?.at ?? 0);
    await comesTo(story, DEV, /Rollback of shop(.|\n)*started: 2\.0\.0 → 1\.0\.0/);
    expect(story.cardText()).toMatch(/accepted \+.*0 % \+.*healthy \+/);

    await opens(story, DEV, '/deploy');
    expect((await people.submit(DEV, { Version: '2.0.1' })).errors).toEqual({
      'version shop': expect.stringMatching(/are held(.|\n)*errors at checkout(.|\n)*\/deploy lift shop/),
    });
    const { options } = await people.suggest(DEV, 'form', 'Version', '2');
    expect(options.map(({ label }) => label)).toEqual(['2.0.0 · rolled back', 'use “2”']);
  }));

test('a form that shows what has changed meanwhile rolls nothing back', () =>
  inStory({ objects: canaryNginx() }, async (story) => {
    await onItsWay(story);
    await opens(story, SRE, '/rollback');
    await story.says(DEV, '/rollback shop now');
    await story.cardShows(/Rolled back/);
    const { errors } = await story.people.submit(SRE);
    expect(errors).toEqual({ way: expect.stringMatching(/Nothing was changed(.|\n)*1\.0\.0 is wanted now/) });
    expect(await story.releases()).toHaveLength(1);
  }));

test('an approver rejects with a reason; without a form it is said what to type, and that does the same', () =>
  inStory({ objects: canaryNginx() }, async (story) => {
    const { people } = story;
    await onItsWay(story);
    people.fault({ method: 'views.open', error: 'expired_trigger_id' });
    await story.presses(SRE, 'Reject with a reason…');
    expect(await story.answerTo(SRE, /could not be opened/)).toMatch(/\/deploy reject shop --env production --reason/);
    expect((await story.rollout()).status?.abort ?? false).toBe(false);

    await story.presses(SRE, 'Reject with a reason…');
    await formOf(story, SRE);
    expect(formText(story, SRE)).toMatch(/2\.0\.0 is rolled back at once, 1\.0\.0 comes back/);
    await people.submit(SRE, { 'Why?': 'p95 doubled' });
    await story.cardShows(/Rolled back(.|\n)*after a rejection by @sam: p95 doubled/);
    expect((await story.release()).status?.rollback).toMatchObject({ cause: 'rejected', reason: 'p95 doubled' });

    await story.says(DEV, '/deploy shop 2.0.1');
    await story.cardShows(/Awaiting approval/);
    expect(await story.says(SRE, '/deploy reject shop --reason "still slow"')).toMatch(/Reject: accepted/);
    await story.cardShows(/Rolled back(.|\n)*after a rejection by @sam: still slow/);
  }));

test('a message that names a service is the beginning of a release, or of the way back', () =>
  inStory({ objects: canaryNginx() }, async (story) => {
    const { people } = story;
    const pushed = people.say(STRANGER, CHANNEL, 'CI: pushed ghcr.io/acme/shop:2.0.0');
    await people.shortcut(DEV, 'deploy_message', pushed);
    await formOf(story, DEV);
    expect((await people.submit(DEV)).errors).toEqual({});
    const card = await story.cardShows(/Awaiting approval/);

    await people.shortcut(DEV, 'deploy_message', card);
    await formOf(story, DEV);
    await people.pressInForm(DEV, 'Roll back instead…');
    await formShows(story, DEV, /How: abort/);
    await people.submit(DEV);
    await story.cardShows(/Rolled back/);

    await people.shortcut(DEV, 'deploy_message', people.say(STRANGER, CHANNEL, 'lunch?'));
    await formShows(story, DEV, /names no service of the catalog/);
  }));

test('more pods, by the form of a card that was rolled back', () =>
  inStory({ objects: canaryNginx() }, async (story) => {
    const { people } = story;
    await story.says(DEV, '/deploy shop 2.0.0');
    await story.cardShows(/Awaiting approval/);
    await story.presses(DEV, 'Roll back');
    const card = await story.cardShows(/Rolled back/);
    await story.presses(DEV, 'More actions…', card);
    await formOf(story, DEV);
    expect(formText(story, DEV)).toMatch(/2 pods wanted now/);
    const wrong = await people.submit(DEV, { 'How many pods?': 'many' });
    expect(wrong.errors).toEqual({ pods: expect.stringMatching(/no number of pods/) });
    expect((await people.submit(DEV, { 'How many pods?': '4' })).errors).toEqual({});
    await comesTo(story, DEV, /Scaling of shop .* accepted/);
    await story.cardShows(/Scaled up(.|\n)*2 → \*?4 pods/);
    await story.sees('four pods', ({ spec }) => spec.replicas === 4);
  }));
