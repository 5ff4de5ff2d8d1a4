/** A rollback while somebody who should hear of it cannot: it happens at once, and afterwards all of it is told, in order, once. */
import { until } from '../support/cluster.ts';
import { captured, downloaded, manifestOf } from '../support/evidence.ts';
import { acceptedBy, expectTraffic } from '../support/red-button.ts';
import { CHANNEL, DEV, farAway, inStory, SRE, type Story } from '../support/story.ts';
import { canaryNginx } from '../support/workloads.ts';

const NOT_TAKEN = 'Slack did not take a call; trying again';

/** What the thread tells of a rollback, in its order. */
const TOLD = [
  /Rollback to .* asked by/,
  /rolls back past every gate/,
  /eleases of shop are held/,
  /The bad version is at 0 %/,
  /Rolled back to /,
];

async function atItsPause(story: Story): Promise<void> {
  await story.says(DEV, '/deploy shop 2.0.0-err5');
  await story.cardShows(/Awaiting approval/);
  await story.threadShows(/@sre/);
}

/** The whole story stands in the thread, each line once, and the archive. */
async function expectTold(story: Story): Promise<void> {
  await story.cardShows(/Rolled back(.|\n)*Evidence: \d+ files/);
  await story.threadShows(/Evidence saved/);
  await story.threadShows(/Verified/);
  const lines = story.lines();
  expect(TOLD.map((line) => lines.filter((each) => line.test(each)).length)).toEqual(TOLD.map(() => 1));
  const places = TOLD.map((line) => lines.findIndex((each) => line.test(each)));
  expect(places).toEqual(places.toSorted((a, b) => a - b));
  expect(new Set(lines).size).toBe(lines.length);
  expect(story.cards()).toHaveLength(1);
  expect((await downloaded(story)).name).toBe((await captured(story)).name);
  const thread = story.people.thread(CHANNEL, story.card()?.ts ?? '', { as: DEV });
  expect(thread.flatMap((message) => story.people.files(message))).toHaveLength(1);
}

test.concurrent('Slack is down from before the press until all is over: then everything is posted', () =>
  inStory({ objects: canaryNginx() }, async (story) => {
    await atItsPause(story);
    const card = await story.cardOffers(/^Roll back$/);
    story.people.down();
    await story.presses(DEV, 'Roll back', card).catch(() => undefined);
    const isOver = async () => {
      const { status } = await story.release();
      const { rollback, evidence } = status ?? {};
      return rollback?.verification?.state === 'verified' && evidence?.state === 'saved';
    };
    await until(isOver, { what: 'a rollback that is verified and captured' });
    await expectTraffic(story);
    expect(manifestOf(await captured(story)).missing).toEqual([]);
    expect(story.cardText()).not.toMatch(/Rolled back/);
    // It was tried, and tried again.
    const tries = () =>
      story.program.logs.filter(({ msg, method }) => method === 'chat.postMessage' && msg === NOT_TAKEN);
    await until(() => Promise.resolve(tries().length >= 2), { what: 'posts that Slack did not take' });
    story.people.up();
    await expectTold(story);
  }));

test.concurrent('the cluster of the releases is away from before the press: the rollback is done where it is needed, then recorded', () =>
  inStory({ objects: canaryNginx(), catalog: farAway }, async (story) => {
    await atItsPause(story);
    const card = await story.cardOffers(/^Roll back$/);
    story.proxy.cut();
    await story.presses(DEV, 'Roll back', card);
    await story.answerTo(DEV, /Rollback of shop in production started/);
    await story.sees('the old version alone', ({ status }) => {
      return status?.phase === 'Healthy' && status.currentPodHash === status.stableRS;
    });
    await expectTraffic(story);
    expect((await story.release()).status).toMatchObject({ phase: 'AwaitingApproval', rollback: null });
    expect(story.far.seen.some(({ path }) => path.includes('/releases'))).toBe(false);
    story.proxy.mend();
    await expectTold(story);
    const { status } = await story.release();
    expect(status).toMatchObject({ phase: 'RolledBack', rollback: { by: { id: DEV }, cause: 'pressed' } });
    expect(status?.story.filter(({ what }) => what === 'rollbackAsked')).toHaveLength(1);
  }));

test.concurrent('two people press in the same moment: one rollback, and each of them is told', () =>
  inStory({ objects: canaryNginx() }, async (story) => {
    await atItsPause(story);
    const card = await story.cardOffers(/^Roll back$/);
    const answer = story.proxy.hold(/\/rollouts\/shop\/status/, 'PATCH');
    const presses = [DEV, SRE].map((user) => story.presses(user, 'Roll back', card));
    const isAsked = () => Promise.resolve(story.proxy.seen.some(({ path }) => path.includes('/rollouts/shop/status')));
    await until(isAsked, { what: 'the write that moves traffic' });
    answer();
    await Promise.all(presses);
    for (const user of [DEV, SRE]) await story.answerTo(user, /Rollback of shop in production started/);
    await story.cardShows(/Rolled back/);
    await expectTraffic(story);
    expect(acceptedBy(story)).toBe(1);
    const { status } = await story.release();
    expect(status?.story.filter(({ what }) => what === 'rollbackAsked')).toHaveLength(1);
  }));
