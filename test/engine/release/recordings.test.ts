/** What a real controller showed, as this program sees it: snapshots, and what a release learns from them. */
import { observe } from '../../../src/engine/release/observe.ts';
import { basisOf } from '../../../src/engine/release/offers.ts';
import type { ReleaseStatus } from '../../../src/model/release.ts';
import { type TargetSnapshot, trafficOf } from '../../../src/model/snapshot.ts';
import { type Moment, play } from '../support/recording.ts';
import { environmentOf, NOW, releaseOf, statusOf } from '../support/situations.ts';

const FILES = [
  'canary-update-pauses',
  'canary-abort',
  'canary-analysis-step-fails',
  'canary-undo-after-completion',
  'bluegreen-update-manual-promotion',
  'bluegreen-undo-promotefull',
];
const ONE = '7d8cc97865';
const TWO = '7b9c878f48';
const BLUE = '54777b7767';
const GREEN = 'b7567cf7d';

/** The last thing that was so at `t` ms. */
function at(moments: readonly Moment[], t: number): TargetSnapshot {
  const moment = moments.findLast((candidate) => candidate.t <= t);
  if (moment === undefined) throw new Error(`nothing was seen before ${t} ms`);
  return moment.snapshot;
}

/** In one line: phase, pause, step, weights, traffic, settled. */
function brief({ phase, pause, steps, weight, traffic, settled }: TargetSnapshot): string {
  const shares = traffic.map(({ hash, percent }) => `${hash.slice(0, 2)}:${percent}`).sort();
  return [
    phase,
    pause === null ? '-' : `${pause.reason}${pause.until === null ? '' : ' timed'}`,
    steps === null ? '-' : `${steps.index}/${steps.count}`,
    weight === null ? '-' : `${weight.set}>${weight.actual}`,
    shares.join(' '),
    settled ? 'settled' : 'moving',
  ].join(' | ');
}

