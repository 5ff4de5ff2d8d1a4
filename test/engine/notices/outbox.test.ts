import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { boundedStory } from '../../../src/drivers/store/bounds.ts';
import type { Outcome } from '../../../src/engine/notices/ports.ts';
import { UserProblem } from '../../../src/model/problem.ts';
import { ANN, AWAY, DELIVERED, Post, rules } from './post.ts';

let post: Post;

beforeEach(() => {
  jest.useFakeTimers({ doNotFake: ['nextTick', 'setImmediate'] });
  post = new Post();
  jest.setSystemTime(post.now);
});

afterEach(async () => {
  await post.stop();
  jest.useRealTimers();
});

const settle = () => jest.advanceTimersByTimeAsync(10);
const dead = () => new Promise<never>(() => undefined);

/** Time goes on for timers and for the clock alike. */
async function pass(seconds: number): Promise<void> {
  for (let n = 0; n < seconds; n++) {
    post.later(1_000);
    await jest.advanceTimersByTimeAsync(1_000);
  }
}

const told = (incident = 'inc-1') => post.incidents.get(incident).status?.story ?? [];
const REFUSED: Outcome = { came: 'refused', why: 'It answered 401', hint: 'Renew its key.' };

describe('what happens to an incident', () => {
  test('is told from its opening to its end, in order and once', async () => {
    post.boot();
    const name = post.opened({ reason: 'no orders', release: 'rel-9' });
    await settle();
    post.happens(name, { what: 'role', by: { kind: 'user', id: 'U0ANN' }, role: 'commander', to: 'U0ANN', from: null });
    post.happens(name, { what: 'severity', by: { kind: 'user', id: 'U0ANN' }, from: 'sev2', to: 'sev1' });
    post.happens(name, { what: 'update', by: { kind: 'user', id: 'U0ANN' }, text: 'still looking' });
    post.resolved(name);
    await settle();
    expect(post.log).toEqual([
      'hooks incident.opened',
      'hooks incident.acknowledged',
      'hooks incident.severity',
      'hooks incident.resolved',
    ]);
    const [first, , third, last] = post.sent.map(({ notice }) => notice.spec);
    expect(first).toMatchObject({ about: name, severity: 'sev2', reason: 'no orders', release: 'rel-9', by: 'U0ANN' });
    expect(third).toMatchObject({ severity: 'sev1' });
    expect(last).toMatchObject({ severity: 'sev1', cause: 'a typo', impact: 'no orders' });
    expect(post.sent[0]).toMatchObject({ isOver: false, bridge: `https://meet.example.com/shop/${name}` });
    await post.stop();
    post.boot();
    await settle();
    expect(post.log).toHaveLength(4);
  });

  test('goes to those destinations that want to hear of it', async () => {
    post.outward = {
      ...post.outward,
      destinations: [
        rules('pager', { occasions: ['incident.opened'] }),
        rules('others', { services: ['cart'] }),
        rules('staging', { environments: ['staging'] }),
        rules('here', { services: ['shop'], environments: ['production'] }),
      ],
    };
    post.boot();
    const name = post.opened();
    await settle();
    post.resolved(name);
    await settle();
    expect(post.log.toSorted()).toEqual(['here incident.opened', 'here incident.resolved', 'pager incident.opened']);
  });

  test('leaves no notice where no destination is named', async () => {
    post.outward = { ...post.outward, destinations: [] };
    post.boot();
    post.opened();
    await settle();
    expect(post.notices.all()).toEqual([]);
  });

  test('is not told when it is older than an hour, as what stood there before anybody was to be told', async () => {
    post.opened();
    post.later(61 * 60_000);
    post.opened();
    post.boot();
    await settle();
    expect(post.sent.map(({ notice }) => notice.spec.about)).toEqual(['inc-2']);
  });

  test('leaves the house without secrets and e-mail addresses, and not without end', async () => {
    post.boot();
    post.opened({ reason: `ann@example.com saw password=hunter2 ${'x'.repeat(5_000)}` });
    await settle();
    const { reason = '' } = post.sent[0]?.notice.spec ?? {};
    expect(reason).toMatch(/^\[redacted\] saw password=\[redacted\] x+…$/);
    expect(reason.length).toBeLessThanOrEqual(1_000);
  });
});

describe('what happens to a release', () => {
  test.each([
    ['completed', { what: 'completed', ms: 1_000 }, 'release.completed'],
    ['rolled back', { what: 'rolledBack', to: 'ghcr.io/acme/shop:1', ms: 10 }, 'release.rolled_back'],
    ['rolled back elsewhere', { what: 'rolledBackElsewhere', to: 'ghcr.io/acme/shop:1' }, 'release.rolled_back'],
    ['aborted', { what: 'aborted', message: 'analysis failed' }, 'release.aborted'],
  ] as const)('is told when it is %s', async (_, event, occasion) => {
    post.boot();
    const name = post.released([event]);
    await settle();
    expect(post.log).toEqual([`hooks ${occasion}`]);
    expect(post.sent[0]?.notice.spec).toMatchObject({ about: name, service: 'shop', environment: 'production' });
  });

  test('is not told of a restart, or while it is under way', async () => {
    post.boot();
    post.released([{ what: 'completed', ms: 1_000 }], {}, { action: 'restart' });
    post.released([{ what: 'started', from: 'a', to: 'b' }]);
    await settle();
    expect(post.log).toEqual([]);
  });
});

