/** Whatever dies, whenever: nothing is lost, and nothing is done or posted twice. */

import { until } from '../support/cluster.ts';
import type { Point } from '../support/proxy.ts';
import { DEV, inStory, SRE, type Story } from '../support/story.ts';
import { canaryNginx } from '../support/workloads.ts';

async function afterDeath(story: Story, point: Point, deed: () => Promise<unknown>): Promise<void> {
  const reached = story.proxy.reach(point);
  const done = deed().catch(() => undefined);
  await reached;
  await story.program.kill();
  await done;
  await story.program.start();
}

async function expectOneGoodRelease(story: Story): Promise<void> {
  await story.cardShows(/Awaiting approval/);
  await story.presses(SRE, 'Approve and promote');
  await story.cardShows(/Completed/);
  expect(story.cards()).toHaveLength(1);
  expect(await story.releases()).toHaveLength(1);
  const { status } = await story.release();
  expect(status?.story.filter((event) => event.what === 'started')).toHaveLength(1);
  const lines = story.lines();
  expect(new Set(lines).size).toBe(lines.length);
}

const rollout = /\/rollouts\/shop$/;
const releaseStatus = /\/releases\/[^/]+\/status$/;

const starts: readonly [string, Point][] = [
  ['before the image is set', { when: 'before', method: 'PATCH', path: rollout }],
  ['after the image was set, its answer unheard', { when: 'after', method: 'PATCH', path: rollout }],
];

describe('the program is killed during a start', () => {
  test.each(starts)('%s', (_name, point) =>
    inStory({ objects: canaryNginx() }, async (story) => {
      await afterDeath(story, point, () => story.says(DEV, '/deploy shop 2.0.0'));
      await expectOneGoodRelease(story);
    }),
  );

  test('after the card was posted, its answer unheard', () =>
    inStory({ objects: canaryNginx() }, async (story) => {
      const fault = story.people.fault({ method: 'chat.postMessage', dropAfter: true, times: 1 });
      await story.says(DEV, '/deploy shop 2.0.0');
      await story.people.waitFor(() => (fault.struck() > 0 ? true : undefined), {
        what: 'the post',
        timeoutMs: 10_000,
      });
      await story.program.kill();
      await story.program.start();
      await expectOneGoodRelease(story);
    }));

  test('with the approval pending, and again with the end unwritten', () =>
    inStory({ objects: canaryNginx() }, async (story) => {
      await story.says(DEV, '/deploy shop 2.0.0');
      await story.cardShows(/Awaiting approval/);
      await story.program.kill();
      await story.program.start();
      await expectOneGoodRelease(story);
    }));
});

const promotions: readonly [string, Point][] = [
  [
    'after the approval was written, its answer unheard',
    { when: 'after', method: 'PUT', path: releaseStatus, body: /"verb":"promote"/ },
  ],
  ['before the pause is ended', { when: 'before', method: 'PATCH', path: /\/rollouts\/shop\/status$/ }],
  [
    'after the pause was ended, its answer unheard',
    { when: 'after', method: 'PATCH', path: /\/rollouts\/shop\/status$/ },
  ],
];

test.each(promotions)('the program is killed during a promotion: %s', (_name, point) =>
  inStory({ objects: canaryNginx() }, async (story) => {
    await story.says(DEV, '/deploy shop 2.0.0');
    const card = await story.cardShows(/Awaiting approval/);
    await story.threadShows(/@sre/);
    await afterDeath(story, point, () => story.presses(SRE, 'Approve and promote', card));
    await story.cardShows(/Completed/);
    expect(story.cards()).toHaveLength(1);
    const { status } = await story.release();
    expect(status?.story.filter((event) => event.what === 'approved')).toHaveLength(1);
    expect(status?.story.filter((event) => event.what === 'completed')).toHaveLength(1);
  }),
);

const rollbacks: readonly [string, Point][] = [
  [
    'after traffic was moved, its answer unheard, nothing written down',
    { when: 'after', method: 'PATCH', path: /\/rollouts\/shop\/status$/ },
  ],
  [
    'after the record was written, its answer unheard',
    { when: 'after', method: 'PUT', path: releaseStatus, body: /"RollingBack"/ },
  ],
  ['before the template is put back', { when: 'before', method: 'PATCH', path: rollout }],
  ['after the template was put back, its answer unheard', { when: 'after', method: 'PATCH', path: rollout }],
];