const moments: readonly [string, string, number, string][] = [
  ['canary-update-pauses', 'the old version rests', 0, 'Healthy | - | 4/4 | 100>100 | 7d:100 | settled'],
  [
    'canary-update-pauses',
    'the spec is changed, and nobody has seen it',
    16,
    'Unobserved | - | 4/4 | 100>100 | 7d:100 | moving',
  ],
  ['canary-update-pauses', 'the new version is picked up', 77, 'Progressing | - | 0/4 | 20>0 | 7d:100 | moving'],
  ['canary-update-pauses', 'the Ingress sends 20 %', 1317, 'Progressing | - | 0/4 | 20>20 | 7b:20 7d:80 | moving'],
  ['canary-update-pauses', 'it waits for a person', 1419, 'Paused | step | 1/4 | 20>20 | 7b:20 7d:80 | moving'],
  [
    'canary-update-pauses',
    'a promotion stands in it that nobody has seen',
    3930,
    'Progressing | - | 1/4 | 20>20 | 7b:20 7d:80 | moving',
  ],
  ['canary-update-pauses', 'it goes on', 3961, 'Progressing | - | 2/4 | 50>20 | 7b:20 7d:80 | moving'],
  ['canary-update-pauses', 'it waits for the clock', 5324, 'Paused | step timed | 3/4 | 50>50 | 7b:50 7d:50 | moving'],
  [
    'canary-update-pauses',
    'the steps are done, the pods are not',
    10529,
    'Progressing | - | 4/4 | 100>50 | 7b:50 7d:50 | moving',
  ],
  [
    'canary-update-pauses',
    'Healthy, but the canary Ingress still carries all',
    11565,
    'Healthy | - | 4/4 | 100>100 | 7b:100 | moving',
  ],
  [
    'canary-update-pauses',
    'the traffic is on the stable Service',
    11675,
    'Healthy | - | 4/4 | 100>100 | 7b:100 | settled',
  ],
  [
    'canary-abort',
    'the abort stands in it, and nobody has seen it',
    38,
    'Paused | step | 1/4 | 0>20 | 7b:20 7d:80 | moving',
  ],
  ['canary-abort', 'the Ingress is at 0', 131, 'Paused | step | 1/4 | 0>0 | 7d:100 | moving'],
  ['canary-abort', 'the abort is done', 212, 'Aborted | - | 0/4 | 0>0 | 7d:100 | moving'],
  [
    'canary-abort',
    'the template is back, and nobody has seen it',
    5501,
    'Unobserved | - | 0/4 | 0>0 | 7d:100 | moving',
  ],
  [
    'canary-abort',
    'Healthy, while the router still names the bad version',
    5541,
    'Healthy | - | 4/4 | 100>100 | 7d:100 | moving',
  ],
  ['canary-abort', 'all is back', 5562, 'Healthy | - | 4/4 | 100>100 | 7d:100 | settled'],
  ['canary-analysis-step-fails', 'the analysis runs', 1301, 'Progressing | - | 1/4 | 20>20 | 7b:20 7d:80 | moving'],
  [
    'canary-analysis-step-fails',
    'the controller aborts, the traffic has not moved',
    1973,
    'Aborted | - | 0/4 | 0>20 | 7b:20 7d:80 | moving',
  ],
  ['canary-analysis-step-fails', 'the traffic has moved', 2072, 'Aborted | - | 0/4 | 0>0 | 7d:100 | moving'],
  ['canary-undo-after-completion', 'the undo is picked up', 30, 'Progressing | - | 0/4 | 20>0 | 7b:100 | moving'],
  [
    'canary-undo-after-completion',
    'the old version waits at the gate like a new one',
    1197,
    'Paused | step | 1/4 | 20>20 | 7b:80 7d:20 | moving',
  ],
  [
    'canary-undo-after-completion',
    'Healthy at 20 %: the bad version still has 80',
    4496,
    'Healthy | - | 4/4 | 100>20 | 7b:80 7d:20 | moving',
  ],
  ['canary-undo-after-completion', 'back at last', 4598, 'Healthy | - | 4/4 | 100>100 | 7d:100 | settled'],
  ['bluegreen-update-manual-promotion', 'the old version rests', 0, 'Healthy | - | - | - | 54:100 | settled'],
  ['bluegreen-update-manual-promotion', 'it waits for the switch', 1238, 'Paused | switch | - | - | 54:100 | moving'],
  [
    'bluegreen-update-manual-promotion',
    'the promotion is not processed',
    3751,
    'Progressing | - | - | - | 54:100 | moving',
  ],
  [
    'bluegreen-update-manual-promotion',
    'the Service is switched, the status does not say so',
    3767,
    'Progressing | - | - | - | b7:100 | moving',
  ],
  ['bluegreen-update-manual-promotion', 'it is done', 3884, 'Healthy | - | - | - | b7:100 | settled'],
  [
    'bluegreen-undo-promotefull',
    'the old version is up and has no traffic',
    1123,
    'Progressing | - | - | - | b7:100 | moving',
  ],
  ['bluegreen-undo-promotefull', 'the Service is switched back', 1217, 'Progressing | - | - | - | 54:100 | moving'],
  ['bluegreen-undo-promotefull', 'it is done', 1322, 'Healthy | - | - | - | 54:100 | settled'],
];

test.each(moments)('%s: %s', (file, _, t, expected) => {
  expect(brief(at(play(file), t))).toBe(expected);
});

