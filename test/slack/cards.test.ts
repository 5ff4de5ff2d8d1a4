import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { UserProblem } from '../../src/model/problem.ts';
import type { Evidence, ReleaseStatus } from '../../src/model/release.ts';
import type { StoryEvent } from '../../src/model/story.ts';
import { Cards } from '../../src/slack/cards.ts';
import { cardKey } from '../../src/slack/keys.ts';
import { Outbox } from '../../src/slack/outbox.ts';
import { BASIS, canary, ENDED, environment, status, told } from '../views/fixtures.ts';
import { FakeSlack, networkError, platformError } from './fake-slack.ts';
import { MemoryStore } from './memory-store.ts';
import { type LogLine, loggerInto } from './office.ts';

let slack: FakeSlack;
let store: MemoryStore;
let lines: LogLine[];
let kill: () => void;

const directory = {
  mention: (handle: string) => Promise.resolve(handle === 'release-managers' ? '<!subteam^S0RELEASE>' : `@${handle}`),
};

const BROKEN = { happened: 'Evidence could not be read', why: 'the disk is broken', hint: 'Mend it.' };
const archives = {
  archive: (folder: string) => {
    if (folder === 'shop_broken') return Promise.reject(new UserProblem('evidence-not-kept', BROKEN));
    return Promise.resolve(folder === 'shop_gone' ? null : Buffer.from(`archive of ${folder}`));
  },
};

/** A process, which hears of every change until it is killed. */
function boot(): Cards {
  const log = loggerInto(lines);
  const outbox = new Outbox(slack, log);
  const cards = new Cards({ outbox, store, directory, archives, clock: { now: () => new Date() }, log });
  const stop = store.onView((view) => cards.changed(view));
  const stopMourning = store.onRemoved((view) => cards.removed(view));
  kill = () => {
    stop();
    stopMourning();
    void cards.stop();
  };
  return cards;
}

/** Kills the process wherever it is, and starts another one. */
async function restart(): Promise<void> {
  kill();
  slack.heal();
  store.beforeWrite = () => Promise.resolve();
  boot();
  store.announce();
  await settle();
}

beforeEach(() => {
  jest.useFakeTimers({ doNotFake: ['nextTick', 'setImmediate'] });
  slack = new FakeSlack();
  store = new MemoryStore();
  store.snapshot = canary();
  lines = [];
  boot();
});

afterEach(() => {
  kill();
  jest.useRealTimers();
});

const settle = () => jest.advanceTimersByTimeAsync(60_000);
const dead = () => new Promise<never>(() => undefined);
const card = () => store.get().status?.card;

const REQUESTED: StoryEvent = { what: 'requested', by: { kind: 'user', id: 'U0ANN' } };
const STEP: StoryEvent = { what: 'step', step: 1, count: 3, weight: 10 };
const ASKED: StoryEvent = { what: 'approvalNeeded', basis: BASIS, approvals: 1 };
const APPROVED: StoryEvent = { what: 'approved', by: { kind: 'user', id: 'U0LEAD' }, given: 1, needed: 1 };
const COMPLETED: StoryEvent = { what: 'completed', ms: 60_000 };

const running = (...story: StoryEvent[]): ReleaseStatus => status('Progressing', { story: told(...story) });
const waiting = (...story: StoryEvent[]): ReleaseStatus => status('AwaitingApproval', { story: told(...story) });
const over = (...story: StoryEvent[]): ReleaseStatus =>
  status('Completed', { story: told(...story), endedAt: ENDED, message: 'All traffic is on the new version' });

async function show(next: ReleaseStatus): Promise<void> {
  store.set(next);
  await settle();
}

