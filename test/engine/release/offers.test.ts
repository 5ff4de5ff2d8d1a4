import { basisOf, isForPeople, offersOf, wayBackOf } from '../../../src/engine/release/offers.ts';
import type { Environment } from '../../../src/model/catalog.ts';
import type { Release } from '../../../src/model/release.ts';
import type { TargetSnapshot } from '../../../src/model/snapshot.ts';
import {
  BASIS,
  done,
  environmentOf,
  KEPT,
  NEW,
  OLD,
  paused,
  releaseOf,
  resting,
  SINCE,
  statusOf,
  TIMED_PAUSE,
  USER_PAUSE,
  updating,
  WISH,
} from '../support/situations.ts';

const gated = environmentOf();
const open = environmentOf({ approvals: 0 });
const two = environmentOf({ approvals: 2 });
const on = (...[phase, differs]: Parameters<typeof statusOf>) => releaseOf(statusOf(phase, differs));
const rollback = {
  by: { kind: 'engine' } as const,
  cause: 'pressed' as const,
  from: { hash: NEW, image: '' },
  to: KEPT,
  mechanism: 'abort-canary',
  clock: { pressedAt: '' },
};

const restarting = { ...on('Starting'), spec: { ...on('Starting').spec, action: 'restart' as const } };
const hold = { since: '', reason: null, lifted: null };
const lifted = { ...hold, lifted: { by: { kind: 'engine' } as const, at: '' } };

const cases: readonly [string, Release, TargetSnapshot | null, Environment, string[]][] = [
  ['nothing for a release that was not taken up', releaseOf(null), resting(), gated, []],
  ['to call it off while it is pending', on('Pending'), resting(), gated, ['abort']],
  ['to call it off although the target is not known', on('Starting'), null, gated, ['abort']],
  ['not to call off a restart', { ...restarting, status: statusOf('Pending') }, resting(), gated, []],
  ['nothing while it is called off', on('Starting', { wish: WISH }), resting(), gated, []],
  ['nothing while the target is not known', on('Progressing'), null, gated, []],
  ['nothing while it is rolled back', on('RollingBack'), paused(), gated, []],
  ['nothing for a refused one', on('Refused'), resting(), gated, []],
  ['nothing for one that was rolled back', on('RolledBack', { rollback }), resting(), gated, []],
  ['to lift the hold of one that was rolled back', on('RolledBack', { rollback, hold }), resting(), gated, ['lift']],
  ['to lift a hold although the target is not known', on('RolledBack', { rollback, hold }), null, gated, ['lift']],
  ['nothing once the hold was lifted', on('RolledBack', { rollback, hold: lifted }), resting(), gated, []],
  ['no lifting while it is still rolled back', on('RollingBack', { rollback, hold }), paused(), gated, []],
  [
    'the way back once its image is set',
    on('Starting'),
    updating({ phase: 'Unobserved', desiredHash: null }),
    gated,
    ['rollback'],
  ],
  ['to call it off before its image is set', on('Starting'), resting(), gated, ['abort']],
  [
    'steering while it is on its way',
    on('Progressing'),
    updating(),
    gated,
    ['promoteFull', 'pause', 'abort', 'rollback'],
  ],
  [
    'the decision at a gate',
    on('AwaitingApproval'),
    paused(),
    gated,
    ['approve', 'reject', 'promoteFull', 'pause', 'abort', 'rollback'],
  ],
  [
    'promote instead of approve where no approval is asked for',
    on('Paused'),
    paused(),
    open,
    ['promote', 'promoteFull', 'pause', 'abort', 'rollback'],
  ],
  [
    'no way past the quorum for one person alone',
    on('AwaitingApproval'),
    paused(),
    two,
    ['approve', 'reject', 'pause', 'abort', 'rollback'],
  ],
  [
    'no decision at a pause that ends by itself',
    on('Progressing'),
    paused(TIMED_PAUSE),
    gated,
    ['promoteFull', 'pause', 'abort', 'rollback'],
  ],
  ['resume while a person has halted it', on('Paused'), paused(USER_PAUSE), gated, ['resume', 'abort', 'rollback']],
  [
    'the way back alone while a wish is carried out',
    on('AwaitingApproval', { wish: WISH }),
    paused(),
    gated,
    ['rollback'],
  ],
  ['the way back alone when it is aborted', on('Progressing'), updating({ phase: 'Aborted' }), gated, ['rollback']],
  ['the way back of a completed one', on('Completed'), done(), gated, ['rollback']],
  [
    'new pods for a completed one whose pods are in trouble',
    on('Completed'),
    done({ troubles: [{ pod: 'shop-1', hash: NEW, reason: 'CrashLoopBackOff', message: null }] }),
    gated,
    ['restart', 'rollback'],
  ],
  ['and for one that is degraded', on('Completed'), done({ phase: 'Degraded' }), gated, ['restart', 'rollback']],
  [
    'another try or the way back of an aborted one',
    on('Aborted'),
    updating({ phase: 'Aborted' }),
    gated,
    ['retry', 'rollback'],
  ],
  ['no other try of a version that is not the wanted one any more', on('Aborted'), resting(), gated, []],
  ['nothing on a restart that runs', restarting, resting({ desiredHash: NEW }), gated, []],
  ['nothing when a completed one is not the wanted one any more', on('Completed'), resting(), gated, []],
  [
    'nothing when another version waits at the gate',
    on('AwaitingApproval'),
    paused(undefined, { desiredHash: 'third', image: 'ghcr.io/acme/shop:3.0.0' }),
    gated,
    [],
  ],
  ['nothing when the version before is wanted again', on('Progressing'), resting(), gated, []],
];

