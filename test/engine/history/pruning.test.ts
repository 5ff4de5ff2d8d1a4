import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { surplusOf } from '../../../src/engine/history/pruning.ts';
import {
  hasEnded,
  isHolding,
  type Release,
  type ReleasePhase,
  type ReleaseStatus,
} from '../../../src/model/release.ts';
import type { TargetSnapshot } from '../../../src/model/snapshot.ts';
import { done, IMAGE, KEPT, NEW, NOW, OLD, releaseOf, resting, statusOf, updating } from '../support/situations.ts';

const LONG_AGO = '2026-01-01T10:00:00.000Z';
const HOLD = { since: LONG_AGO, reason: null, lifted: null };
const LIFTED = { ...HOLD, lifted: { by: { kind: 'user', id: 'UDEV' }, at: LONG_AGO } } as const;
const CARD = { channel: 'C1', ts: '1.1', told: 1, ask: null, drawn: 'x' };
const NO_BASIS = { hash: null, step: null, pausedSince: null };
const TOLD = [{ at: LONG_AGO, what: 'leftAlone' as const }];

interface Past {
  readonly phase?: ReleasePhase;
  readonly status?: Partial<ReleaseStatus>;
  readonly action?: 'restart';
  /** Of the version that it brought. */
  readonly hash?: string;
}

/** Newest first. What it replaced is nothing that runs. */
function remembered(all: readonly Past[]): readonly Release[] {
  return all.map(({ phase = 'Completed', status = {}, action, hash = 'gone' }, n) => {
    const made = statusOf(phase, { endedAt: hasEnded(phase) ? LONG_AGO : null });
    const targets = made.targets.map((record) => ({ ...record, replaced: { ...KEPT, hash: 'older' }, hash }));
    const { spec } = releaseOf(null);
    return releaseOf(
      { ...made, targets, ...status },
      { name: `release-${n}`, createdAt: LONG_AGO, spec: { ...spec, ...(action && { action }) } },
    );
  });
}

function removed(all: readonly Past[], snapshot: TargetSnapshot | null = resting(), keep = 1): readonly string[] {
  return surplusOf({ releases: remembered(all), snapshot, keep, now: NOW }).map(({ name }) => name);
}

describe('of the releases of a service in an environment', () => {
  test('the newest that have ended are kept, as many as the catalog says, and the oldest go first', () => {
    const seven = Array.from({ length: 7 }, () => ({}));
    expect(removed(seven, resting(), 4)).toEqual(['release-6', 'release-5', 'release-4']);
    expect(removed(seven, resting(), 7)).toEqual([]);
    expect(removed(seven, resting(), 50)).toEqual([]);
  });

  test('what is under way is not counted', () => {
    expect(removed([{ phase: 'Progressing' }, {}, {}, {}], resting(), 2)).toEqual(['release-3']);
  });

  test.each<[string, Past]>([
    ['is under way', { phase: 'AwaitingApproval' }],
    ['was not taken up yet', { phase: 'Pending' }],
    ['holds releases up', { phase: 'RolledBack', status: { hold: HOLD } }],
  ])('one that %s stays, however old', (_, past) => {
    expect(removed([{}, {}, past, {}])).toEqual(['release-3', 'release-1']);
  });

  test('one whose hold was lifted goes', () => {
    expect(removed([{}, {}, { phase: 'RolledBack', status: { hold: LIFTED } }])).toEqual(['release-2', 'release-1']);
  });

  test('none goes while a rollback runs', () => {
    expect(removed([{ phase: 'RollingBack' }, {}, {}, {}])).toEqual([]);
  });

  test.each<[string, readonly Past[]]>([
    ['refused ones', Array.from({ length: 5 }, () => ({ phase: 'Refused' as const }))],
    ['restarts', Array.from({ length: 5 }, () => ({ action: 'restart' as const }))],
  ])('the last one that brought anything outlives any number of %s', (_, newer) => {
    expect(removed([...newer, {}, {}])).not.toContain('release-5');
    expect(removed([...newer, {}, {}])).toContain('release-6');
  });
});

