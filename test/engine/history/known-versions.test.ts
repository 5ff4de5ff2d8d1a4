import { knownVersions, type Sources } from '../../../src/engine/history/known-versions.ts';
import { typedFor } from '../../../src/engine/release/versions.ts';
import type { Release, ReleasePhase } from '../../../src/model/release.ts';
import { done, IMAGE, releaseOf, resting, statusOf, updating } from '../support/situations.ts';

const EMPTY: Sources = { repository: IMAGE, environment: 'production', snapshot: null, releases: [], revisions: [] };

function released(
  version: string,
  phase: ReleasePhase,
  environment = 'production',
  at = '2026-05-01T00:00:00Z',
): Release {
  const record = { region: 'eu', replaced: null, found: null, image: `${IMAGE}:${version}`, hash: null, step: null };
  const spec = { service: 'shop', environment, version };
  return releaseOf(statusOf(phase, { targets: [record] }), { spec, createdAt: at });
}

const known = (differs: Partial<Sources>) => knownVersions({ ...EMPTY, ...differs });

describe('known versions', () => {
  test('of nothing are none', () => expect(known({})).toEqual([]));

  test.each([
    ['at rest the one that runs', resting(), [['1.0.0', 'runs']]],
    [
      'under way the stable one, then the one that comes',
      updating(),
      [
        ['1.0.0', 'stable'],
        ['2.0.0', 'coming'],
      ],
    ],
    ['done the new one alone', done(), [['2.0.0', 'runs']]],
    [
      'after an abort both',
      updating({ phase: 'Aborted' }),
      [
        ['1.0.0', 'stable'],
        ['2.0.0', 'coming'],
      ],
    ],
    ['before the first was ever stable', updating({ stableHash: null }), [['2.0.0', 'runs']]],
  ])('say what the target does: %s', (_, snapshot, expected) => {
    expect(known({ snapshot }).map(({ version, now }) => [version, now])).toEqual(expected);
  });

  test('name each once, with all that is known of it', () => {
    const releases = [released('1.0.0', 'RolledBack'), released('1.0.0', 'Completed')];
    const revisions = [{ hash: 'a', revision: 3, image: `${IMAGE}:1.0.0` }];
    expect(known({ snapshot: resting(), releases, revisions })).toEqual([
      {
        version: '1.0.0',
        now: 'runs',
        revision: 3,
        released: { environment: null, phase: 'RolledBack', at: '2026-05-01T00:00:00Z' },
      },
    ]);
  });

  test('stand in the order of what runs, what was released, what is kept', () => {
    const releases = [released('3.0.0', 'Completed', 'staging'), released('0.9.0', 'Completed')];
    const revisions = ['0.8.0', '0.9.0', '0.7.0'].map((tag, i) => ({
      hash: tag,
      revision: 9 - i,
      image: `${IMAGE}:${tag}`,
    }));
    const versions = known({ snapshot: updating(), releases, revisions }).map(({ version }) => version);
    expect(versions).toEqual(['1.0.0', '2.0.0', '3.0.0', '0.9.0', '0.8.0', '0.7.0']);
  });

  test('tell of another environment only what this one does not know', () => {
    const there = released('3.0.0', 'Completed', 'staging');
    const here = released('3.0.0', 'Aborted');
    expect(known({ releases: [there] })[0]?.released?.environment).toBe('staging');
    for (const releases of [
      [there, here],
      [here, there],
    ]) {
      expect(known({ releases })[0]?.released).toMatchObject({ environment: null, phase: 'Aborted' });
    }
  });

  test('learn nothing from a restart, which brings no version', () => {
    const { spec, ...restart } = released('1.0.0', 'RolledBack');
    const releases = [{ ...restart, spec: { ...spec, action: 'restart' as const } }];
    expect(known({ snapshot: resting(), releases })).toMatchObject([{ version: '1.0.0', now: 'runs', released: null }]);
  });

  test('leave out what was refused, what has not begun, and images of other repositories', () => {
    const foreign = { hash: 'x', revision: 1, image: 'evil.example/shop:6.6.6' };
    const pending = releaseOf(statusOf('Pending'));
    const releases = [released('9.9.9', 'Refused'), pending, releaseOf(null)];
    expect(known({ releases, revisions: [foreign] })).toEqual([]);
  });
});

const DIGEST = `sha256:${'ab'.repeat(32)}`;

test.each([
  [`${IMAGE}:2.1.0`, '2.1.0'],
  [`${IMAGE}@${DIGEST}`, DIGEST],
  [`${IMAGE}:2.1.0@${DIGEST}`, DIGEST],
  [IMAGE, null],
  [`${IMAGE}-admin:2.1.0`, null],
  [`${IMAGE}:`, null],
  [`${IMAGE}@sha256:short`, null],
  ['other/shop:2.1.0', null],
  ['', null],
])('what is typed for %s is %s', (image, typed) => {
  expect(typedFor(image, IMAGE)).toBe(typed);
});
