/** Plain situations for case tables: one service, one target, two versions, and what differs. */

import type { Access, Catalog, Environment, Service, Target } from '../../../src/model/catalog.ts';
import type { Wish } from '../../../src/model/decision.ts';
import type { Release, ReleasePhase, ReleaseStatus } from '../../../src/model/release.ts';
import type { KeptVersion } from '../../../src/model/rollback.ts';
import type { Pause, TargetSnapshot, VersionState } from '../../../src/model/snapshot.ts';
import { EVIDENCE } from '../../evidence-rules.ts';

export const NOW = new Date('2026-05-04T12:00:00.000Z');
export const IMAGE = 'ghcr.io/acme/shop';
export const OLD = 'old1';
export const NEW = 'new2';
export const SINCE = '2026-05-04T11:59:00Z';

export const TARGET: Target = {
  region: 'eu',
  cluster: 'home',
  namespace: 'shop',
  kind: 'Rollout',
  name: 'shop',
  container: 'app',
};

export const KEPT: KeptVersion = { hash: OLD, revision: 1, image: `${IMAGE}:1.0.0`, template: '{"old":true}' };

export const user = (id: string) => ({ kind: 'user', id }) as const;
export const group = (handle: string) => ({ kind: 'group', handle }) as const;

export function environmentOf(access: Partial<Access> = {}, name = 'production'): Environment {
  return {
    name,
    channel: 'C1',
    targets: [TARGET],
    rollback: { verifyWithinMs: 120_000, acknowledge: false, remindAfterMs: 900_000 },
    critical: false,
    drill: { traffic: false, withinMs: 300_000, everyMs: null },
    debug: { images: [], forMs: 1_800_000 },
    alerts: [],
    access: {
      deploy: [user('UDEV')],
      approve: [user('UAPP'), user('UAPP2'), user('UAPP3')],
      rollback: [],
      approvals: 1,
      requesterMayApprove: false,
      ...access,
    },
  };
}

export function serviceOf(environment: Environment): Service {
  return { name: 'shop', image: IMAGE, environments: [environment] };
}

export function catalogOf(environment: Environment): Catalog {
  return {
    home: { cluster: 'home', namespace: 'rollbridge' },
    clusters: { home: { context: null, prometheus: null } },
    evidence: EVIDENCE,
    history: { keep: 50 },
    incidents: { invite: [], bridge: null, statusChannel: null, timelineEmoji: 'pushpin', keep: 50 },
    outward: { destinations: [], giveUpAfterMs: 7_200_000, oncall: null },
    services: [serviceOf(environment)],
    defaultEnvironment: 'production',
  };
}

export function version(hash: string, differs: Partial<VersionState> = {}): VersionState {
  return {
    hash,
    revision: hash === OLD ? 1 : 2,
    image: hash === OLD ? `${IMAGE}:1.0.0` : `${IMAGE}:2.0.0`,
    roles: [hash === OLD ? 'stable' : 'canary'],
    desired: 2,
    current: 2,
    ready: 2,
    available: 2,
    template: `template of ${hash}`,
    scaleDownAt: null,
    ...differs,
  };
}

export const STEP_PAUSE: Pause = { reason: 'step', since: SINCE, until: null };
export const USER_PAUSE: Pause = { reason: 'user', since: null, until: null };
export const TIMED_PAUSE: Pause = { reason: 'step', since: SINCE, until: '2026-05-04T12:10:00.000Z' };

/** A canary at 20 %, on its way. */
export function updating(differs: Partial<TargetSnapshot> = {}): TargetSnapshot {
  return {
    target: TARGET,
    live: true,
    strategy: 'canary',
    phase: 'Progressing',
    message: '',
    desiredHash: NEW,
    stableHash: OLD,
    image: `${IMAGE}:2.0.0`,
    settled: false,
    unheeded: null,
    steps: { index: 1, count: 4 },
    weight: { set: 20, actual: 20 },
    pause: null,
    replicas: { desired: 2, current: 4, updated: 2, ready: 4, available: 4 },
    versions: [version(OLD), version(NEW)],
    traffic: [
      { hash: OLD, percent: 80 },
      { hash: NEW, percent: 20 },
    ],
    analyses: [],
    troubles: [],
    waitsForPeople: true,
    waitsUnserved: false,
    ownPods: 0,
    manager: 'rollbridge',
    restart: { wanted: null, done: null, renewed: null },
    git: null,
    ...differs,
  };
}

export const paused = (pause: Pause = STEP_PAUSE, differs: Partial<TargetSnapshot> = {}) =>
  updating({ phase: 'Paused', pause, ...differs });

/** The new version has everything. */
export function done(differs: Partial<TargetSnapshot> = {}): TargetSnapshot {
  return updating({
    phase: 'Healthy',
    stableHash: NEW,
    settled: true,
    steps: { index: 4, count: 4 },
    traffic: [{ hash: NEW, percent: 100 }],
    ...differs,
  });
}

/** The old version has everything: before a release, or after the way back. */
export function resting(differs: Partial<TargetSnapshot> = {}): TargetSnapshot {
  return updating({
    phase: 'Healthy',
    desiredHash: OLD,
    image: `${IMAGE}:1.0.0`,
    settled: true,
    steps: { index: 4, count: 4 },
    versions: [version(OLD)],
    traffic: [{ hash: OLD, percent: 100 }],
    ...differs,
  });
}

export function statusOf(phase: ReleasePhase, differs: Partial<ReleaseStatus> = {}): ReleaseStatus {
  const begun = phase !== 'Pending' && phase !== 'Refused';
  return {
    phase,
    message: phase,
    requester: { kind: 'user', id: 'UDEV' },
    startedAt: begun ? '2026-05-04T11:58:00.000Z' : null,
    endedAt: null,
    targets: begun
      ? [
          {
            region: 'eu',
            replaced: KEPT,
            found: KEPT.image,
            image: `${IMAGE}:2.0.0`,
            hash: phase === 'Starting' ? null : NEW,
            step: null,
          },
        ]
      : [],
    approvals: [],
    wish: null,
    rollback: null,
    hold: null,
    evidence: null,
    story: [],
    card: null,
    ...differs,
  };
}

export function releaseOf(status: ReleaseStatus | null, differs: Partial<Release> = {}): Release {
  return {
    name: 'shop-production-1',
    resourceVersion: '1',
    createdAt: '2026-05-04T11:58:00Z',
    spec: { service: 'shop', environment: 'production', version: '2.0.0' },
    status,
    ...differs,
  };
}

export const BASIS = { hash: NEW, step: 1, pausedSince: SINCE };

export const WISH: Wish = { verb: 'promote', by: { kind: 'user', id: 'UAPP' }, at: NOW.toISOString(), basis: BASIS };

/** The code of the UserProblem that is thrown, `none` when nothing is, else the error itself. */
export async function codeOf(work: () => unknown): Promise<unknown> {
  try {
    await work();
    return 'none';
  } catch (error) {
    return error instanceof Error && 'code' in error ? error.code : error;
  }
}
