/** The controllers of one cluster, and the node under them. */
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
  /** From 0 to 1, for what happens by chance. */
  readonly luck?: () => number;
}

export interface Controllers {
  readonly pods: RunningPods;
  readonly node: Node;
  stop(): void;
}

export function startControllers(store: ObjectStore, options: ControllerOptions = {}): Controllers {
  const { failed = () => undefined, luck = Math.random } = options;
  const node = new Node(store);
  const parts = [
    node,
    new ReplicaSets(store, failed),
    new Deployments(store, failed),
    new Jobs(store, failed),
    new EndpointSlices(store, failed),
  ];
  const stops = parts.map((part) => part.start());
  return {
    node,
    pods: new RunningPods(store, node, luck),
    stop: () => {
      for (const stop of stops) stop();
    },
  };
}
