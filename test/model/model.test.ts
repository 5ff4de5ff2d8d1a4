import { targetKey } from '../../src/model/catalog.ts';
import { sameBasis } from '../../src/model/decision.ts';
import { hasEnded, type ReleasePhase } from '../../src/model/release.ts';
import { trafficOf, versionOf } from '../../src/model/snapshot.ts';
import { BASIS, NEW, OLD, updating } from '../engine/support/situations.ts';

const ended: Readonly<Record<ReleasePhase, boolean>> = {
  Pending: false,
  Starting: false,
  Progressing: false,
  Paused: false,
  AwaitingApproval: false,
  Degraded: false,
  RollingBack: false,
  Completed: true,
  Aborted: true,
  RolledBack: true,
  Superseded: true,
  Refused: true,
};

test.each(Object.entries(ended) as [ReleasePhase, boolean][])(
  'a release that is %s has ended: %s',
  (phase, expected) => {
    expect(hasEnded(phase)).toBe(expected);
  },
);

test.each([
  ['the same', {}, true],
  ['of another version', { hash: 'other' }, false],
  ['of a version that is not known', { hash: null }, false],
  ['of another step', { step: 2 }, false],
  ['of the first step rather than of none', { step: 0 }, false],
  ['of another pause', { pausedSince: '2026-05-04T12:00:00Z' }, false],
  ['of no pause', { pausedSince: null }, false],
])('two bases, the second %s', (_, differs, expected) => {
  expect(sameBasis(BASIS, { ...BASIS, ...differs })).toBe(expected);
  expect(sameBasis({ ...BASIS, ...differs }, BASIS)).toBe(expected);
});

test('targets of the same name in other clusters and namespaces are told apart', () => {
  const keys = ['a', 'b'].flatMap((cluster) =>
    ['x', 'y'].map((namespace) => targetKey({ cluster, namespace, name: 'shop' })),
  );
  expect(new Set(keys).size).toBe(4);
});

test.each([
  [OLD, 80],
  [NEW, 20],
  ['other', 0],
])('the traffic of %s is %i %%', (hash, percent) => {
  expect(trafficOf(updating(), hash)).toBe(percent);
});

test('the traffic of one version by two ways adds up', () => {
  const traffic = [60, 20].map((percent) => ({ hash: NEW, percent }));
  expect(trafficOf(updating({ traffic }), NEW)).toBe(80);
});

test.each([
  [NEW, NEW],
  ['other', undefined],
  [null, undefined],
])('the version with the hash %s is %s', (hash, expected) => {
  expect(versionOf(updating(), hash)?.hash).toBe(expected);
});