test.each(rollbacks)('the program is killed during a rollback: %s', (_name, point) =>
  inStory({ objects: canaryNginx() }, async (story) => {
    await story.says(DEV, '/deploy shop 2.0.0');
    const card = await story.cardOffers(/Roll back/);
    await story.cardShows(/Awaiting approval/);
    await story.threadShows(/@sre/);
    await afterDeath(story, point, () => story.presses(DEV, 'Roll back', card));
    const after = await story.cardShows(/^(Rolled back|Aborted): /);
    // Nobody was told that it was accepted, and nothing was written down: the traffic is off, and the way back is offered.
    if (/^Aborted: /.test(story.people.textOf(after))) await story.presses(DEV, 'Roll back', after);
    await story.cardShows(/Rolled back/);
    expect(await story.canaryWeight()).toBe(0);
    expect((await story.rollout()).status?.phase).toBe('Healthy');
    expect(story.cards()).toHaveLength(1);
  }),
);

/** Rolled back, told once, with evidence: nothing of it twice. */
async function expectOneRollback(story: Story): Promise<void> {
  await story.cardShows(/Rolled back(.|\n)*Evidence: \d+ files/);
  await story.threadShows(/Verified/);
  const { status } = await story.release();
  for (const what of ['rollbackAsked', 'rolledBack', 'evidenceSaved', 'verified'])
    expect({ what, times: status?.story.filter((event) => event.what === what).length }).toEqual({ what, times: 1 });
  expect(await story.canaryWeight()).toBe(0);
  expect(story.cards()).toHaveLength(1);
  const lines = story.lines();
  expect(new Set(lines).size).toBe(lines.length);
}

describe('the program is killed', () => {
  test('before the write that moves traffic: nothing has happened, and the button is there again', () =>
    inStory({ objects: canaryNginx() }, async (story) => {
      await story.says(DEV, '/deploy shop 2.0.0');
      const card = await story.cardShows(/Awaiting approval/);
      const point: Point = { when: 'before', method: 'PATCH', path: /\/rollouts\/shop\/status$/ };
      await afterDeath(story, point, () => story.presses(DEV, 'Roll back', card));
      expect([await story.canaryWeight(), (await story.release()).status?.phase]).toEqual([20, 'AwaitingApproval']);
      await story.presses(DEV, 'Roll back', await story.cardOffers(/^Roll back$/));
      await expectOneRollback(story);
    }));

  test('while a rollback is verified', () =>
    inStory({ objects: canaryNginx() }, async (story) => {
      await story.says(DEV, '/deploy shop 2.0.0');
      const card = await story.cardShows(/Awaiting approval/);
      const point: Point = { when: 'before', method: 'GET', path: /\/endpointslices$/ };
      await afterDeath(story, point, () => story.presses(DEV, 'Roll back', card));
      await expectOneRollback(story);
    }));

  test('before anything of a rollback was posted', () =>
    inStory({ objects: canaryNginx() }, async (story) => {
      await story.says(DEV, '/deploy shop 2.0.0');
      const card = await story.cardShows(/Awaiting approval/);
      story.people.down();
      await story.presses(DEV, 'Roll back', card).catch(() => undefined);
      const isOver = async () => (await story.release()).status?.rollback?.verification?.state === 'verified';
      await until(isOver, { what: 'a rollback that is over' });
      await story.program.kill();
      expect(story.cardText()).not.toMatch(/Rolled back/);
      story.people.up();
      await story.program.start();
      await expectOneRollback(story);
    }));
});

test('the API server goes away and comes back: the card says that it is not live, then goes on', () =>
  inStory({ objects: canaryNginx() }, async (story) => {
    await story.says(DEV, '/deploy shop 2.0.0');
    await story.cardShows(/Awaiting approval/);
    story.proxy.cut();
    await story.cardShows(/not live/i);
    expect(await story.says(DEV, '/deploy status shop')).toMatch(/shop/);
    story.proxy.mend();
    await story.people.waitFor(() => (/not live/i.test(story.cardText()) ? undefined : true), {
      what: 'a live card',
      timeoutMs: 30_000,
    });
    await expectOneGoodRelease(story);
  }));

test('Slack limits the bot hard, and the end is shown all the same', () =>
  inStory({ objects: canaryNginx() }, async (story) => {
    await story.says(DEV, '/deploy shop 2.0.0');
    await story.cardShows(/Awaiting approval/);
    story.people.fault({ method: 'chat.update', retryAfter: 2, times: 3 });
    await story.presses(SRE, 'Approve and promote');
    await story.cardShows(/Completed/, 40_000);
  }));

test('SIGTERM lets what runs finish, and ends with 0', () =>
  inStory({ objects: canaryNginx() }, async (story) => {
    await story.says(DEV, '/deploy shop 2.0.0');
    await story.cardShows(/Awaiting approval/);
    expect(await story.program.stop()).toBe(0);
    await story.program.start();
    await expectOneGoodRelease(story);
  }));