describe('a card', () => {
  test('is posted once in the channel of its environment, with its key, and its place is written down', async () => {
    await show(running());
    expect(slack.cards()).toMatchObject([{ channel: 'C0RELEASES', key: cardKey('shop-production-x7k2p') }]);
    expect(card()).toEqual({ channel: 'C0RELEASES', ts: slack.cards()[0]?.ts, told: 0, ask: null, drawn: null });
    expect(slack.count('update')).toBe(0);
    expect(slack.count('keys')).toBe(0);
  });

  test('has its intent stored before it is posted', async () => {
    const order: string[] = [];
    store.beforeWrite = (next) => Promise.resolve(void order.push(`write ts=${next?.card?.ts ?? 'null'}`));
    slack.before = (method) => Promise.resolve(void order.push(method));
    await show(running());
    expect(order).toEqual(['write ts=null', 'post', `write ts=${slack.cards()[0]?.ts}`]);
  });

  test('is changed in place, and only when something on it changed', async () => {
    await show(running());
    for (let again = 0; again < 5; again++) store.announce();
    await settle();
    expect(slack.count('update')).toBe(0);
    await show(status('Paused'));
    store.announce();
    await settle();
    expect(slack.count('update')).toBe(1);
    expect(slack.cards()).toHaveLength(1);
  });

  test('needs no ticking for its ages', async () => {
    await show(running());
    await jest.advanceTimersByTimeAsync(3_600_000);
    store.announce();
    await settle();
    expect(slack.count('update')).toBe(0);
  });

  test('settles: what it writes down itself makes it neither draw nor write again', async () => {
    await show(over(REQUESTED, COMPLETED));
    const { writes } = store;
    const calls = slack.calls.length;
    store.announce();
    await settle();
    expect({ writes: store.writes, calls: slack.calls.length }).toEqual({ writes, calls });
  });

  test('is not drawn before the engine has taken the release up', async () => {
    store.announce();
    await settle();
    expect(slack.calls).toEqual([]);
  });

  test('shows the last state however fast the states come, in far fewer updates', async () => {
    await show(running());
    for (let step = 1; step <= 40; step++) {
      store.snapshot = canary({ weight: { set: step, actual: step } });
      store.set(running());
      await jest.advanceTimersByTimeAsync(50);
    }
    await show(over(COMPLETED));
    expect(slack.cards()[0]?.message.text).toContain('Completed');
    expect(slack.count('update')).toBeLessThan(20);
  });

  test('of a channel that Slack does not know is given up with one clear line, until the release moves on', async () => {
    slack.fail('post', () => platformError('channel_not_found'), 1);
    await show(running());
    for (let again = 0; again < 5; again++) store.announce();
    await settle();
    expect(slack.count('post')).toBe(1);
    expect(lines.filter(({ msg }) => String(msg).startsWith('the card cannot be posted'))).toHaveLength(1);
    await show(over());
    expect(slack.cards()).toHaveLength(1);
  });

  test('that somebody deleted is posted again, once', async () => {
    await show(running(REQUESTED));
    const [first] = slack.messages;
    if (first) first.deleted = true;
    await show(status('Paused', { story: told(REQUESTED) }));
    expect(slack.cards()).toHaveLength(1);
    expect(card()?.ts).toBe(slack.cards()[0]?.ts);
    const [second] = slack.cards();
    if (second) second.deleted = true;
    await show(status('Degraded', { story: told(REQUESTED) }));
    await show(status('Paused', { story: told(REQUESTED, STEP) }));
    expect(slack.cards()).toEqual([]);
    expect(slack.count('post')).toBe(3);
  });

  test('of a release whose record was deleted says so, without buttons, and is left alone then', async () => {
    await show(running());
    store.set(running(REQUESTED));
    store.delete();
    await settle();
    const [gone] = slack.cards();
    expect(gone?.message.text).toContain('Record deleted');
    expect(JSON.stringify(gone?.message)).not.toContain('"button"');
    const calls = slack.calls.length;
    await settle();
    expect(slack.calls.length).toBe(calls);
    expect(lines.filter(({ level }) => Number(level) >= 50)).toEqual([]);
  });

  test('that has ended, and whose record is deleted by hand, says so after a restart too', async () => {
    await show(over(COMPLETED));
    await restart();
    store.delete();
    await settle();
    expect(slack.cards().map(({ message }) => message.text)).toEqual([expect.stringContaining('Record deleted')]);
  });

  test('asks for no approval any more when its record was deleted', async () => {
    await show(waiting(REQUESTED, ASKED));
    expect(slack.lines().at(-1)).toContain('waits for approval');
    store.delete();
    await settle();
    expect(slack.lines().at(-1)).toContain('Approval no longer needed');
    expect(slack.cards()).toHaveLength(1);
  });

  test('says that its record was deleted though it was only being posted', async () => {
    const posting = Promise.withResolvers<void>();
    slack.after = (method) => (method === 'post' ? posting.promise : Promise.resolve());
    store.set(running());
    await settle();
    store.delete();
    posting.resolve();
    await settle();
    expect(slack.cards().map(({ message }) => message.text)).toEqual([expect.stringContaining('Record deleted')]);
  });

  test('that was never posted is not posted to say that its record was deleted', async () => {
    slack.fail('post', () => platformError('channel_not_found'), 99);
    await show(running());
    store.delete();
    await settle();
    expect(slack.cards()).toEqual([]);
  });

  test('goes on being drawn while its place cannot be written down', async () => {
    await show(running());
    store.beforeWrite = () => Promise.reject(new Error('the store is away'));
    store.set(status('RollingBack'));
    await settle();
    expect(slack.cards()[0]?.message.text).toContain('Rolling back');
  });

  test('is posted once though its place could not be written down at first', async () => {
    let failures = 0;
    store.beforeWrite = (next) =>
      next?.card?.ts != null && failures++ < 3 ? Promise.reject(new Error('the store is away')) : Promise.resolve();
    await show(running());
    expect(slack.cards()).toHaveLength(1);
    expect(card()?.ts).toBe(slack.cards()[0]?.ts);
  });
});

