/** The controllers of one cluster, and the node under them. */

import type { Addressee, PodRequest } from '../api/pods.ts';
import { AnalysisRuns } from '../rollouts/analysis/controller.ts';
import { Rollouts } from '../rollouts/controller.ts';
import type { ObjectStore } from '../store/object-store.ts';
import { Deployments } from './deployments/index.ts';
import { EndpointSlices } from './endpoint-slices.ts';
import { Jobs } from './jobs.ts';
import { Node } from './pods/node.ts';
import { RunningPods } from './pods/port.ts';
import { ReplicaSets } from './replica-sets.ts';

export interface ControllerOptions {
  /** Hears of what a controller ran into; it tries again. */
  readonly failed?: (error: unknown) => void;
  readonly query?: (promql: string) => number | readonly number[];
  /** From 0 to 1, for what happens by chance. */
  readonly luck?: () => number;
}

export interface Controllers {
  readonly pods: RunningPods;
  readonly node: Node;
  readonly rollouts: Rollouts;
  stop(): void;
}

export function startControllers(store: ObjectStore, options: ControllerOptions = {}): Controllers {
  const { failed = () => undefined, luck = Math.random } = options;
  const node = new Node(store);
  const pods = new RunningPods(store, node, luck);
  const rollouts = new Rollouts(store, failed);
  const sources = {
    query: (promql: string) => options.query?.(promql) ?? [],
    ask: (to: Addressee, request: PodRequest) => pods.respondNow(to, request),
  };
  const parts = [
    node,
    rollouts,
    new AnalysisRuns(store, sources, failed),
    new ReplicaSets(store, failed),
    new Deployments(store, failed),
    new Jobs(store, failed),
    new EndpointSlices(store, failed),
  ];
  const stops = parts.map((part) => part.start());
  return {
    node,
    pods,
    rollouts,
    stop: () => {
      for (const stop of stops) stop();
    },
  };
}