describe('a destination that is away', () => {
  test('is tried with pauses that grow, and has everything in order when it is back', async () => {
    post.answer = () => Promise.resolve(AWAY);
    post.boot();
    const name = post.opened();
    await pass(5);
    post.resolved(name);
    await pass(60);
    const tries = post.log.length;
    expect(tries).toBeGreaterThan(4);
    expect(tries).toBeLessThan(12);
    expect(new Set(post.log)).toEqual(new Set(['hooks incident.opened']));
    post.answer = () => Promise.resolve(DELIVERED);
    await pass(130);
    expect(post.log.slice(tries)).toEqual(['hooks incident.opened', 'hooks incident.resolved']);
    expect(post.sent.at(-2)).toMatchObject({ isOver: true });
    expect(new Set(post.sent.slice(0, -1).map(({ notice }) => notice.name)).size).toBe(1);
  });

  test('is left alone for as long as it asks for, also with what comes meanwhile', async () => {
    post.answer = () => Promise.resolve({ ...AWAY, afterMs: 90_000 });
    post.boot();
    post.opened();
    await pass(10);
    post.opened();
    await pass(75);
    expect(post.log).toHaveLength(1);
    post.answer = () => Promise.resolve(DELIVERED);
    await pass(10);
    expect(post.log).toHaveLength(3);
  });

  test('keeps no other destination', async () => {
    post.outward = { ...post.outward, destinations: [rules('pager'), rules('hooks')] };
    post.answer = (to) => (to === 'pager' ? dead() : Promise.resolve(DELIVERED));
    post.boot();
    post.resolved(post.opened());
    await settle();
    expect(post.log).toEqual(['pager incident.opened', 'hooks incident.opened', 'hooks incident.resolved']);
    post.kill();
    post = new Post();
  });

  test('is given up after a while: it is said once, listed, and counted', async () => {
    post.outward = { ...post.outward, giveUpAfterMs: 30_000 };
    post.answer = () => Promise.resolve(AWAY);
    post.boot();
    const name = post.opened();
    post.happens(name, { what: 'severity', by: { kind: 'engine' }, from: 'sev2', to: 'sev1' });
    await pass(120);
    expect(post.states).toEqual(['incident.opened hooks undelivered', 'incident.severity hooks undelivered']);
    expect(told().filter(({ what }) => what === 'notDelivered')).toMatchObject([
      { to: 'hooks', why: 'It does not answer' },
    ]);
    expect(post.desk.undelivered()).toHaveLength(2);
    expect(post.counted).toContain('hooks later');
  });
});

describe('what a destination refuses', () => {
  test('is not tried again, is said in the story, and keeps nothing behind it', async () => {
    post.answer = (_, { notice }) => Promise.resolve(notice.spec.occasion === 'incident.opened' ? REFUSED : DELIVERED);
    post.boot();
    post.resolved(post.opened());
    await pass(30);
    expect(post.log).toEqual(['hooks incident.opened', 'hooks incident.resolved']);
    expect(told().at(-1)).toMatchObject({ what: 'notDelivered', why: 'It answered 401', hint: 'Renew its key.' });
  });

  test('is said in the story of a release as well', async () => {
    post.answer = () => Promise.resolve(REFUSED);
    post.boot();
    const name = post.released([{ what: 'completed', ms: 1 }]);
    await settle();
    expect(post.releases.get(name).status?.story.at(-1)).toMatchObject({ what: 'notDelivered', to: 'hooks' });
  });

  test('is refused as well when the catalog does not name the destination any more', async () => {
    post.answer = () => Promise.resolve(AWAY);
    post.boot();
    post.opened();
    await settle();
    post.outward = { ...post.outward, destinations: [] };
    await pass(5);
    expect(post.desk.undelivered()[0]?.delivery.why).toMatch(/names no destination "hooks"/);
  });
});

