/** What a drill needs next, what stands in its way, and when people are reminded: case tables. */
import { drillIsSafe, isWell } from '../../../src/engine/drills/checks.ts';
import { dueOf } from '../../../src/engine/drills/due.ts';
import { nextOf } from '../../../src/engine/drills/plan.ts';
import { drillOutcome } from '../../../src/model/drill.ts';
import type { Release, ReleasePhase, ReleaseStatus } from '../../../src/model/release.ts';
import type { Rollback } from '../../../src/model/rollback.ts';
import type { TargetSnapshot } from '../../../src/model/snapshot.ts';
import type { StoryEvent } from '../../../src/model/story.ts';
import {
  environmentOf,
  KEPT,
  NEW,
  NOW,
  OLD,
  paused,
  releaseOf,
  resting,
  serviceOf,
  statusOf,
  TARGET,
  updating,
  version,
} from '../support/situations.ts';

const AT = NOW.toISOString();
const RULES = { traffic: false, withinMs: 300_000, everyMs: null };
const ALL_THE_WAY = { ...RULES, traffic: true };

function drill(phase: ReleasePhase, differs: Partial<ReleaseStatus> = {}): Release {
  const spec = { service: 'shop', environment: 'production', version: '1.0.0', action: 'drill' } as const;
  return releaseOf(statusOf(phase, differs), { spec });
}

const told = (...events: readonly StoryEvent[]) => ({ story: events.map((event) => ({ ...event, at: AT })) });
const READY = { what: 'drillReady', ms: 8_000, percent: 0 } as const;
const FAILED = { what: 'drillFailed', why: 'no pods' } as const;
const ROLLBACK: Rollback = {
  by: { kind: 'engine' },
  cause: 'drill',
  from: { hash: NEW, image: KEPT.image },
  to: KEPT,
  mechanism: 'restore-before-switch',
  clock: { pressedAt: AT },
};

/** On a preview: pods and no traffic. */
const preview = (differs: Partial<TargetSnapshot> = {}) =>
  paused(undefined, { traffic: [{ hash: OLD, percent: 100 }], ...differs });

describe('a drill', () => {
  test.each<[string, Release, TargetSnapshot | null, typeof RULES, string]>([
    ['waits until it is taken up', drill('Pending'), resting(), RULES, 'wait'],
    ['waits while nothing is seen', drill('Progressing'), null, RULES, 'wait'],
    [
      'waits while its pods start',
      drill('Progressing'),
      preview({ versions: [version(NEW, { available: 1 })] }),
      RULES,
      'wait',
    ],
    ['is ready on a preview when its pods are up and it waits', drill('Paused'), preview(), RULES, 'ready'],
    ['is not ready with pods and no gate', drill('Progressing'), preview({ pause: null }), RULES, 'wait'],
    ['is ready wherever it has traffic', drill('Progressing'), updating(), ALL_THE_WAY, 'ready'],
    ['passes a gate where no people are', drill('Paused'), preview(), ALL_THE_WAY, 'promote'],
    ['is pressed once it is told to be ready', drill('Paused', told(READY)), preview(), RULES, 'press'],
    ['fails when it is aborted', drill('Aborted'), updating({ phase: 'Aborted' }), RULES, 'fail'],
    ['fails when it is not up in time', drill('Starting'), resting(), { ...RULES, withinMs: 60_000 }, 'fail'],
    ['is pressed when it has failed', drill('Aborted', told(FAILED)), updating({ phase: 'Aborted' }), RULES, 'press'],
    [
      'ends where another version is wanted',
      drill('Aborted', told(FAILED)),
      resting({ desiredHash: 'x' }),
      RULES,
      'end',
    ],
    ['ends when it is rolled back', drill('RollingBack', { rollback: ROLLBACK }), preview(), RULES, 'end'],
    ['ends when it was overtaken', drill('Superseded'), resting(), RULES, 'end'],
  ])('%s', (_, release, snapshot, rules, expected) => {
    expect(nextOf(release, snapshot, rules, NOW).do).toBe(expected);
  });
});