describe.each(FILES)('at every moment of %s', (file) => {
  const all = play(file);

  test('something was seen', () => {
    expect(all.length).toBeGreaterThan(10);
  });

  test('settled means that the wanted version has all traffic', () => {
    for (const { snapshot } of all.filter((moment) => moment.snapshot.settled)) {
      expect(snapshot.desiredHash).toBe(snapshot.stableHash);
      expect(trafficOf(snapshot, snapshot.desiredHash ?? '')).toBe(100);
    }
  });

  test('the traffic adds up to 100 %', () => {
    for (const { snapshot } of all) expect(snapshot.traffic.reduce((sum, { percent }) => sum + percent, 0)).toBe(100);
  });

  test('what was settled stays so until the spec changes', () => {
    const firstEnd = all.findIndex(({ snapshot, t }) => t > 0 && snapshot.settled);
    const later = firstEnd < 0 ? [] : all.slice(firstEnd);
    expect(later.filter(({ snapshot }) => !snapshot.settled)).toEqual([]);
  });
});

test.each([
  ['canary-abort', 131],
  ['canary-analysis-step-fails', 2072],
])('%s: the canary Service flaps, the traffic does not', (file, from) => {
  const after = play(file).filter(({ t, snapshot }) => t >= from && snapshot.phase === 'Aborted');
  expect(after.length).toBeGreaterThan(8);
  for (const { snapshot } of after) expect(snapshot.traffic).toEqual([{ hash: ONE, percent: 100 }]);
});

test('an analysis is shown as it is counted', () => {
  const all = play('canary-analysis-step-fails');
  expect(at(all, 1206).analyses).toMatchObject([
    { kind: 'step', phase: 'Running', metrics: [{ taken: 1, failed: 1, failureLimit: 1, values: ['[0]'] }] },
  ]);
  expect(at(all, 1891).analyses).toMatchObject([
    {
      phase: 'Failed',
      message: expect.stringContaining('failed (2) > failureLimit (1)'),
      metrics: [{ taken: 2, failed: 2 }],
    },
  ]);
});

test('an old version is known to stay up until its deadline', () => {
  const old = at(play('canary-update-pauses'), 12_000).versions.find(({ hash }) => hash === ONE);
  expect(old).toMatchObject({ available: 5, scaleDownAt: '2026-11-21T03:19:39Z' });
});

describe('a release that watches', () => {
  /** All that a release of `hash`, begun when it was picked up, goes through. */
  function watched(file: string, hash: string, replaced: string): ReleaseStatus {
    let status = statusOf('Progressing');
    const [record] = status.targets;
    if (record === undefined) throw new Error('no record');
    const kept = { hash: replaced, revision: 1, image: 'ghcr.io/acme/old:1', template: '{}' };
    status = { ...status, targets: [{ ...record, hash, replaced: kept }] };
    const all = play(file);
    const begun = all.findIndex(({ snapshot }) => snapshot.desiredHash === hash);
    for (const { t, snapshot } of all.slice(begun)) {
      if (['Completed', 'RolledBack', 'Superseded'].includes(status.phase)) continue;
      const basis = basisOf(releaseOf(status), snapshot);
      status = observe({ status, snapshot, environment: environmentOf(), basis }, new Date(NOW.getTime() + t));
    }
    return status;
  }

  test.each([
    [
      'canary-update-pauses',
      TWO,
      ONE,
      'Completed',
      ['step 1', 'approvalNeeded', 'promotedElsewhere', 'step 2', 'step 3', 'step 4', 'completed'],
    ],
    ['canary-abort', TWO, ONE, 'RolledBack', ['step 1', 'approvalNeeded', 'aborted', 'rolledBackElsewhere']],
    ['canary-analysis-step-fails', TWO, ONE, 'Aborted', ['step 1', 'analysisFailed', 'aborted']],
    [
      'bluegreen-update-manual-promotion',
      GREEN,
      BLUE,
      'Completed',
      ['approvalNeeded', 'promotedElsewhere', 'completed'],
    ],
    ['bluegreen-undo-promotefull', BLUE, GREEN, 'Completed', ['completed']],
  ])('%s tells it once and in order', (file, hash, replaced, phase, story) => {
    const status = watched(file, hash, replaced);
    const said = status.story.map((event) => (event.what === 'step' ? `step ${event.step}` : event.what));
    expect([status.phase, said]).toEqual([phase, story]);
  });
});