describe('a process that dies', () => {
  test('between the intent and the post: the next one looks for the card and posts it', async () => {
    slack.before = (method) => (method === 'post' ? dead() : Promise.resolve());
    await show(running());
    expect(slack.cards()).toEqual([]);
    await restart();
    expect(slack.cards()).toHaveLength(1);
    expect(slack.count('keys')).toBe(1);
    expect(card()?.ts).toBe(slack.cards()[0]?.ts);
  });

  test('after the post, before it is written down: the next one finds the card and draws on it', async () => {
    slack.after = (method) => (method === 'post' ? dead() : Promise.resolve());
    await show(running());
    store.set(status('Paused'));
    await restart();
    expect(slack.cards()).toHaveLength(1);
    expect(slack.count('post')).toBe(1);
    expect(card()?.ts).toBe(slack.cards()[0]?.ts);
    expect(slack.cards()[0]?.message.text).toContain('Paused');
  });

  test('where the bot may not read: the next one posts the card all the same', async () => {
    slack.before = (method) => (method === 'post' ? dead() : Promise.resolve());
    await show(running());
    kill();
    slack.before = (method) =>
      method === 'keys' ? Promise.reject(platformError('not_in_channel')) : Promise.resolve();
    boot();
    store.announce();
    await settle();
    expect(slack.cards()).toHaveLength(1);
    expect(lines.some(({ msg }) => String(msg).includes('invite the bot'))).toBe(true);
  });

  test('after a line, before it is counted: the next one finds the line and goes on behind it', async () => {
    await show(running(REQUESTED));
    slack.after = (method) => (method === 'post' ? dead() : Promise.resolve());
    await show(running(REQUESTED, STEP));
    expect(card()?.told).toBe(1);
    store.set(running(REQUESTED, STEP, ASKED));
    await restart();
    expect(slack.lines()).toHaveLength(3);
    expect(card()?.told).toBe(3);
  });

  test('with the end not yet shown: the next one shows it', async () => {
    await show(running());
    slack.before = () => dead();
    await show(over());
    expect(slack.cards()[0]?.message.text).not.toContain('Completed');
    await restart();
    expect(slack.cards()[0]?.message.text).toContain('Completed');
  });

  test('with everything shown: the next one says nothing at all', async () => {
    await show(over(REQUESTED, COMPLETED));
    expect(card()?.drawn).toMatch(/^[0-9a-f]{16}$/);
    const calls = slack.calls.length;
    const { writes } = store;
    await restart();
    expect({ calls: slack.calls.length, writes: store.writes }).toEqual({ calls, writes });
  });

  test('with everything shown: the next one waits until it sees the target again', async () => {
    await show(over(REQUESTED, COMPLETED));
    const calls = slack.calls.length;
    store.snapshot = null;
    await restart();
    expect(slack.calls.length).toBe(calls);
  });
});

