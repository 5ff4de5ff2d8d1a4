/** Builders of views for tests: a plain situation, and what differs from it. */
import type { Environment, Target } from '../../src/model/catalog.ts';
import type { Basis } from '../../src/model/decision.ts';
import type { BotRight, DryRun } from '../../src/model/dry-run.ts';
import type { History, KeptRevision } from '../../src/model/history.ts';
import type { Release, ReleasePhase, ReleaseStatus } from '../../src/model/release.ts';
import type { Offer, ReleaseView, RollbackPlan } from '../../src/model/release-view.ts';
import type { Hold, Rollback } from '../../src/model/rollback.ts';
import type { AnalysisState, MetricState, Pause, TargetSnapshot, VersionState } from '../../src/model/snapshot.ts';
import type { StoryEvent, Told } from '../../src/model/story.ts';
import type { Finding } from '../../src/model/verification.ts';

export const NOW = new Date('2026-03-02T10:05:20.000Z');
export const STARTED = '2026-03-02T10:02:00.000Z';
export const ENDED = '2026-03-02T10:14:05.000Z';

export const OLD = 'ghcr.io/acme/shop:1.4.2';
export const NEW = 'ghcr.io/acme/shop:1.5.0';
export const OLD_HASH = '6d4b75cb6d';
export const NEW_HASH = '7c9f8d5b44';

export const TARGET: Target = {
  region: 'eu-west-1',
  cluster: 'prod-eu',
  namespace: 'shop',
  kind: 'Rollout',
  name: 'shop',
  container: 'app',
};

export function environment(access: Partial<Environment['access']> = {}, targets = [TARGET]): Environment {
  return {
    name: 'production',
    channel: 'C0RELEASES',
    targets,
    rollback: { verifyWithinMs: 120_000, acknowledge: false, remindAfterMs: 900_000 },
    critical: false,
    drill: { traffic: false, withinMs: 300_000, everyMs: null },
    debug: { images: [], forMs: 1_800_000 },
    alerts: [],
    access: {
      deploy: [{ kind: 'group', handle: 'developers' }],
      approve: [
        { kind: 'group', handle: 'release-managers' },
        { kind: 'user', id: 'U0LEAD' },
      ],
      rollback: [],
      approvals: 1,
      requesterMayApprove: false,
      ...access,
    },
  };
}

export const BASIS: Basis = { hash: NEW_HASH, step: 2, pausedSince: '2026-03-02T10:04:00Z' };

export function told(...events: StoryEvent[]): Told[] {
  return events.map((event, i) => ({ ...event, at: new Date(Date.parse(STARTED) + i * 1_000).toISOString() }));
}

