import { type Before, isStartedElsewhere } from '../../../src/engine/release/adoption.ts';
import type { Release } from '../../../src/model/release.ts';
import type { TargetSnapshot } from '../../../src/model/snapshot.ts';
import { hashOf } from '../support/rollout.ts';
import { done, IMAGE, KEPT, NEW, OLD, releaseOf, resting, statusOf, updating, version } from '../support/situations.ts';
import { type Lab, Life, newLab, quiet } from '../support/world.ts';

const seen = (hash: string): Before => ({ hash, template: `template of ${hash}` });
const way = (to = KEPT) =>
  ({
    by: { kind: 'user', id: 'UDEV' },
    cause: 'pressed',
    from: { hash: NEW, image: `${IMAGE}:2.0.0` },
    to,
    mechanism: 'abort-canary',
    clock: { pressedAt: '2026-05-04T12:00:00.000Z' },
  }) as const;

type Case = readonly [string, TargetSnapshot, Before | null, readonly Release[]];

const started: readonly Case[] = [
  ['an update that nobody released', updating(), seen(OLD), []],
  ['one that was under way before the process began', updating(), null, []],
  ['one that is done before it was looked at', done(), seen(OLD), []],
  [
    'a change back to the version before, after a release is done',
    resting(),
    seen(NEW),
    [releaseOf(statusOf('Completed'))],
  ],
  [
    'the bad version, set again after it was rolled back',
    updating(),
    seen(OLD),
    [releaseOf(statusOf('RolledBack', { rollback: way() }))],
  ],
  [
    'a third version over a running release',
    updating({ desiredHash: 'x3', versions: [version(OLD), version('x3')] }),
    seen(NEW),
    [releaseOf(statusOf('Superseded'))],
  ],
  ['what a refused release wanted', updating(), seen(OLD), [releaseOf(statusOf('Refused'))]],
];

const notStarted: readonly Case[] = [
  ['what is at rest when the process begins', resting(), null, []],
  ['what was aborted before the process began', updating({ phase: 'Aborted' }), null, []],
  ['what has not changed', updating(), seen(NEW), []],
  ['what a running release brought', updating(), seen(OLD), [releaseOf(statusOf('Progressing'))]],
  ['what a release brought that was aborted', updating(), null, [releaseOf(statusOf('Aborted'))]],
  ['what a release that is starting has set', updating(), seen(OLD), [releaseOf(statusOf('Starting'))]],
  ['a release that was not looked at yet', updating(), seen(OLD), [releaseOf(null)]],
  ['what a rollback brings back', resting(), seen(NEW), [releaseOf(statusOf('RollingBack', { rollback: way() }))]],
  ['what a rollback has brought back', resting(), seen(NEW), [releaseOf(statusOf('RolledBack', { rollback: way() }))]],
  [
    'what a rollback has brought back, restarted since',
    resting(),
    seen(NEW),
    [
      releaseOf(statusOf('Completed'), { spec: { ...releaseOf(null).spec, action: 'restart' } }),
      releaseOf(statusOf('RolledBack', { rollback: way() })),
    ],
  ],
  ['a running release that somebody takes back elsewhere', resting(), seen(NEW), [releaseOf(statusOf('Progressing'))]],
  ['one that was taken back elsewhere', resting(), seen(NEW), [releaseOf(statusOf('RolledBack'))]],
  [
    'the same pods under another hash, after an upgrade of the controller',
    updating({ versions: [version(OLD), version(NEW, { template: `template of ${OLD}` })] }),
    seen(OLD),
    [],
  ],
  ['a version whose pods are not known yet', updating({ versions: [version(OLD)] }), seen(OLD), []],
  ['what the controller has not seen', updating({ phase: 'Unobserved', desiredHash: null }), seen(OLD), []],
  ['what may be old', updating({ live: false }), seen(OLD), []],
  ['the very first version', updating({ stableHash: null }), null, []],
];

describe('a change of the target', () => {
  test.each(started)('is started elsewhere: %s', (_, snapshot, before, releases) => {
    expect(isStartedElsewhere(snapshot, before, releases)).toBe(true);
  });

  test.each(notStarted)('is not: %s', (_, snapshot, before, releases) => {
    expect(isStartedElsewhere(snapshot, before, releases)).toBe(false);
  });
});

describe('adoption', () => {
  async function syncedFromGit(made: Lab, tag = '2.0.0'): Promise<void> {
    await quiet();
    made.rollout.set(`${IMAGE}:${tag}`);
    await made.settle();
  }

  test('gives a change from elsewhere a release that asks for approval and goes to its end', async () => {
    const made = newLab();
    await syncedFromGit(made);
    expect(made.newest().spec).toEqual({
      service: 'shop',
      environment: 'production',
      action: 'adopt',
      version: '2.0.0',
    });
    expect(made.status()).toMatchObject({
      phase: 'AwaitingApproval',
      requester: { kind: 'unknown', claimed: 'argocd-controller' },
      targets: [
        { hash: hashOf(`${IMAGE}:2.0.0`), replaced: { image: `${IMAGE}:1.0.0`, template: expect.any(String) } },
      ],
    });
    expect(made.said().slice(0, 2)).toEqual(['adopted', 'started']);
    for (let gate = 1; gate <= 2; gate++) {
      const press = {
        offer: 'approve',
        release: made.newest().name,
        basis: null,
        reason: null,
        pressedAt: new Date(),
      } as const;
      await made.desk.press({ by: { id: 'UAPP' }, ...press });
      await made.settle();
    }
    expect(made.status().phase).toBe('Completed');
    expect(made.etcd.releases.size).toBe(1);
  });

  test('happens once, also when the process is killed at any point of it and begun anew', async () => {
    for (let requests = 0; requests < 12; requests++) {
      const made = newLab();
      await quiet();
      made.restart(Object.assign(new Life(), { left: requests }));
      made.rollout.set(`${IMAGE}:2.0.0`);
      await made.settle();
      made.restart();
      await made.settle();
      expect([...made.etcd.releases.values()].map(({ spec }) => spec.action)).toEqual(['adopt']);
      expect(made.status().phase).toBe('AwaitingApproval');
    }
  });

  test('leaves a release and its rollback alone', async () => {
    const made = newLab();
    await made.deploy();
    await made.settle();
    await made.desk.rollback({
      by: { id: 'UDEV' },
      service: 'shop',
      environment: null,
      to: null,
      from: null,
      reason: null,
      pressedAt: new Date(),
    });
    await made.settle();
    expect(made.status().phase).toBe('RolledBack');
    expect(made.etcd.releases.size).toBe(1);
  });

  test('takes over a version that overtakes a running release', async () => {
    const made = newLab();
    await made.deploy();
    await made.settle();
    const first = made.newest().name;
    await syncedFromGit(made, '3.0.0');
    expect(made.status(first).phase).toBe('Superseded');
    expect(made.newest().spec).toMatchObject({ action: 'adopt', version: '3.0.0' });
    expect(made.status().targets[0]?.replaced?.image).toBe(`${IMAGE}:1.0.0`);
  });

  test('lets the adopted version be rolled back', async () => {
    const made = newLab();
    await syncedFromGit(made);
    const intent = { by: { id: 'UDEV' }, service: 'shop', environment: null, to: null, from: null, reason: null };
    await made.desk.rollback({ ...intent, pressedAt: new Date() });
    await made.settle();
    expect(made.status()).toMatchObject({ phase: 'RolledBack', rollback: { to: { image: `${IMAGE}:1.0.0` } } });
    expect(made.etcd.releases.size).toBe(1);
  });
});