describe('the thread', () => {
  test('tells every event once, in order, and counts what stands there', async () => {
    await show(running(REQUESTED));
    await show(running(REQUESTED, STEP));
    await show(over(REQUESTED, STEP, COMPLETED));
    expect(slack.lines().map((line) => line.split(' ')[1])).toEqual(['Requested', 'Step', 'Completed']);
    expect(slack.messages.slice(1).every(({ threadTs }) => threadTs === slack.cards()[0]?.ts)).toBe(true);
    expect(card()?.told).toBe(3);
  });

  test('tells two events of the same kind and moment both', async () => {
    const [requested, failed] = told(REQUESTED, { what: 'analysisFailed', analysis: 'one', message: '' });
    if (!requested || !failed) throw new Error('no story');
    const story = [requested, failed, { ...failed, analysis: 'two' } as typeof failed];
    await show(status('Aborted', { story, endedAt: ENDED }));
    expect(slack.lines().slice(1).join(' ')).toMatch(/one[\s\S]*two/);
    expect(card()?.told).toBe(3);
  });

  test('goes on rightly when a long story has lost its oldest events', async () => {
    const whole = told(REQUESTED, STEP, { ...STEP, step: 2 }, { ...STEP, step: 3 });
    await show(status('Progressing', { story: whole }));
    const place = card();
    if (!place) throw new Error('no card');
    const shorter = [...whole.slice(0, 1), ...whole.slice(2)];
    const later = { what: 'completed', ms: 1, at: ENDED } as const;
    await show(status('Completed', { story: [...shorter, later], endedAt: ENDED, card: { ...place, told: 3 } }));
    await restart();
    expect(slack.lines()).toHaveLength(5);
    expect(card()?.told).toBe(4);
  });

  test('is not posted to twice though the count could not be written down', async () => {
    let failures = 0;
    store.beforeWrite = (next) =>
      (next?.card?.told ?? 0) > 0 && failures++ < 3 ? Promise.reject(new Error('away')) : Promise.resolve();
    await show(running(REQUESTED, STEP));
    expect(slack.lines()).toHaveLength(2);
    expect(card()?.told).toBe(2);
  });

  test('goes on without a line that Slack will not have', async () => {
    await show(running());
    slack.fail('post', () => platformError('invalid_blocks'), 1);
    await show(running(REQUESTED, STEP));
    expect(slack.lines()).toHaveLength(1);
    expect(card()?.told).toBe(2);
  });

  test('under a deleted card goes on under the new one', async () => {
    await show(running(REQUESTED));
    const [first] = slack.messages;
    if (first) first.deleted = true;
    await show(running(REQUESTED, STEP));
    const [again] = slack.cards();
    expect(slack.messages.at(-1)).toMatchObject({ threadTs: again?.ts });
    expect(card()?.told).toBe(2);
  });

  test('waits out an outage and then tells everything once', async () => {
    await show(running());
    slack.fail('post', networkError, Number.POSITIVE_INFINITY);
    await show(running(REQUESTED, STEP));
    await show(over(REQUESTED, STEP, COMPLETED));
    slack.heal();
    await settle();
    expect(slack.lines()).toHaveLength(3);
    expect(slack.cards()[0]?.message.text).toContain('Completed');
  });
});