describe('what a rollback goes by stays:', () => {
  const brought: Past = { hash: NEW };

  test('the release that brought what runs, with the version that it replaced', () => {
    const others: readonly Past[] = [{ phase: 'Superseded' }, { phase: 'Superseded' }];
    expect(removed([...others, brought, {}], done())).toEqual(['release-3', 'release-1']);
    expect(removed([...others, brought, {}], resting())).toEqual(['release-3', 'release-2', 'release-1']);
  });

  test('the newest release that has kept whole what runs, or what is stable while another version comes', () => {
    const keeping: Past = { status: { targets: [{ ...recordOf('gone'), replaced: { ...KEPT, hash: OLD } }] } };
    expect(removed([{}, {}, keeping, keeping], resting())).toEqual(['release-3', 'release-1']);
    expect(removed([{}, {}, keeping, keeping], updating())).toEqual(['release-3', 'release-1']);
    expect(removed([{}, {}, keeping, keeping], done())).toEqual(['release-3', 'release-2', 'release-1']);
  });

  test('of a service that is not in the catalog any more, the newest release', () => {
    expect(removed([{}, {}, {}], null)).toEqual(['release-2', 'release-1']);
    expect(removed([{ phase: 'Refused' }, {}, {}], null)).toEqual(['release-2']);
  });
});

describe('what is not all filed and told yet stays for a day', () => {
  const justNow = new Date(NOW.getTime() - 60_000).toISOString();
  const yesterday = new Date(NOW.getTime() - 25 * 60 * 60_000).toISOString();
  const evidence = { occasion: 'rollback', asOf: LONG_AGO, folder: 'f', files: 1, missing: 0, why: null } as const;

  test.each<[string, Partial<ReleaseStatus>]>([
    ['a capture that runs', { evidence: { ...evidence, state: 'capturing', file: null } }],
    ['evidence that is not in the thread', { evidence: { ...evidence, state: 'saved', file: null } }],
    ['a failure of which nothing was captured', { phase: 'Aborted' }],
    ['a card that does not show the end', { card: { ...CARD, drawn: null }, story: TOLD }],
    ['a thread that lacks the last line', { card: { ...CARD, told: 0 }, story: TOLD }],
    ['a question to the approvers that is open', { card: { ...CARD, ask: { ts: '1', basis: NO_BASIS } }, story: TOLD }],
  ])('%s', (_, status) => {
    expect(removed([{}, {}, { status: { ...status, endedAt: justNow } }])).toEqual(['release-1']);
    expect(removed([{}, {}, { status: { ...status, endedAt: yesterday } }])).toEqual(['release-2', 'release-1']);
  });

  test.each<[string, Partial<ReleaseStatus>]>([
    ['evidence in the thread', { evidence: { ...evidence, state: 'saved', file: 'F1' } }],
    [
      'evidence that Slack did not take',
      {
        evidence: { ...evidence, state: 'saved', file: null },
        story: [{ at: LONG_AGO, what: 'evidenceNotShared', folder: 'f', why: 'too large' }],
      },
    ],
    ['a card and a thread that say all', { card: CARD, story: TOLD }],
  ])('but not for %s', (_, status) => {
    expect(removed([{}, {}, { status: { ...status, endedAt: justNow } }])).toEqual(['release-2', 'release-1']);
  });
});

test('whatever there is, nothing that is needed goes, and a second look finds nothing more', () => {
  const phases: ReleasePhase[] = ['Completed', 'Aborted', 'RolledBack', 'Superseded', 'Refused', 'Paused', 'Pending'];
  const past = fc.record({
    phase: fc.constantFrom(...phases),
    hash: fc.constantFrom(NEW, OLD, 'gone'),
    status: fc.constantFrom({}, { hold: HOLD }),
  });
  const snapshots = fc.constantFrom(null, resting(), done(), updating());
  fc.assert(
    fc.property(fc.array(past, { maxLength: 20 }), snapshots, fc.integer({ min: 1, max: 8 }), (all, snapshot, keep) => {
      const releases = remembered(all);
      const gone = new Set(surplusOf({ releases, snapshot, keep, now: NOW }));
      const left = releases.filter((release) => !gone.has(release));
      for (const { status } of gone) {
        expect(status !== null && hasEnded(status.phase) && !isHolding(status)).toBe(true);
      }
      const ended = (some: readonly Release[]) => some.filter(({ status }) => status && hasEnded(status.phase));
      expect(ended(left).slice(0, keep)).toEqual(ended(releases).slice(0, keep));
      expect(surplusOf({ releases: left, snapshot, keep, now: NOW })).toEqual([]);
    }),
  );
});

function recordOf(hash: string) {
  return { region: 'eu', replaced: null, found: KEPT.image, image: `${IMAGE}:2.0.0`, hash, step: null };
}