describe('what is sent again', () => {
  const lost = () => post.desk.undelivered()[0];
  const again = (by = ANN, tries = lost()?.delivery.tries ?? -1) =>
    post.desk.sendAgain({ by, notice: lost()?.notice.name ?? '', to: 'hooks', tries });

  async function code(work: Promise<unknown>): Promise<string> {
    const error = await work.catch((reason: unknown) => reason);
    return error instanceof UserProblem ? error.code : 'none';
  }

  beforeEach(async () => {
    post.answer = () => Promise.resolve(REFUSED);
    post.boot();
    post.opened();
    await settle();
  });

  test('goes under the same name, and is off the list when it got through', async () => {
    post.answer = () => Promise.resolve(DELIVERED);
    await again();
    await settle();
    expect(post.desk.undelivered()).toEqual([]);
    expect(new Set(post.sent.map(({ notice }) => notice.name)).size).toBe(1);
    expect(post.states).toEqual(['incident.opened hooks delivered']);
  });

  test('is not sent twice by two presses, nor by a press on an old list', async () => {
    const { notice, delivery } = lost() ?? {};
    const press = () =>
      post.desk.sendAgain({ by: ANN, notice: notice?.name ?? '', to: 'hooks', tries: delivery?.tries ?? -1 });
    expect(await Promise.all([code(press()), code(press())])).toEqual(['none', 'stale']);
    await settle();
    expect(lost()?.delivery).toMatchObject({ state: 'undelivered', tries: 2 });
    expect(await code(press())).toBe('stale');
    expect(post.log).toHaveLength(2);
  });

  test('needs a right there, and a notice that is there', async () => {
    expect(await code(again({ id: 'U0STRANGER' }))).toBe('not-allowed');
    const gone = { by: ANN, notice: 'gone', to: 'hooks', tries: 1 };
    expect(await code(post.desk.sendAgain(gone))).toBe('unknown-notice');
    expect(post.log).toHaveLength(1);
  });
});

describe('a ticket', () => {
  test('is linked in the story of the incident, once', async () => {
    const link = { label: 'OPS-1', url: 'https://tickets.example/OPS-1' };
    post.answer = () => Promise.resolve({ came: 'delivered', link });
    post.boot();
    post.opened();
    await settle();
    await post.stop();
    post.boot();
    await settle();
    expect(told().filter(({ what }) => what === 'linked')).toMatchObject([{ to: 'hooks', ...link }]);
  });
});

test('what is said once of deliveries stays said, however much happens afterwards', async () => {
  const link = { label: 'OPS-1', url: 'https://tickets.example/OPS-1' };
  post.outward = { ...post.outward, destinations: [rules('jira'), rules('hooks')] };
  post.answer = (to) => Promise.resolve(to === 'jira' ? { came: 'delivered', link } : REFUSED);
  post.boot();
  const name = post.opened();
  await settle();
  for (let n = 0; n < 250; n++) post.happens(name, { what: 'update', by: { kind: 'engine' }, text: String(n) });
  await post.incidents.update(name, ({ status }) => (status === null ? null : boundedStory(status)));
  const before = told();
  expect(before.map(({ what }) => what).filter((what) => what !== 'update')).toEqual([
    'opened',
    'linked',
    'notDelivered',
  ]);
  await post.stop();
  post.boot();
  await settle();
  expect(told()).toEqual(before);
});

describe('when the process dies', () => {
  test('before the notice is written, it is made after the next start', async () => {
    post.notices.beforeWrite = dead;
    post.boot();
    post.opened();
    await settle();
    post.kill();
    post.notices.beforeWrite = () => Promise.resolve();
    post.boot();
    await settle();
    expect(post.states).toEqual(['incident.opened hooks delivered']);
  });

  test('after it was sent and before that is written, it is sent again under the same name', async () => {
    post.boot();
    let writes = 0;
    post.notices.beforeWrite = () => (++writes === 2 ? dead() : Promise.resolve());
    post.opened();
    await settle();
    expect(post.log).toHaveLength(1);
    post.kill();
    post.boot();
    await settle();
    expect(new Set(post.sent.map(({ notice }) => notice.name)).size).toBe(1);
    expect(post.log).toHaveLength(2);
    expect(post.states).toEqual(['incident.opened hooks delivered']);
  });

  test('while a destination is away, the pause that was begun is kept', async () => {
    post.answer = () => Promise.resolve({ ...AWAY, afterMs: 60_000 });
    post.boot();
    post.opened();
    await settle();
    post.kill();
    post.boot();
    await pass(50);
    expect(post.log).toHaveLength(1);
    await pass(20);
    expect(post.log).toHaveLength(2);
  });
});

test('an outcome that cannot be written down is kept until it can, and not sent again meanwhile', async () => {
  post.boot();
  let writes = 0;
  post.notices.beforeWrite = () => (++writes > 1 && writes < 6 ? Promise.reject(new Error('away')) : Promise.resolve());
  post.opened();
  await pass(10);
  expect(post.log).toHaveLength(1);
  expect(post.states).toEqual(['incident.opened hooks delivered']);
});

test('a notice that cannot be made keeps no other', async () => {
  const refuse = { n: 0 };
  post.notices.beforeWrite = () => (refuse.n++ === 0 ? Promise.reject(new Error('invalid')) : Promise.resolve());
  post.boot();
  post.opened();
  post.opened();
  await pass(6);
  expect(post.sent.map(({ notice }) => notice.spec.about)).toEqual(['inc-2', 'inc-1']);
});

test('a notice that everybody has is removed after a day, and what it was of is not told again', async () => {
  post.boot();
  post.opened();
  await settle();
  post.later(25 * 60 * 60_000);
  await post.stop();
  post.boot();
  await settle();
  expect(post.notices.all()).toEqual([]);
  expect(post.log).toHaveLength(1);
});
