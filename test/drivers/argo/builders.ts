/** Facts of a Rollout for case tables: a canary behind NGINX at rest, and what differs. */
import type { ReplicaSetFacts, RolloutFacts, TargetFacts } from '../../../src/drivers/argo/facts.ts';
import type { KeptVersion } from '../../../src/model/rollback.ts';

export const NOW = Date.parse('2026-11-21T12:00:00Z');
export const OLD = 'aaa';
export const NEW = 'bbb';
export const OLD_IMAGE = 'ghcr.io/acme/shop:1.0.0';
export const NEW_IMAGE = 'ghcr.io/acme/shop:2.0.0';

export const KEPT: KeptVersion = {
  hash: OLD,
  revision: 1,
  image: OLD_IMAGE,
  template: '{"spec":{"containers":[{"name":"app","image":"ghcr.io/acme/shop:1.0.0"}]}}',
};

export function replicaSet(hash: string, change: Partial<ReplicaSetFacts> = {}): ReplicaSetFacts {
  return {
    owner: 'uid',
    hash,
    revision: hash === OLD ? 1 : 2,
    createdAt: hash === OLD ? '2026-11-21T10:00:00Z' : '2026-11-21T11:00:00Z',
    images: { app: hash === OLD ? OLD_IMAGE : NEW_IMAGE },
    drill: null,
    template: `template of ${hash}`,
    desired: 2,
    current: 2,
    ready: 2,
    available: 2,
    scaleDownAt: null,
    ...change,
  };
}

const CANARY: NonNullable<RolloutFacts['canary']> = {
  steps: [{ setWeight: 20 }, { pause: {} }, { setWeight: 50 }, { pause: { duration: '5s' } }],
  stableService: 'stable',
  canaryService: 'canary',
  router: { by: 'nginx', stableIngresses: ['shop'], annotationPrefix: 'nginx.ingress.kubernetes.io' },
  dynamicStableScale: false,
  statusWeights: null,
};

const BLUE_GREEN: NonNullable<RolloutFacts['blueGreen']> = {
  activeService: 'active',
  autoPromotion: false,
  autoPromotionSeconds: 0,
  previewSelector: NEW,
};

export interface FactsChange {
  readonly rollout?: Partial<RolloutFacts>;
  readonly canary?: Partial<NonNullable<RolloutFacts['canary']>>;
  readonly facts?: Partial<Omit<TargetFacts, 'rollout'>>;
}

/** A canary at 20 %, waiting in its pause step. */
export function canaryFacts({ rollout = {}, canary = {}, facts = {} }: FactsChange = {}): TargetFacts {
  return {
    target: { region: 'eu', cluster: 'home', namespace: 'shop', kind: 'Rollout', name: 'shop', container: 'app' },
    live: true,
    rollout: {
      name: 'shop',
      uid: 'uid',
      resourceVersion: '7',
      generation: 3,
      generationSeen: true,
      images: [{ pointer: '/spec/template/spec/containers/0', container: 'app', image: NEW_IMAGE }],
      workloadRef: null,
      workloadSeen: null,
      drill: null,
      paused: false,
      rollbackWindow: null,
      formerWindow: null,
      revision: 2,
      saysReplicas: true,
      replicas: { desired: 2, current: 3, updated: 1, ready: 3, available: 3 },
      canary: { ...CANARY, ...canary },
      blueGreen: null,
      current: NEW,
      stable: OLD,
      stepIndex: 1,
      pause: { reason: 'CanaryPauseStep', startTime: '2026-11-21T11:59:00Z' },
      controllerPause: true,
      abort: false,
      abortSeen: false,
      promoteFull: false,
      phase: 'Paused',
      message: 'CanaryPauseStep',
      invalidSpec: null,
      manager: null,
      restart: { wanted: null, done: null },
      git: null,
      ...rollout,
    },
    replicaSets: [replicaSet(NEW, { desired: 1, current: 1, ready: 1, available: 1 }), replicaSet(OLD)],
    troubles: [],
    renewed: null,
    analyses: [],
    selectors: { stable: OLD, canary: NEW },
    canaryIngresses: { 'shop-shop-canary': 20 },
    virtualServices: {},
    subsets: null,
    workload: null,
    changedAt: NOW - 60_000,
    ...facts,
  };
}

/** A canary whose new version is stable and has all traffic; the old one is up until `scaleDownAt`. */
export function doneFacts(scaleDownAt: string | null, { rollout = {}, canary = {}, facts = {} }: FactsChange = {}) {
  const old =
    scaleDownAt === null
      ? replicaSet(OLD, { desired: 0, current: 0, ready: 0, available: 0 })
      : replicaSet(OLD, { scaleDownAt });
  return canaryFacts({
    rollout: {
      stable: NEW,
      stepIndex: 4,
      pause: null,
      controllerPause: false,
      phase: 'Healthy',
      message: '',
      replicas: { desired: 2, current: 4, updated: 2, ready: 4, available: 4 },
      ...rollout,
    },
    canary,
    facts: {
      replicaSets: [replicaSet(NEW), old],
      selectors: { stable: NEW, canary: NEW },
      canaryIngresses: { 'shop-shop-canary': 0 },
      ...facts,
    },
  });
}

/** Blue-green, waiting before the switch. */
export function blueGreenFacts({ rollout = {}, facts = {} }: FactsChange = {}): TargetFacts {
  return canaryFacts({
    rollout: {
      canary: null,
      blueGreen: BLUE_GREEN,
      stepIndex: null,
      pause: { reason: 'BlueGreenPause', startTime: '2026-11-21T11:59:00Z' },
      message: 'BlueGreenPause',
      ...rollout,
    },
    facts: {
      replicaSets: [replicaSet(NEW), replicaSet(OLD)],
      selectors: { active: OLD },
      canaryIngresses: {},
      ...facts,
    },
  });
}

/** The old version is back in the spec, seen, and has all traffic. */
export function backFacts({ rollout = {}, canary = {}, facts = {} }: FactsChange = {}): TargetFacts {
  return canaryFacts({
    rollout: {
      images: [{ pointer: '/spec/template/spec/containers/0', container: 'app', image: OLD_IMAGE }],
      current: OLD,
      stable: OLD,
      stepIndex: 4,
      pause: null,
      controllerPause: false,
      phase: 'Healthy',
      message: '',
      ...rollout,
    },
    canary,
    facts: { selectors: { stable: OLD, canary: OLD }, canaryIngresses: { 'shop-shop-canary': 0 }, ...facts },
  });
}