test.each(cases)('offers %s', (_, release, snapshot, environment, expected) => {
  expect(offersOf(release, snapshot, environment).sort()).toEqual([...expected].sort());
});

describe('the way back', () => {
  test.each([
    ['is what the release replaced', on('Progressing'), updating(), KEPT],
    [
      'is known before the controller saw the new version',
      on('Progressing'),
      updating({ phase: 'Unobserved', desiredHash: null }),
      KEPT,
    ],
    ['is gone when another version is wanted', on('Progressing'), resting(), null],
    ['is gone once it was taken', on('RolledBack', { rollback }), done(), null],
    ['is gone for one that was overtaken', on('Superseded'), updating(), null],
    ['is gone for one that never began', on('Refused'), updating(), null],
  ])('%s', (_, release, snapshot, expected) => {
    expect(wayBackOf(release, snapshot)).toEqual(expected);
  });
});

describe('what a press is bound to', () => {
  test.each([
    ['version, step and pause as they are', on('Progressing'), paused(), BASIS],
    [
      'the version of the release while the target is not known',
      on('Progressing'),
      null,
      { hash: NEW, step: null, pausedSince: null },
    ],
    ['no pause when there is none', on('Progressing'), updating(), { hash: NEW, step: 1, pausedSince: null }],
    ['nothing at all before anything is known', releaseOf(null), null, { hash: null, step: null, pausedSince: null }],
    [
      'the version that is wanted, not the one of the release',
      on('Progressing'),
      resting(),
      { hash: OLD, step: 4, pausedSince: null },
    ],
  ])('is %s', (_, release, snapshot, expected) => {
    expect(basisOf(release, snapshot)).toEqual(expected);
  });
});

test.each([
  ['a step without end', { reason: 'step', since: SINCE, until: null } as const, true],
  ['a switch', { reason: 'switch', since: SINCE, until: null } as const, true],
  ['an analysis that could not tell', { reason: 'inconclusive', since: SINCE, until: null } as const, true],
  ['a step with a duration', TIMED_PAUSE, false],
  ['a halt by a person', USER_PAUSE, false],
  ['no pause', null, false],
])('a pause waits for people: %s', (_, pause, expected) => {
  expect(isForPeople(pause)).toBe(expected);
});
