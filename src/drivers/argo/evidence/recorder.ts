/** Listens to releases in flight in their clusters: to what containers of the new version say, and to events. */
import type { Flight, RecordingSource, Tape } from '../../../engine/evidence/recorder-ports.ts';
import type { Connection, TextReader, TextStream } from '../../../kubernetes/connection.ts';
import type { Target } from '../../../model/catalog.ts';
import type { RememberedPod } from '../namespace-view.ts';
import { NamespaceEvents } from './recorder-events.ts';
import { ClusterStreams } from './recorder-streams.ts';

export interface ArgoRecordingOptions {
  readonly connections: Readonly<Record<string, Connection & TextReader & TextStream>>;
  /** The pods that memory knows. */
  readonly remembered: (target: Target) => readonly RememberedPod[] | null;
  /** Something cannot be recorded in this cluster: said once for each reason. */
  readonly onLack: (where: string, why: string) => void;
}

export class ArgoRecording implements RecordingSource {
  readonly #options: ArgoRecordingOptions;
  readonly #streams = new Map<string, ClusterStreams>();
  readonly #events = new Map<string, NamespaceEvents>();

  constructor(options: ArgoRecordingOptions) {
    this.#options = options;
  }

  record(flight: Flight, tape: Tape, signal: AbortSignal): void {
    const { cluster, namespace } = flight.target;
    const connection = this.#options.connections[cluster];
    if (connection === undefined) {
      tape.lacks('logs', `no connection to cluster ${cluster}`);
      return;
    }
    const { remembered, onLack } = this.#options;
    const streams =
      this.#streams.get(cluster) ??
      new ClusterStreams({ connection, remembered, onLack: (why) => onLack(cluster, why) });
    this.#streams.set(cluster, streams);
    streams.add({ flight, tape }, signal);
    const key = `${cluster}/${namespace}`;
    const events =
      this.#events.get(key) ?? new NamespaceEvents({ connection, namespace, onLack: (why) => onLack(key, why) });
    this.#events.set(key, events);
    events.add({ flight, tape }, signal);
  }

  /** A cluster stopped or started to answer. */
  reachable(cluster: string): void {
    this.#streams.get(cluster)?.renew();
    for (const [key, events] of this.#events) if (key.startsWith(`${cluster}/`)) events.renew();
  }
}