export function status(phase: ReleasePhase, differs: Partial<ReleaseStatus> = {}): ReleaseStatus {
  return {
    phase,
    message: '',
    requester: { kind: 'user', id: 'U0ANN' },
    startedAt: STARTED,
    endedAt: null,
    targets: [
      {
        region: 'eu-west-1',
        replaced: { hash: OLD_HASH, revision: 11, image: OLD, template: '{}' },
        found: OLD,
        image: NEW,
        hash: NEW_HASH,
        step: 2,
      },
    ],
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

export function release(releaseStatus: ReleaseStatus | null, spec: Partial<Release['spec']> = {}): Release {
  return {
    name: 'shop-production-x7k2p',
    resourceVersion: '4711',
    createdAt: '2026-03-02T10:01:58.000Z',
    spec: {
      service: 'shop',
      environment: 'production',
      version: '1.5.0',
      reason: 'Faster checkout',
      requestedBy: 'ann',
      ...spec,
    },
    status: releaseStatus,
  };
}

export function version(differs: Partial<VersionState>): VersionState {
  return {
    hash: OLD_HASH,
    revision: 11,
    image: OLD,
    roles: ['stable'],
    desired: 5,
    current: 5,
    ready: 5,
    available: 5,
    template: 'f00dfeed',
    scaleDownAt: null,
    ...differs,
  };
}

export const CANARY_VERSION = version({
  hash: NEW_HASH,
  revision: 12,
  image: NEW,
  roles: ['canary'],
  desired: 2,
  current: 2,
  ready: 2,
  available: 2,
});

export function metric(differs: Partial<MetricState> = {}): MetricState {
  return {
    name: 'error-rate',
    phase: 'Running',
    condition: 'result[0] < 0.01',
    values: ['[0.0021367521367521]', '[0.0019]', '[0.0024]'],
    taken: 3,
    wanted: 5,
    failed: 0,
    failureLimit: 2,
    errors: 0,
    dryRun: false,
    message: null,
    ...differs,
  };
}

export function analysis(differs: Partial<AnalysisState> = {}): AnalysisState {
  return { name: 'shop-7c9f-12-2', kind: 'step', phase: 'Running', message: null, metrics: [metric()], ...differs };
}

export const PERSON_PAUSE: Pause = { reason: 'step', since: '2026-03-02T10:04:00Z', until: null };

/** A canary at its third step of eight. */
export function canary(differs: Partial<TargetSnapshot> = {}): TargetSnapshot {
  return {
    target: TARGET,
    live: true,
    strategy: 'canary',
    phase: 'Progressing',
    message: '',
    unheeded: null,
    desiredHash: NEW_HASH,
    stableHash: OLD_HASH,
    image: NEW,
    settled: false,
    steps: { index: 2, count: 8 },
    weight: { set: 50, actual: 30 },
    pause: null,
    replicas: { desired: 5, current: 7, updated: 2, ready: 7, available: 7 },
    versions: [version({}), CANARY_VERSION],
    traffic: [
      { hash: OLD_HASH, percent: 70 },
      { hash: NEW_HASH, percent: 30 },
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

/** The same target before the release: only the old version runs. */
export function before(differs: Partial<TargetSnapshot> = {}): TargetSnapshot {
  return canary({
    phase: 'Healthy',
    desiredHash: OLD_HASH,
    image: OLD,
    settled: true,
    steps: { index: 8, count: 8 },
    weight: { set: 100, actual: 100 },
    replicas: { desired: 5, current: 5, updated: 5, ready: 5, available: 5 },
    versions: [version({})],
    traffic: [{ hash: OLD_HASH, percent: 100 }],
    ...differs,
  });
}

/** A blue-green target before its switch. */
export function blueGreen(differs: Partial<TargetSnapshot> = {}): TargetSnapshot {
  return canary({
    strategy: 'blueGreen',
    steps: null,
    weight: null,
    replicas: { desired: 5, current: 10, updated: 5, ready: 10, available: 10 },
    versions: [
      version({ roles: ['stable', 'active'] }),
      version({ hash: NEW_HASH, revision: 12, image: NEW, roles: ['preview'] }),
    ],
    traffic: [{ hash: OLD_HASH, percent: 100 }],
    ...differs,
  });
}

export function view(releaseStatus: ReleaseStatus | null, differs: Partial<ReleaseView> = {}): ReleaseView {
  return {
    release: release(releaseStatus),
    environment: environment(),
    target: TARGET,
    snapshot: canary(),
    offers: [],
    basis: BASIS,
    wayBack: { image: OLD },
    further: null,
    held: null,
    ...differs,
  };
}

export const RUNNING_OFFERS: readonly Offer[] = ['promoteFull', 'pause', 'abort', 'rollback'];
export const GATE_OFFERS: readonly Offer[] = ['approve', 'reject', 'promoteFull', 'abort', 'rollback'];

export function rollback(clock: Partial<Rollback['clock']> = {}, differs: Partial<Rollback> = {}): Rollback {
  return {
    by: { kind: 'user', id: 'U0BOB' },
    reason: 'Errors at checkout',
    cause: 'pressed',
    from: { hash: NEW_HASH, image: NEW },
    to: { hash: OLD_HASH, revision: 11, image: OLD, template: '{}' },
    mechanism: 'abort-canary',
    clock: { pressedAt: '2026-03-02T10:05:00.000Z', ...clock },
    ...differs,
  };
}

export const HELD: Hold = { since: '2026-03-02T10:05:00.125Z', reason: 'Errors at checkout', lifted: null };

export const ACCEPTED = '2026-03-02T10:05:00.120Z';
export const ZERO = '2026-03-02T10:05:00.340Z';
export const HEALTHY = '2026-03-02T10:05:02.150Z';

export function plan(outlook: Partial<RollbackPlan['outlook']> = {}): RollbackPlan {
  return {
    service: 'shop',
    environment: 'production',
    release: 'shop-production-x7k2p',
    from: { hash: NEW_HASH, image: NEW },
    to: { hash: OLD_HASH, image: OLD, revision: 11 },
    outlook: { mechanism: 'abort-canary', expectedMs: 300, caveats: [], ...outlook },
  };
}

const RIGHT: BotRight = {
  cluster: 'prod-eu',
  namespace: 'shop',
  verb: 'patch',
  resource: 'rollouts/status',
  allowed: true,
};

export function right(differs: Partial<BotRight> = {}): BotRight {
  return { ...RIGHT, ...differs };
}

/** A deployment in whose way nothing stands. */
export function dryRun(differs: Partial<DryRun> = {}): DryRun {
  const names = ['right', 'target', 'version', 'noReleaseRuns', 'nothingHolds', 'approvalCanBeKept'] as const;
  return {
    asked: 'deploy',
    service: 'shop',
    environment: environment(),
    from: OLD,
    to: NEW,
    checks: names.map((name) => ({ name, problem: null })),
    plan: null,
    isHalted: false,
    isFirst: false,
    rehearsal: {
      course: {
        strategy: 'canary',
        steps: [
          { kind: 'weight', percent: 20 },
          { kind: 'pause', for: null },
          { kind: 'analysis' },
          { kind: 'weight', percent: 50 },
          { kind: 'pause', for: '10m' },
          { kind: 'other', name: 'setCanaryScale' },
        ],
      },
      write: { what: 'patch rollouts/shop', accepted: true, said: null },
      why: null,
      rights: [right(), right({ verb: 'get', resource: 'rollouts' })],
    },
    record: { what: 'create releases', accepted: true, said: null },
    rights: [right({ namespace: 'rollbridge', verb: 'create', resource: 'releases' })],
    ...differs,
  };
}

const KEPT: KeptRevision = {
  hash: OLD_HASH,
  revision: 11,
  image: OLD,
  roles: ['stable'],
  isWanted: false,
  available: 5,
  origin: 'asked',
};

export function kept(differs: Partial<KeptRevision> = {}): KeptRevision {
  return { ...KEPT, ...differs };
}

/** A service of which nothing was released, and whose cluster keeps the two versions of `canary`. */
export function history(differs: Partial<History> = {}): History {
  return {
    service: 'shop',
    environment: 'production',
    isUsual: true,
    others: [],
    revisions: [
      kept({ hash: NEW_HASH, revision: 12, image: NEW, roles: ['canary'], isWanted: true, available: 2 }),
      kept(),
    ],
    live: true,
    releases: [],
    newer: 0,
    older: 0,
    ...differs,
  };
}

/** What is found when a rollback is looked at. */
export const GOOD: readonly Finding[] = [
  { about: 'pods', state: 'good', says: '3 of 3 pods ready' },
  { about: 'service shop-stable', state: 'good', says: 'endpoints of shop-stable: 3 ready' },
  { about: 'traffic', state: 'good', says: '100 % of the traffic' },
];
export const BAD: Finding = {
  about: 'metric errors',
  state: 'bad',
  says: 'errors is 0.41, not at most 0.05',
  hint: 'The version that came back may not be the cause: look further.',
};
export const UNKNOWN: Finding = {
  about: 'metric latency',
  state: 'unknown',
  says: 'latency is not known: no series matched',
  hint: 'See what Prometheus says about the query “latency” of the catalog; it should be at most 0.3.',
};
