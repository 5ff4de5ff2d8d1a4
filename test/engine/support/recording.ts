/** Plays a recording of a real controller: the snapshot after each thing that a watcher saw. */
import { readFileSync } from 'node:fs';
import { type AnalysisFacts, analysisFacts } from '../../../src/drivers/argo/analysis.ts';
import type { ReplicaSetFacts, RolloutFacts } from '../../../src/drivers/argo/facts.ts';
import type { AnalysisRun, Rollout } from '../../../src/drivers/argo/objects.ts';
import { canaryWeights, replicaSetFacts, rolloutFacts, serviceSelector } from '../../../src/drivers/argo/reading.ts';
import { snapshotOf } from '../../../src/drivers/argo/snapshot.ts';
import type { Target } from '../../../src/model/catalog.ts';
import type { TargetSnapshot } from '../../../src/model/snapshot.ts';

interface Seen {
  readonly t: number;
  readonly action?: string;
  readonly kind?: 'Rollout' | 'ReplicaSet' | 'Service' | 'Ingress' | 'AnalysisRun';
  readonly name: string;
  readonly generation: number;
  readonly image: string;
  readonly status: NonNullable<Rollout['status']>;
  readonly hash: string;
  readonly revision: string;
  readonly replicas: number;
  readonly scaleDown?: string;
  readonly selector: string;
  readonly weight: string;
  readonly type: string;
  readonly phase: string;
  readonly message?: string;
  readonly metrics: NonNullable<NonNullable<AnalysisRun['status']>['metricResults']>;
}

interface Recording {
  readonly name: string;
  readonly strategy: NonNullable<Rollout['spec']['strategy']>;
  readonly replicas: number;
  readonly events: readonly Seen[];
}

export interface Moment {
  readonly t: number;
  readonly snapshot: TargetSnapshot;
}

const PREFIX = 'nginx.ingress.kubernetes.io';
const HASH = 'rollouts-pod-template-hash';
const owners = [{ uid: 'uid', kind: 'Rollout', controller: true }];

/** Every moment from the state before the first action on. */
export function play(file: string): readonly Moment[] {
  const url = new URL(`../../fixtures/recordings/${file}.json`, import.meta.url);
  const recording = JSON.parse(readFileSync(url, 'utf8')) as Recording;
  const stage = new Stage(recording);
  const moments: Moment[] = [];
  let before = true;
  for (const seen of recording.events) {
    if (seen.action !== undefined) {
      if (before) moments.push({ t: 0, snapshot: stage.snapshot() });
      before = false;
      continue;
    }
    stage.take(seen);
    if (!before) moments.push({ t: seen.t, snapshot: stage.snapshot() });
  }
  return moments;
}

class Stage {
  readonly #recording: Recording;
  readonly #target: Target;
  #rollout: RolloutFacts | null = null;
  readonly #sets = new Map<string, ReplicaSetFacts>();
  readonly #selectors: Record<string, string | null> = {};
  readonly #weights: Record<string, number> = {};
  readonly #analyses = new Map<string, AnalysisFacts>();

  constructor(recording: Recording) {
    this.#recording = recording;
    const { name } = recording;
    this.#target = { region: 'eu', cluster: 'home', namespace: 'demo', kind: 'Rollout', name, container: 'app' };
  }

  take(seen: Seen): void {
    const { name } = seen;
    switch (seen.kind) {
      case 'Rollout':
        this.#rollout = rolloutFacts(this.#rolloutOf(seen));
        return;
      case 'ReplicaSet':
        this.#sets.set(name, replicaSetFacts(replicaSetOf(seen)));
        return;
      case 'Service':
        this.#selectors[name] = serviceSelector({ metadata: { name }, spec: { selector: { [HASH]: seen.selector } } });
        return;
      case 'Ingress':
        this.#weights[name] =
          canaryWeights({ metadata: { name, annotations: { [`${PREFIX}/canary-weight`]: seen.weight } } })[PREFIX] ?? 0;
        return;
      case 'AnalysisRun':
        this.#analyses.set(name, analysisFacts(analysisOf(seen)));
    }
  }

  snapshot(): TargetSnapshot {
    const rollout = this.#rollout;
    if (rollout === null) throw new Error('the recording begins without a Rollout');
    return snapshotOf({
      target: this.#target,
      live: true,
      rollout,
      replicaSets: [...this.#sets.values()],
      troubles: [],
      renewed: null,
      analyses: [...this.#analyses.values()].filter(({ hash }) => hash === rollout.current).map(({ state }) => state),
      selectors: this.#selectors,
      canaryIngresses: this.#weights,
      virtualServices: {},
      subsets: null,
      workload: null,
      changedAt: 0,
    });
  }

  #rolloutOf({ name, generation, image, status }: Seen): Rollout {
    const { strategy, replicas } = this.#recording;
    return {
      metadata: { name, uid: 'uid', generation },
      spec: { replicas, strategy, template: { spec: { containers: [{ name: 'app', image }] } } },
      status,
    };
  }
}

function replicaSetOf({ name, hash, revision, image, replicas, status, scaleDown }: Seen) {
  const annotations = {
    'rollout.argoproj.io/revision': revision,
    ...(scaleDown === undefined ? {} : { 'scale-down-deadline': scaleDown }),
  };
  return {
    metadata: { name, labels: { [HASH]: hash }, annotations, ownerReferences: owners },
    spec: { replicas, template: { spec: { containers: [{ name: 'app', image }] } } },
    status,
  };
}

function analysisOf({ name, hash, type, phase, message, metrics }: Seen): AnalysisRun {
  return {
    metadata: { name, labels: { [HASH]: hash, 'rollout-type': type }, ownerReferences: owners },
    spec: { metrics: [{ name: 'errors', interval: '1s', failureLimit: 1, successCondition: 'result[0] > 0.99' }] },
    status: { phase, metricResults: metrics, ...(message === undefined ? {} : { message }) },
  };
}
