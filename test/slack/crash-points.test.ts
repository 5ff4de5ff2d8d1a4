/**
 * One release from its request to its end, with the process dying at each of its deeds in turn: before the deed, or after
 * it without hearing so. Whatever the next process finds, people must see one card and each line once.
 */
import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import type { ReleaseStore } from '../../src/engine/ports.ts';
import type { Evidence, Release, ReleaseStatus } from '../../src/model/release.ts';
import type { StoryEvent } from '../../src/model/story.ts';
import {
  type FileApi,
  keyText,
  type MessageApi,
  type MessageKey,
  type Outgoing,
  type OutgoingFile,
} from '../../src/slack/api.ts';
import { Cards } from '../../src/slack/cards.ts';
import { lineKeys } from '../../src/slack/keys.ts';
import { Outbox } from '../../src/slack/outbox.ts';
import { releaseCard } from '../../src/views/card/card.ts';
import { BASIS, canary, ENDED, status, told, view } from '../views/fixtures.ts';
import { MemoryStore } from './memory-store.ts';
import { loggerInto } from './office.ts';

interface Shown {
  readonly ts: string;
  readonly key: string;
  readonly threadTs: string | null;
  text: string;
}

/** What stands in the channel, and every process that ever spoke to it. */
class Channel implements MessageApi, FileApi {
  readonly shown: Shown[] = [];
  readonly files: { readonly threadTs: string; readonly name: string }[] = [];
  calls = 0;

  post(_channel: string, threadTs: string | null, { text }: Outgoing, key: MessageKey): Promise<string> {
    this.calls++;
    const ts = `${1_700_000_000 + this.shown.length}.000100`;
    this.shown.push({ ts, key: keyText(key), threadTs, text });
    return Promise.resolve(ts);
  }

  update(_channel: string, ts: string, { text }: Outgoing): Promise<void> {
    this.calls++;
    const found = this.shown.find((message) => message.ts === ts);
    if (found !== undefined) found.text = text;
    return Promise.resolve();
  }

  keys(_channel: string, where: Parameters<MessageApi['keys']>[1]): Promise<ReadonlyMap<string, string>> {
    this.calls++;
    const threadTs = 'threadTs' in where ? where.threadTs : null;
    const there = this.shown.filter((message) => message.threadTs === threadTs);
    return Promise.resolve(new Map(there.map(({ key, ts }) => [key, ts])));
  }

  share(_channel: string, threadTs: string, { name }: OutgoingFile): Promise<string> {
    this.calls++;
    this.files.push({ threadTs, name });
    return Promise.resolve(`F${this.files.length}`);
  }

  shared(): Promise<ReadonlyMap<string, string>> {
    this.calls++;
    return Promise.resolve(new Map(this.files.map(({ name }, n) => [name, `F${n + 1}`])));
  }
}

interface Death {
  /** Which deed of the process is its last, from 1. */
  readonly at: number;
  readonly how: 'before' | 'after';
}

const NEVER: Death = { at: Number.POSITIVE_INFINITY, how: 'before' };

/** Reads, posts, updates and writes of one process; after its death nothing of it is heard. */
class Mortal {
  deeds = 0;
  readonly #death: Death;

  constructor(death: Death) {
    this.#death = death;
  }

  get isDead(): boolean {
    return this.deeds >= this.#death.at;
  }