describe('the question to the approvers', () => {
  test('is a new message that mentions them, and its place is kept', async () => {
    await show(waiting(REQUESTED, ASKED));
    expect(slack.lines()[1]).toContain('<!subteam^S0RELEASE> <@U0LEAD>');
    expect(card()?.ask).toEqual({ ts: slack.messages.at(-1)?.ts, basis: BASIS });
  });

  test.each([
    { name: 'approved', next: running(REQUESTED, ASKED, APPROVED), says: 'Approved by <@U0LEAD>' },
    {
      name: 'rejected',
      next: status('RollingBack', {
        story: told(REQUESTED, ASKED, { what: 'rejected', by: { kind: 'user', id: 'U0LEAD' } }),
      }),
      says: 'Rejected by <@U0LEAD>',
    },
    {
      name: 'promoted elsewhere',
      next: running(REQUESTED, ASKED, { what: 'promotedElsewhere' }),
      says: 'no longer needed',
    },
    {
      name: 'overtaken',
      next: status('Superseded', {
        story: told(REQUESTED, ASKED, { what: 'superseded', by: '1.6.0' }),
        endedAt: ENDED,
      }),
      says: 'no longer needed',
    },
    {
      name: 'promoted fully',
      next: running(REQUESTED, ASKED, { what: 'asked', verb: 'promoteFull', by: { kind: 'user', id: 'U0LEAD' } }),
      says: 'Approved by <@U0LEAD>',
    },
  ])('says so once it is $name, and calls nobody any more', async ({ next, says }) => {
    await show(waiting(REQUESTED, ASKED));
    const ask = slack.messages.at(-1);
    await show(next);
    expect(ask?.message.text).toContain(says);
    expect(ask?.message.text).not.toContain('subteam');
    expect(card()?.ask).toBeNull();
  });

  test('stays open while the target is degraded, paused by somebody, or one of two approvals is given', async () => {
    store.environment = environment({ approvals: 2 });
    await show(waiting(REQUESTED, ASKED));
    await show(waiting(REQUESTED, ASKED, { ...APPROVED, needed: 2 }));
    await show(status('Degraded', { story: told(REQUESTED, ASKED) }));
    await show(status('Paused', { story: told(REQUESTED, ASKED) }));
    expect(card()?.ask).not.toBeNull();
  });

  test('of each pause is another one, and the one before is closed', async () => {
    const next: StoryEvent = { ...ASKED, basis: { ...BASIS, step: 4, pausedSince: '2026-03-02T10:30:00Z' } };
    await show(waiting(REQUESTED, ASKED));
    const first = slack.messages.at(-1);
    await show(waiting(REQUESTED, ASKED, { what: 'promotedElsewhere' }, next));
    expect(first?.message.text).toContain('no longer needed');
    expect(slack.messages.at(-1)?.message.text).toContain('<!subteam^S0RELEASE>');
    expect(card()?.ask).toEqual({ ts: slack.messages.at(-1)?.ts, basis: next.basis });
  });

  test('that was decided before it could be posted calls nobody', async () => {
    await show(over(REQUESTED, ASKED, APPROVED, COMPLETED));
    expect(slack.lines().join()).not.toContain('subteam');
    expect(card()).toMatchObject({ ask: null, told: 4 });
  });

  test('that somebody deleted is forgotten', async () => {
    await show(waiting(REQUESTED, ASKED));
    const ask = slack.messages.at(-1);
    if (ask) ask.deleted = true;
    await show(running(REQUESTED, ASKED, APPROVED));
    expect(card()).toMatchObject({ ask: null, told: 3 });
  });

  test('whose closing was lost with the process is closed by the next one, though the release has ended', async () => {
    await show(waiting(REQUESTED, ASKED));
    const ask = slack.messages.at(-1);
    slack.before = (method) => (method === 'update' ? dead() : Promise.resolve());
    await show(over(REQUESTED, ASKED, APPROVED, COMPLETED));
    await restart();
    expect(ask?.message.text).toContain('Approved by <@U0LEAD>');
    expect(card()?.ask).toBeNull();
  });
});