test.each<[Release, string]>([
  [drill('Aborted', told(FAILED)), 'running'],
  [drill('Paused', told(READY)), 'running'],
  [drill('Completed', told(READY)), 'running'],
  [drill('RollingBack', { ...told(READY), rollback: ROLLBACK }), 'running'],
  [drill('RolledBack', { ...told(READY), rollback: ROLLBACK }), 'passed'],
  [drill('RolledBack', { ...told(FAILED), rollback: ROLLBACK }), 'broken-off'],
  [drill('RolledBack', { rollback: ROLLBACK }), 'broken-off'],
  [drill('RolledBack', told(READY)), 'broken-off'],
  [drill('Refused'), 'broken-off'],
  [drill('Superseded', told(READY)), 'broken-off'],
])('%# what became of it is %s', (release, expected) => {
  expect(drillOutcome(release).came).toBe(expected);
});

describe('what stands in the way', () => {
  const environment = environmentOf();
  const place = { service: serviceOf(environment), environment, target: TARGET };
  const allTheWay = { ...place, environment: { ...environment, drill: ALL_THE_WAY } };

  test.each<[string, Partial<TargetSnapshot>, boolean]>([
    ['nothing where all is well', {}, true],
    ['pods that are missing', { replicas: { desired: 2, current: 2, updated: 2, ready: 1, available: 1 } }, false],
    ['a watch that is down', { live: false }, false],
    [
      'a target that is scaled to nothing',
      { replicas: { desired: 0, current: 0, updated: 0, ready: 0, available: 0 } },
      false,
    ],
    ['a target that is degraded', { phase: 'Degraded', message: 'ProgressDeadlineExceeded' }, false],
  ])('is %s', (_, differs, isFree) => {
    expect(isWell({ place, snapshot: resting(differs) }) === null).toBe(isFree);
  });

  test.each<[string, Partial<TargetSnapshot>, typeof place, RegExp | null]>([
    ['a preview is safe', { waitsUnserved: true }, place, null],
    ['so is a service for drills', {}, allTheWay, null],
    ['a canary is not', {}, place, /canary steps bring people/],
    [
      'nor is a blue-green target that switches by itself',
      { strategy: 'blueGreen' },
      place,
      /switches the traffic by itself/,
    ],
    [
      'nor a Deployment with pods of its own, wherever',
      { waitsUnserved: true, ownPods: 2 },
      allTheWay,
      /2 pods of its own/,
    ],
  ])('%s', (_, differs, where, why) => {
    const problem = drillIsSafe({ place: where, snapshot: resting(differs) });
    if (why === null) expect(problem).toBeNull();
    else expect(problem?.why).toMatch(why);
  });
});

describe('people are reminded', () => {
  const DAY = 24 * 3_600_000;
  const ended = '2026-05-01T00:00:00.000Z';
  const passed = drill('RolledBack', { ...told(READY), rollback: ROLLBACK, endedAt: ended });
  const failed = {
    ...drill('RolledBack', { ...told(FAILED), rollback: ROLLBACK, endedAt: AT }),
    name: 'shop-production-2',
  };
  const first = releaseOf(statusOf('Completed'), { createdAt: '2026-04-01T00:00:00.000Z' });
  const due = { what: 'drillDue', since: ended, everyMs: DAY, at: '2026-05-02T00:00:00.000Z' } as const;
  const withDue = (count: number): Release =>
    ({
      ...passed,
      status: { ...passed.status, story: [...(passed.status?.story ?? []), ...Array(count).fill(due)] },
    }) as Release;

  test.each<[string, Release[], number | null, string | null, string | null]>([
    ['not where the catalog wants no drills', [passed, first], null, null, null],
    ['not of what was never released', [], DAY, null, null],
    ['so long after the last one that passed', [failed, passed, first], DAY, '2026-05-02T00:00:00.000Z', ended],
    ['so long after the first release where there was none', [failed, first], DAY, '2026-04-02T00:00:00.000Z', null],
    ['again, once more', [withDue(1), first], DAY, '2026-05-03T00:00:00.000Z', ended],
    ['three times at most', [withDue(3), first], DAY, null, ended],
  ])('%s', (_, releases, everyMs, remindAt, since) => {
    const found = dueOf(releases, { everyMs });
    expect(found?.remindAt?.toISOString() ?? null).toBe(remindAt);
    expect(found?.since ?? null).toBe(since);
  });
});
