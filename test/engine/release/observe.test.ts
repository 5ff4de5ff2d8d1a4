import { observe } from '../../../src/engine/release/observe.ts';
import { basisOf } from '../../../src/engine/release/offers.ts';
import type { ReleaseStatus } from '../../../src/model/release.ts';
import type { AnalysisState, MetricState, TargetSnapshot } from '../../../src/model/snapshot.ts';
import type { StoryEvent } from '../../../src/model/story.ts';
import {
  done,
  environmentOf,
  NEW,
  NOW,
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

function see(status: ReleaseStatus, snapshot: TargetSnapshot, environment = gated): ReleaseStatus {
  return observe({ status, snapshot, environment, basis: basisOf(releaseOf(status), snapshot) }, NOW);
}

const [record] = statusOf('Progressing').targets;
const at = (phase: Parameters<typeof statusOf>[0], differs: Partial<ReleaseStatus> = {}, step: number | null = 1) =>
  statusOf(phase, record === undefined ? differs : { targets: [{ ...record, step }], ...differs });

const asked = (pausedSince: string | null): ReleaseStatus['story'] => [
  { what: 'approvalNeeded', basis: { hash: NEW, step: 1, pausedSince }, approvals: 1, at: NOW.toISOString() },
];

function measured(name: string, phase: MetricState['phase']): MetricState {
  const counts = { taken: 3, wanted: null, failed: 3, failureLimit: 2, errors: 0 };
  const values = ['[0.1]', '[0.2]', '[0.3]', '[0.4]'];
  return { name, phase, condition: 'result[0] < 0.05', values, ...counts, dryRun: false, message: null };
}

const failure: AnalysisState = {
  name: 'errors-2-1',
  kind: 'step',
  phase: 'Failed',
  message: 'failed (2)',
  metrics: [measured('error-rate', 'Failed'), measured('latency', 'Successful')],
};
const aborting = updating({ phase: 'Aborted', message: 'RolloutAborted: errors', steps: { index: 0, count: 4 } });
const aborted = updating({
  traffic: [{ hash: OLD, percent: 100 }],
  phase: 'Aborted',
  message: 'RolloutAborted: errors',
  steps: { index: 0, count: 4 },
});
const third = paused(undefined, { desiredHash: 'third', image: 'ghcr.io/acme/shop:3.0.0' });

type Case = readonly [string, ReleaseStatus, TargetSnapshot, ReleaseStatus['phase'], StoryEvent['what'][]];

const moves: readonly Case[] = [
  ['a step forward is told', at('Progressing', {}, null), updating(), 'Progressing', ['step']],
  ['a gate asks for approval', at('Progressing'), paused(), 'AwaitingApproval', ['approvalNeeded']],
  [
    'a step and its gate come together',
    at('Progressing', {}, null),
    paused(),
    'AwaitingApproval',
    ['step', 'approvalNeeded'],
  ],
  [
    'the next gate asks anew',
    at('AwaitingApproval', { story: asked('earlier') }),
    paused(),
    'AwaitingApproval',
    ['approvalNeeded'],
  ],
  ['a promotion elsewhere is told', at('AwaitingApproval'), updating(), 'Progressing', ['promotedElsewhere']],
  [
    'a promotion of ours is not told as one from elsewhere',
    at('AwaitingApproval', { wish: WISH }),
    updating(),
    'Progressing',
    [],
  ],
  ['a halt is told', at('Progressing'), paused(USER_PAUSE), 'Paused', ['paused']],
  ['a pause that ends by itself is a way on', at('Paused'), paused(TIMED_PAUSE), 'Progressing', ['promotedElsewhere']],
  ['trouble is told', at('Progressing'), updating({ phase: 'Degraded', message: 'late' }), 'Degraded', ['degraded']],
  [
    'trouble before the controller has seen what is wanted is no other version',
    at('AwaitingApproval'),
    updating({ phase: 'Degraded', message: 'no Deployment', desiredHash: null }),
    'Degraded',
    ['degraded'],
  ],
  ['the end of trouble is no promotion', at('Degraded'), updating(), 'Progressing', []],
  ['all traffic on the new version is the end', at('Progressing', {}, 4), done(), 'Completed', ['completed']],
  ['the last steps and the end come together', at('AwaitingApproval'), done(), 'Completed', ['step', 'completed']],
  ['an abort is the end', at('AwaitingApproval'), aborted, 'Aborted', ['aborted']],
  ['an abort is trouble, not the end, while the new version has traffic', at('Progressing'), aborting, 'Degraded', []],
  ['the traffic off the aborted version is the end', at('Degraded'), aborted, 'Aborted', ['aborted']],
  [
    'an analysis that failed is named before the abort it caused',
    at('Progressing'),
    { ...aborted, analyses: [failure, { ...failure, name: 'fine', phase: 'Successful' }] },
    'Aborted',
    ['analysisFailed', 'aborted'],
  ],
  ['a retry takes an aborted one up again', at('Aborted', { endedAt: SINCE }), updating(), 'Progressing', []],
  ['a retry up to a gate asks', at('Aborted', { endedAt: SINCE }), paused(), 'AwaitingApproval', ['approvalNeeded']],
  [
    'a retry that went through unseen is the end',
    at('Aborted', { endedAt: SINCE }, 4),
    done(),
    'Completed',
    ['completed'],
  ],
  [
    'the version before, wanted and whole again, is a rollback',
    at('Progressing'),
    resting(),
    'RolledBack',
    ['rolledBackElsewhere'],
  ],
  [
    'the image before under another hash is a rollback too',
    at('Progressing'),
    resting({ desiredHash: 'again', stableHash: 'again' }),
    'RolledBack',
    ['rolledBackElsewhere'],
  ],
  [
    'a third configuration of the same image overtakes, and is no way back',
    {
      ...at('AwaitingApproval'),
      targets: record?.replaced ? [{ ...record, replaced: { ...record.replaced, image: record.image } }] : [],
    },
    done({ desiredHash: 'third', stableHash: 'third' }),
    'Superseded',
    ['superseded'],
  ],
  ['a third version overtakes', at('AwaitingApproval'), third, 'Superseded', ['superseded']],
  ['a third version overtakes an aborted one', at('Aborted'), third, 'Superseded', ['superseded']],
];

test.each(moves)('%s', (_, before, snapshot, phase, story) => {
  const after = see(before, snapshot);
  expect([after.phase, after.story.slice(before.story.length).map(({ what }) => what)]).toEqual([phase, story]);
  const hasEnd = ['Completed', 'Aborted', 'RolledBack', 'Superseded'].includes(phase);
  expect(after.endedAt).toBe(hasEnd ? NOW.toISOString() : null);
});

test.each(moves)('nothing is told twice: %s', (_, before, snapshot) => {
  const once = see(before, snapshot);
  if (once.phase === 'Completed' || once.phase === 'Superseded' || once.phase === 'RolledBack') return; // never looked at again
  expect(see(once, snapshot)).toBe(once);
});

test.each([
  ['the controller has not seen the spec', at('Progressing'), updating({ phase: 'Unobserved', desiredHash: null })],
  ['nothing is new', at('Progressing'), updating()],
  ['the gate was asked about', at('AwaitingApproval', { story: asked(SINCE) }), paused()],
  ['the controller says Healthy and the traffic is not there', at('Progressing', {}, 4), done({ settled: false })],
  ['the way back is not finished', at('Progressing'), resting({ settled: false })],
  ['it is aborted already', at('Aborted', {}, 0), aborted],
  ['it is aborted already and its pods come and go', at('Aborted', {}, 0), aborting],
  ['nothing was begun', statusOf('Pending'), updating()],
])('nothing changes while %s', (_, before, snapshot) => {
  expect(see(before, snapshot)).toBe(before);
});

test('where no approval is asked for, a gate is a pause', () => {
  const after = see(at('Progressing'), paused(), open);
  expect([after.phase, after.story.map(({ what }) => what)]).toEqual(['Paused', ['paused']]);
});

test('an end takes the wish with it', () => {
  expect(see(at('AwaitingApproval', { wish: WISH }), aborted).wish).toBeNull();
});

test('the hash of the own version is learned when it shows, and not taken from another', () => {
  const unknown = statusOf(
    'Progressing',
    record === undefined ? {} : { targets: [{ ...record, hash: null, step: 1 }] },
  );
  expect(see(unknown, updating())).toMatchObject({ phase: 'Progressing', targets: [{ hash: NEW }] });
  expect(see(unknown, third).phase).toBe('Superseded');
  expect(see(unknown, resting({ desiredHash: OLD })).phase).toBe('RolledBack');
});

test('an analysis that failed is told with the metrics that decided it, and their newest values', () => {
  const dry = { ...measured('dry', 'Failed'), dryRun: true };
  const analyses = [{ ...failure, metrics: [...failure.metrics, dry] }];
  const { story } = see(at('Progressing'), { ...aborted, analyses });
  expect(story.at(-2)).toMatchObject({
    what: 'analysisFailed',
    metrics: [{ name: 'error-rate', values: ['[0.2]', '[0.3]', '[0.4]'], failed: 3, failureLimit: 2 }],
  });
});