test('stopping waits until what changed is shown', async () => {
  kill();
  const cards = boot();
  store.set(over(REQUESTED, COMPLETED));
  const settled = cards.settled(30_000);
  await settle();
  await settled;
  expect(card()?.told).toBe(2);
});

describe('the evidence', () => {
  const EVIDENCE: Evidence = {
    occasion: 'rollback',
    state: 'saved',
    asOf: ENDED,
    folder: 'shop_then',
    files: 3,
    missing: 0,
    why: null,
    file: null,
  };
  const captured = (differs: Partial<Evidence> = {}) =>
    status('RolledBack', {
      endedAt: ENDED,
      story: told({ what: 'evidenceSaved', files: 3, missing: 0, folder: 'shop_then' }),
      evidence: { ...EVIDENCE, ...differs },
    });
  const said = () => store.get().status?.story.map((event) => ('why' in event ? event.why : event.what));

  test('goes into the thread as one archive, once, also when the answer is lost or the process restarts', async () => {
    slack.fail('share', networkError, 1, 'after');
    store.set(captured());
    await settle();
    await restart();
    expect(slack.files).toEqual([
      {
        channel: 'C0RELEASES',
        threadTs: slack.cards()[0]?.ts,
        file: {
          name: 'shop_then.tar.gz',
          title: 'Evidence of shop 1.5.0 in production',
          comment: expect.stringMatching(/What was there when shop .* rolled back/),
          bytes: Buffer.from('archive of shop_then'),
        },
      },
    ]);
    expect(store.get().status?.evidence?.file).toBe('F1');
  });

  test('waits while it is captured, and for the card', async () => {
    store.set(captured({ state: 'capturing', folder: null }));
    await settle();
    expect(slack.count('share')).toBe(0);
    store.set(captured());
    await settle();
    expect(slack.files).toHaveLength(1);
  });

  test.each([
    ['not_in_channel', 'the bot is not in the channel', 'Invite it'],
    ['missing_scope', 'the app lacks the scope files:write', 'Install it again'],
    ['file_type_not_allowed', 'Slack says file_type_not_allowed', 'Nothing is lost'],
  ])('that Slack refuses with %s is told with what to do, and not tried again', async (error, why, hint) => {
    slack.fail('share', () => platformError(error), Number.POSITIVE_INFINITY);
    store.set(captured());
    await settle();
    await restart();
    expect(said()).toEqual(['evidenceSaved', why]);
    expect(slack.count('share')).toBe(1);
    expect(slack.lines().at(-1)).toContain('shop_then');
    expect(slack.lines().at(-1)).toContain(hint);
  });

  test('whose folder is gone is told', async () => {
    store.set(captured({ folder: 'shop_gone' }));
    await settle();
    expect(said()).toEqual(['evidenceSaved', 'its folder is not there any more']);
  });

  test('whose folder cannot be read is told, and not tried again', async () => {
    store.set(captured({ folder: 'shop_broken' }));
    await settle();
    await restart();
    expect(said()).toEqual(['evidenceSaved', 'the disk is broken']);
    expect(slack.lines().at(-1)).toContain('Mend it.');
  });

  test('follows a card that somebody deleted', async () => {
    slack.fail('share', () => platformError('thread_not_found'));
    store.set(captured());
    await settle();
    expect(said()).toEqual(['evidenceSaved']);
    await restart();
    expect(slack.files).toHaveLength(1);
  });
});
