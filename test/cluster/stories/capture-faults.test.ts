/**
 * The world fails while evidence is taken: the rollback has happened at once all the same, and what is missing is named with its
 * reason, in the manifest and in the thread.
 */
import { FakeS3 } from '../../drivers/evidence/fake-s3.ts';
import { until } from '../support/cluster.ts';
import { captured, downloaded, manifestOf } from '../support/evidence.ts';
import { expectTraffic } from '../support/red-button.ts';
import { DEV, farAway, inStory, SRE, type Story } from '../support/story.ts';
import { canaryNginx } from '../support/workloads.ts';

/** Of what a capture reads; the flight recorder follows. */
const LOGS = /\/log\?(?!.*follow)/;
const EVENTS = /\/events\?(?!.*watch)/;
const REFUSED = 'dial tcp 10.0.0.7:10250: connect: connection refused';
/** What the API server says of a node that it does not reach. */
const ofNode = (path: string) => `Get "https://10.0.0.7:10250/containerLogs${path}": ${REFUSED}`;

/** Without what the recorder would fill in: what a capture finds by itself is what is looked at here. */
const ALONE = { recorder: { record: false } };

const WITHIN_MS = 3_000;

async function atItsPause(story: Story): Promise<void> {
  await story.says(DEV, '/deploy shop 2.0.0-err5');
  await story.cardShows(/Awaiting approval/);
}

async function rollsBack(story: Story): Promise<void> {
  await story.says(DEV, '/rollback shop now');
}

/** Before a capture that is held up here could end. */
async function isBackWithin(story: Story, ms: number): Promise<void> {
  await story.cardShows(/Rolled back/);
  await expectTraffic(story);
  const { pressedAt = '', zeroAt = '' } = (await story.release()).status?.rollback?.clock ?? {};
  expect(Date.parse(zeroAt) - Date.parse(pressedAt)).toBeLessThan(ms);
}

async function missing(story: Story): Promise<ReadonlyMap<string, string>> {
  return new Map(manifestOf(await captured(story)).missing.map(({ what, why }) => [what, why]));
}

test.concurrent('an API server that is too slow: what was not read in time is missing for that reason', () =>
  inStory(
    { objects: canaryNginx(), catalog: { evidence: { ...ALONE, within: `${WITHIN_MS / 1_000}s` } } },
    async (story) => {
      await atItsPause(story);
      const mend = [story.proxy.hold(LOGS), story.proxy.hold(EVENTS)];
      await rollsBack(story);
      await isBackWithin(story, WITHIN_MS);
      await story.threadShows(/Evidence saved: .* missing: 4 × the time for the capture was over/);
      for (const go of mend) go();
      const lacks = await missing(story);
      expect(new Set(lacks.values())).toEqual(new Set(['the time for the capture was over']));
      expect([...lacks.keys()].map((what) => what.replace(/shop-.*\//, ''))).toEqual([
        'logs/app.log',
        'logs/app.log',
        'logs/app.log',
        'events.json',
      ]);
      expect((await captured(story)).files.has('rollout.json')).toBe(true);
    },
  ));

test.concurrent('nodes that give no logs: each log is missing in the words of the API server, and the rest is there', () =>
  inStory({ objects: canaryNginx(), catalog: { evidence: ALONE } }, async (story) => {
    await atItsPause(story);
    story.proxy.refuse(LOGS, 500, ofNode);
    await rollsBack(story);
    await story.threadShows(/Evidence saved: .* missing: 3 × the cluster refused: dial tcp .*connection refused/);
    await expectTraffic(story);
    const lacks = await missing(story);
    expect([...lacks.keys()].every((what) => what.startsWith('logs/'))).toBe(true);
    expect(new Set(lacks.values())).toEqual(new Set([`the cluster refused: ${REFUSED}`]));
  }));

test.concurrent('an API server that goes in the middle: the traffic is off already; when it is back all of it is told', () =>
  inStory(
    { objects: canaryNginx(), catalog: (namespace) => ({ ...farAway(namespace), evidence: ALONE }) },
    async (story) => {
      await atItsPause(story);
      story.far.hold(LOGS);
      await rollsBack(story);
      const isAsked = () => Promise.resolve(story.far.seen.some(({ path }) => LOGS.test(path)));
      await until(isAsked, { what: 'a log that is asked for' });
      // Argo may lose the write at such a moment, and is asked again: nobody could, once the way is cut.
      await until(async () => (await story.canaryWeight()) === 0, { what: 'traffic that is off the bad version' });
      story.far.cut();
      await story.threadShows(/Evidence saved: .* missing: \d × the API server did not answer/);
      expect([...(await missing(story)).keys()].filter((what) => what.startsWith('logs/'))).toHaveLength(3);
      expect((await captured(story)).files.has('as-of/target.json')).toBe(true);
      story.far.mend();
      await story.cardShows(/Rolled back/);
      await expectTraffic(story);
    },
  ));

test.concurrent('a bucket that refuses is told once in the thread with what to do, also after a restart; the archive is there', async () => {
  const bucket = new FakeS3();
  bucket.troubles = Array.from({ length: 9 }, () => ({ status: 403, code: 'AccessDenied' }));
  const rules = { bucket: { endpoint: await bucket.start(), name: 'acme-evidence', region: 'eu-central-1' } };
  const env = { AWS_ACCESS_KEY_ID: 'AKIDTEST', AWS_SECRET_ACCESS_KEY: 'not-the-right-one' };
  try {
    await inStory({ objects: canaryNginx(), catalog: { evidence: rules }, env }, async (story) => {
      await atItsPause(story);
      await rollsBack(story);
      await story.threadShows(
        /The evidence shop_\S+ is not in the bucket: it refuses these keys \(AccessDenied\).* · What to do: Look at AWS_ACCESS_KEY_ID/,
      );
      expect((await downloaded(story)).name).toBe((await captured(story)).name);
      const refusals = () => story.program.logs.filter(({ msg }) => msg === 'evidence is not in the bucket').length;
      const before = refusals();
      await story.program.kill();
      await story.program.start();
      await until(() => Promise.resolve(refusals() > before), { what: 'another refusal' });
      await story.says(SRE, '/deploy acknowledge shop');
      // What came before it in the story stands before it in the thread.
      await story.threadShows(/Acknowledged by/);
      expect(story.lines().filter((line) => line.includes('is not in the bucket'))).toHaveLength(1);
      expect([bucket.objects.size, story.program.output.includes(env.AWS_SECRET_ACCESS_KEY)]).toEqual([0, false]);
    });
  } finally {
    bucket.stop();
  }
});
