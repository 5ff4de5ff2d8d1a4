/** The same program by sockets: nothing reaches it from outside, and Slack refreshes its sockets at the worst moments. */
import type { AppSocket } from '../../../sandbox/slack/index.ts';
import { DEV, inStory, SRE, Story, type StoryOptions } from '../support/story.ts';
import { canaryNginx } from '../support/workloads.ts';

const bySockets: StoryOptions = { objects: canaryNginx(), slack: 'sockets' };

const openSockets = (story: Story) => story.people.sockets().filter(({ state }) => state === 'open');

async function socketsAre(story: Story, count: number): Promise<void> {
  await story.people.waitFor(() => openSockets(story).length === count, {
    what: `${count} sockets`,
    timeoutMs: 10_000,
  });
}

/** The one by which something was sent that is not acknowledged yet. */
function busy(story: Story): AppSocket {
  const found = story.people.sockets().find(({ envelopes, acknowledged }) => envelopes.length > acknowledged);
  if (found === undefined) throw new Error('nothing is on its way');
  return found;
}

async function expectBack(story: Story): Promise<void> {
  await story.cardShows(/Rolled back/);
  expect([await story.canaryWeight(), (await story.rollout()).status?.phase]).toEqual([0, 'Healthy']);
  expect(story.cards()).toHaveLength(1);
  const { status } = await story.release();
  expect(status?.story.filter((event) => event.what === 'rollbackAsked')).toHaveLength(1);
}

test('a release goes its whole way while Slack refreshes every socket between the steps', () =>
  inStory(bySockets, async (story) => {
    await socketsAre(story, 2);
    const refreshAll = async () => {
      for (const each of openSockets(story)) story.people.disconnect('refresh_requested', each);
      await socketsAre(story, 2);
    };
    expect(await story.says(DEV, '/deploy shop 2.0.0')).toMatch(/shop.*2\.0\.0/s);
    await refreshAll();
    await story.cardShows(/Awaiting approval/);
    await story.presses(SRE, 'Approve and promote');
    await refreshAll();
    await story.cardShows(/Completed/);
    expect(await story.says(DEV, '/deploy status shop')).toMatch(/Completed/);
    expect(story.people.failures()).toEqual([]);
    const { status } = await story.release();
    expect(status?.story.filter((event) => event.what === 'approved')).toHaveLength(1);
    expect(await story.program.metrics()).toMatch(/rollbridge_slack_requests_total/);
  }));

test('a rollback is pressed in the very moment in which Slack refreshes the socket: done once, and acknowledged', () =>
  inStory(bySockets, async (story) => {
    await story.says(DEV, '/deploy shop 2.0.0');
    const card = await story.cardOffers(/Roll back/);
    await story.cardShows(/Awaiting approval/);
    await socketsAre(story, 2);
    const pressing = story.presses(DEV, 'Roll back', card);
    const old = story.people.disconnect('refresh_requested', busy(story));
    await pressing;
    expect(old.acknowledged).toBe(old.envelopes.length);
    await story.answerTo(DEV, /Rollback of shop/);
    await expectBack(story);
    expect(story.people.failures()).toEqual([]);
  }));

test('SIGTERM with a rollback just pressed: it is acknowledged, done, and shown by the next process', () =>
  inStory(bySockets, async (story) => {
    await story.says(DEV, '/deploy shop 2.0.0');
    const card = await story.cardOffers(/Roll back/);
    await story.cardShows(/Awaiting approval/);
    const pressing = story.presses(DEV, 'Roll back', card);
    const ended = story.program.stop();
    await pressing;
    expect(await ended).toBe(0);
    expect(story.people.failures()).toEqual([]);
    expect(openSockets(story)).toEqual([]);
    await story.program.start();
    await expectBack(story);
  }));

test('an app-level token that Slack refuses ends the start with one line that says what is needed', async () => {
  const story = await Story.prepare(bySockets);
  try {
    story.people.fault({ method: 'apps.connections.open', error: 'missing_scope', times: 10 });
    story.program.launch();
    expect(await story.program.exited).toBe(1);
    const plain = story.program.output
      .trim()
      .split('\n')
      .filter((line) => !line.startsWith('{'));
    expect(plain).toEqual([
      expect.stringMatching(/^Slack refused the app-level token \(missing_scope\): SLACK_APP_TOKEN needs one with/),
    ]);
    expect(story.program.output).not.toContain('xapp-story');
  } finally {
    await story.end();
  }
});
