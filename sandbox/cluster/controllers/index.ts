/** What makes a cluster out of objects: its controllers, the node under them, and the traffic that comes to its pods. */
import { Prometheus } from '../prometheus/index.ts';
import { AnalysisRuns } from '../rollouts/analysis/controller.ts';
import type { Sources } from '../rollouts/analysis/measure.ts';
import { Rollouts } from '../rollouts/controller.ts';
import type { ObjectStore } from '../store/object-store.ts';
import { BY_WEIGHTS, type Demand } from '../traffic/demand.ts';
import { Deployments } from './deployments/index.ts';
import { EndpointSlices } from './endpoint-slices.ts';
import { Jobs } from './jobs.ts';
import { Node } from './pods/node.ts';
import { RunningPods } from './pods/port.ts';
import { ReplicaSets } from './replica-sets.ts';
import type { WorkQueue } from './work-queue.ts';

export interface ControllerOptions {
  /** As metrics name it. */
  readonly cluster?: string;
  /** By the weights in force unless given. */
  readonly demand?: Demand;
  /** Hears of what a controller ran into; it tries again. */
  readonly failed?: (error: unknown) => void;
  /** From 0 to 1, for what happens by chance. */
  readonly luck?: () => number;
}

export interface Controllers {
  /** For the API server. */
  readonly pods: RunningPods;
  /** What analyses of this cluster measure by. */
  readonly prometheus: Prometheus;
  readonly rollouts: Rollouts;
  /** That of Argo is away: nothing it is there for happens, until it is back. */
  argoStopped: boolean;
  stop(): void;
}

export function startControllers(store: ObjectStore, options: ControllerOptions = {}): Controllers {
  const { failed = () => undefined, luck = Math.random, cluster = 'home', demand = BY_WEIGHTS } = options;
  const node = new Node(store);
  const pods = new RunningPods(store, node, luck);
  const prometheus = new Prometheus({ clusters: [{ name: cluster, store }], time: store.time, demand });
  const rollouts = new Rollouts(store, failed);
  const analysisRuns = new AnalysisRuns(store, sourcesOf(pods, prometheus), failed);
  const parts = [
    node,
    new ReplicaSets(store, failed),
    new Deployments(store, failed),
    new Jobs(store, failed),
    new EndpointSlices(store, failed),
    rollouts,
    analysisRuns,
  ];
  const stops = parts.map((part) => part.start());
  return {
    pods,
    prometheus,
    rollouts,
    get argoStopped() {
      return rollouts.queue.stopped;
    },
    set argoStopped(stopped) {
      stopAll([rollouts.queue, analysisRuns.queue], stopped);
    },
    stop: () => {
      for (const stop of stops) stop();
      prometheus.stop();
    },
  };
}

function stopAll(queues: readonly WorkQueue[], stopped: boolean): void {
  for (const queue of queues) queue.stopped = stopped;
}

/** Analyses measure in their own cluster, whatever address they name. */
function sourcesOf(pods: RunningPods, prometheus: Prometheus): Sources {
  return {
    query: (promql) => prometheus.query(promql),
    ask: (to, request) => pods.respondNow(to, request),
  };
}
