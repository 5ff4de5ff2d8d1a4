/**
 * What the pods of one cluster have had to do since it was started. Nothing ticks: when an object changes, what each pod
 * gets is worked out anew, and what it has had at any time before follows from that.
 */
import type { Pod } from '../controllers/kinds.ts';
import { isReady } from '../controllers/pods/readiness.ts';
import type { ObjectStore } from '../store/object-store.ts';
import type { Demand } from '../traffic/demand.ts';
import { podRates } from '../traffic/flows.ts';
import { Life } from './life.ts';

/** What traffic depends on. */
const KINDS = ['Pod', 'Service', 'Ingress', 'VirtualService', 'DestinationRule', 'Rollout'];

export interface HistoryOptions {
  readonly cluster: string;
  readonly demand: Demand;
  /** Milliseconds that is remembered of pods that are gone. */
  readonly kept: number;
}

export class History {
  readonly #store: ObjectStore;
  readonly #options: HistoryOptions;
  readonly #lives = new Map<string, Life>();
  readonly #stops: (() => void)[] = [];
  #cancel: (() => void) | null = null;

  constructor(store: ObjectStore, options: HistoryOptions) {
    this.#store = store;
    this.#options = options;
  }

  start(): void {
    for (const kind of KINDS) this.#stops.push(this.#store.watch(kind, () => this.#changed()));
    this.#look();
  }

  stop(): void {
    for (const stop of this.#stops.splice(0)) stop();
    this.#cancel?.();
    this.#cancel = null;
  }

  /** Of all pods that are there, or were not long ago. */
  lives(): readonly Life[] {
    // What has changed in this very moment counts.
    if (this.#cancel !== null) this.#look();
    return [...this.#lives.values()];
  }

  /** Many changes of one moment are looked at once. */
  #changed(): void {
    this.#cancel ??= this.#store.time.after(0, () => this.#look());
  }

  #look(): void {
    this.#cancel?.();
    this.#cancel = null;
    const now = this.#store.time.now();
    const { cluster, demand } = this.#options;
    const rates = podRates(this.#store, demand);
    const pods = new Map(
      this.#store
        .list<Pod>('Pod')
        .filter(isOnNode)
        .map((pod) => [pod.metadata.uid ?? '', pod]),
    );
    for (const [uid, pod] of pods) {
      const life = this.#lives.get(uid) ?? new Life(pod, { cluster, now });
      this.#lives.set(uid, life);
      life.follow(pod, now);
      life.go(now, { rate: rates.get(uid) ?? 0, ready: isReady(pod) });
    }
    for (const [uid, life] of this.#lives) {
      if (!pods.has(uid)) life.end(now);
      if (life.to !== null && now - life.to > this.#options.kept) this.#lives.delete(uid);
    }
  }
}

function isOnNode({ spec, status }: Pod): boolean {
  return Boolean(spec.nodeName) && status?.phase !== 'Succeeded' && status?.phase !== 'Failed';
}
