import { problemBefore, type StartSituation } from '../../../src/engine/release/checks.ts';
import type { Release } from '../../../src/model/release.ts';
import type { TargetSnapshot } from '../../../src/model/snapshot.ts';
import {
  environmentOf,
  IMAGE,
  OLD,
  paused,
  releaseOf,
  resting,
  serviceOf,
  statusOf,
  TARGET,
  updating,
} from '../support/situations.ts';

const environment = environmentOf();

function situation(differs: Partial<StartSituation> = {}): StartSituation {
  return {
    action: 'deploy',
    place: { service: serviceOf(environment), environment, target: TARGET },
    image: `${IMAGE}:2.0.0`,
    snapshot: resting(),
    release: null,
    others: [],
    ...differs,
  };
}

const codeAt = (differs: Partial<StartSituation>) => problemBefore(situation(differs))?.code ?? 'none';

const snapshots: readonly [string, TargetSnapshot, string][] = [
  ['may begin where the old version rests', resting(), 'none'],
  ['may begin on an aborted update', updating({ phase: 'Aborted', image: `${IMAGE}:1.9.0` }), 'none'],
  [
    'may not begin with the aborted version while it stands in the spec: nothing would start',
    updating({ phase: 'Aborted' }),
    'already-running',
  ],
  ['may begin where nothing ever was stable', resting({ stableHash: null, phase: 'Progressing' }), 'none'],
  [
    'may begin while the target is scaled and the controller has not seen it yet',
    resting({ phase: 'Unobserved', desiredHash: null }),
    'none',
  ],
  [
    'may not begin while a change of the image was not seen yet',
    resting({ phase: 'Unobserved', desiredHash: null, image: `${IMAGE}:1.9.0` }),
    'release-running',
  ],
  ['may not begin while another update waits', paused(undefined, { image: `${IMAGE}:1.9.0` }), 'release-running'],
  ['may not begin where Git would take it back', resting({ git: { tool: 'Argo CD', owner: 'apps' } }), 'git-owned'],
  ['may not begin when it runs already', resting({ image: `${IMAGE}:2.0.0` }), 'already-running'],
  ['may not begin where nothing waits for the approval', resting({ waitsForPeople: false }), 'never-waits'],
  [
    'may not begin where the spec is not valid',
    resting({ phase: 'Degraded', message: 'InvalidSpec: no such Service' }),
    'target-invalid',
  ],
  ['may begin where pods are late', resting({ phase: 'Degraded', message: 'ProgressDeadlineExceeded: late' }), 'none'],
];

test.each(snapshots)('a release %s', (_, snapshot, expected) => {
  expect(codeAt({ snapshot })).toBe(expected);
});

test('no approval is asked for where none can be kept', () => {
  const open = environmentOf({ approvals: 0 });
  const place = { service: serviceOf(open), environment: open, target: TARGET };
  expect(codeAt({ place, snapshot: resting({ waitsForPeople: false }) })).toBe('none');
});

test.each([
  ['canary', /pause without duration/],
  ['blueGreen', /autoPromotionEnabled: false/],
] as const)('how a %s can be made to wait is said', (strategy, remedy) => {
  const problem = problemBefore(situation({ snapshot: resting({ strategy, waitsForPeople: false }) }));
  expect(problem?.hint).toMatch(remedy);
});

const at = (name: string, phase: Parameters<typeof statusOf>[0] | null, createdAt = '2026-05-04T11:58:00Z') =>
  releaseOf(phase === null ? null : statusOf(phase), { name, createdAt });

const others: readonly [string, Release | null, Release, string][] = [
  ['nobody may begin beside one that runs', null, at('a', 'Progressing'), 'release-running'],
  ['nobody may begin beside one that is rolled back', null, at('a', 'RollingBack'), 'release-running'],
  ['nobody may begin beside one that waits to be taken up', null, at('a', null), 'release-running'],
  ['anybody may begin after one that has ended', null, at('a', 'Completed'), 'none'],
  ['anybody may begin after one that was aborted', null, at('a', 'Aborted'), 'none'],
  ['the earlier one goes first', at('b', 'Pending', '2026-05-04T11:00:00Z'), at('a', 'Pending'), 'none'],
  ['the later one gives way', at('b', 'Pending'), at('a', 'Pending', '2026-05-04T11:00:00Z'), 'release-running'],
  ['of the same second the first by name goes first', at('a', 'Pending'), at('b', 'Pending'), 'none'],
  ['of the same second the second by name gives way', at('b', 'Pending'), at('a', 'Pending'), 'release-running'],
  [
    'one that has begun goes first, however late it was made',
    at('a', 'Pending', '2026-05-04T11:00:00Z'),
    at('b', 'Starting'),
    'release-running',
  ],
];

test.each(others)('%s', (_, release, other, expected) => {
  expect(codeAt({ release, others: [other] })).toBe(expected);
});

test('the first problem is the answer: a running release before Git, Git before an update, an update before the rest', () => {
  const snapshot = paused(undefined, { git: { tool: 'Flux', owner: null }, waitsForPeople: false });
  const image = snapshot.image;
  expect(codeAt({ snapshot, image, others: [at('a', 'Paused')] })).toBe('release-running');
  expect(codeAt({ snapshot, image })).toBe('git-owned');
  expect(codeAt({ snapshot: { ...snapshot, git: null }, image })).toBe('release-running');
  const same = { ...snapshot, git: null, desiredHash: OLD };
  expect(codeAt({ snapshot: same, image })).toBe('already-running');
  expect(codeAt({ snapshot: same, image: `${IMAGE}:3.0.0` })).toBe('never-waits');
});