  do<T>(deed: () => Promise<T>): Promise<T> {
    if (this.isDead) return new Promise(() => undefined);
    this.deeds++;
    if (!this.isDead) return deed();
    if (this.#death.how === 'after') void deed();
    return new Promise(() => undefined);
  }
}

let channel: Channel;
let store: MemoryStore;

function boot(death: Death): { life: Mortal; end: () => void } {
  const life = new Mortal(death);
  const api: MessageApi & FileApi = {
    post: (...asked) => life.do(() => channel.post(...asked)),
    update: (...asked) => life.do(() => channel.update(...asked)),
    keys: (...asked) => life.do(() => channel.keys(...asked)),
    share: (...asked) => life.do(() => channel.share(...asked)),
    shared: () => life.do(() => channel.shared()),
  };
  const mortalStore: ReleaseStore = {
    all: () => store.all(),
    follow: () => store.follow(),
    create: () => store.create(),
    update: (name, change): Promise<Release> => life.do(() => store.update(name, change)),
  };
  const log = loggerInto([]);
  const directory = { mention: (handle: string) => Promise.resolve(`@${handle}`) };
  const clock = { now: () => new Date() };
  const archives = { archive: () => Promise.resolve(new Uint8Array(1)) };
  const cards = new Cards({ outbox: new Outbox(api, log), store: mortalStore, directory, archives, clock, log });
  const end = store.onView((changed) => cards.changed(changed));
  return { life, end };
}

const settle = () => jest.advanceTimersByTimeAsync(60_000);

const REQUESTED: StoryEvent = { what: 'requested', by: { kind: 'user', id: 'U0ANN' } };
const ASKED: StoryEvent = { what: 'approvalNeeded', basis: BASIS, approvals: 1 };
const APPROVED: StoryEvent = { what: 'approved', by: { kind: 'user', id: 'U0LEAD' }, given: 1, needed: 1 };
const COMPLETED: StoryEvent = { what: 'completed', ms: 60_000 };

const EVIDENCE: Evidence = {
  occasion: 'failure',
  state: 'saved',
  asOf: ENDED,
  folder: 'shop_then',
  files: 3,
  missing: 0,
  why: null,
  file: null,
};

const WAY: readonly ReleaseStatus[] = [
  status('Progressing', { story: told(REQUESTED) }),
  status('AwaitingApproval', { story: told(REQUESTED, ASKED) }),
  status('Progressing', { story: told(REQUESTED, ASKED, APPROVED) }),
  status('Completed', {
    story: told(REQUESTED, ASKED, APPROVED, COMPLETED),
    endedAt: ENDED,
    message: 'Done',
    evidence: EVIDENCE,
  }),
];

async function play(steps: readonly ReleaseStatus[]): Promise<void> {
  for (const step of steps) {
    store.set(step);
    await settle();
  }
}

/** How many of the steps happen before the next process is there. */
type Absence = 'short' | 'until the end';

async function live(death: Death, absence: Absence): Promise<void> {
  const first = boot(death);
  let next = 0;
  while (next < WAY.length && !first.life.isDead) await play(WAY.slice(next, ++next));
  if (absence === 'until the end') await play(WAY.slice(next));
  first.end();
  const second = boot(NEVER);
  store.announce();
  await settle();
  if (absence === 'short') await play(WAY.slice(next));
  await settle();
  second.end();
}

function expectOneWholeTale(): void {
  const release = store.get();
  const seen = view(release.status, { snapshot: store.snapshot, environment: store.environment });
  const cards = channel.shown.filter(({ threadTs }) => threadTs === null);
  expect(cards.map(({ text }) => text)).toEqual([releaseCard({ ...seen, release }, new Date()).text]);
  const lines = channel.shown.filter(({ threadTs }) => threadTs !== null);
  expect(lines.map(({ key }) => key)).toEqual(lineKeys(release.name, release.status?.story ?? []).map(keyText));
  expect(lines.every(({ threadTs }) => threadTs === cards[0]?.ts)).toBe(true);
  expect(channel.files).toEqual([{ threadTs: cards[0]?.ts, name: 'shop_then.tar.gz' }]);
  expect(release.status?.evidence?.file).toBe('F1');
  expect(release.status?.card).toMatchObject({ ts: cards[0]?.ts, told: 4, ask: null, drawn: expect.any(String) });
}

beforeEach(() => {
  jest.useFakeTimers({ doNotFake: ['nextTick', 'setImmediate'] });
  channel = new Channel();
  store = new MemoryStore();
  store.snapshot = canary();
});

afterEach(() => {
  jest.useRealTimers();
});

/** A life without a death has fewer deeds than this. */
const DEEDS = 28;
const DEATHS = Array.from({ length: DEEDS }, (_, index) => index + 1).flatMap((at) =>
  (['before', 'after'] as const).flatMap((how) =>
    (['short', 'until the end'] as const).map((absence) => ({ at, how, absence })),
  ),
);

describe('a process that dies', () => {
  test.each(DEATHS)(
    '$how its deed $at, away $absence, leaves one card, each line and the evidence once, and no question open',
    async (death) => {
      await live(death, death.absence);
      expectOneWholeTale();
      const question = channel.shown.find(({ key }) => key.includes('what=approvalNeeded'));
      // It was asked and marked, or decided before anybody could be asked and told as a line.
      expect(question?.text).toBeDefined();
      expect(question?.text).not.toContain('waits for approval');
    },
  );
});

test('the deaths cover a whole life, and a life comes to rest', async () => {
  const { life, end } = boot(NEVER);
  await play(WAY);
  expectOneWholeTale();
  expect(life.deeds).toBeGreaterThan(8);
  expect(life.deeds).toBeLessThanOrEqual(DEEDS);
  const before = { calls: channel.calls, writes: store.writes };
  for (let times = 0; times < 5; times++) {
    store.announce();
    await settle();
  }
  end();
  boot(NEVER);
  store.announce();
  await settle();
  expect({ calls: channel.calls, writes: store.writes }).toEqual(before);
});
