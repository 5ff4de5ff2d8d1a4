/** The requests that each pod has had at any moment, as traffic moved from one to another. */
import type { Pod } from '../controllers/kinds.ts';
import type { App } from '../controllers/pods/app.ts';
import type { Node } from '../controllers/pods/node.ts';
import type { Strings } from '../objects.ts';
import type { ObjectStore } from '../store/object-store.ts';
import { sharesOf } from './shares.ts';

/** Milliseconds for which pods that are gone are remembered. */
const MEMORY = 3_600_000;
const KINDS = ['Pod', 'Service', 'Ingress', 'VirtualService', 'DestinationRule', 'Rollout'];

interface Bend {
  readonly at: number;
  /** Requests until then. */
  readonly count: number;
  /** From then on, in a second. */
  readonly perSecond: number;
}

/** One pod and the requests it has had. */
export class Visits {
  readonly app: App;
  readonly labels: Strings;
  readonly #bends: Bend[] = [];

  constructor(app: App, labels: Strings) {
    this.app = app;
    this.labels = labels;
  }

  get perSecond(): number {
    return this.#bends.at(-1)?.perSecond ?? 0;
  }

  /** How many until then. */
  until(ms: number): number {
    let low = 0;
    let high = this.#bends.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#bends[middle]?.at ?? 0) <= ms) low = middle + 1;
      else high = middle;
    }
    const bend = this.#bends[low - 1];
    return bend === undefined ? 0 : bend.count + ((ms - bend.at) / 1_000) * bend.perSecond;
  }

  turn(at: number, perSecond: number): void {
    if (perSecond === this.perSecond) return;
    this.#bends.push({ at, count: this.until(at), perSecond });
  }
}

export class Traffic {
  readonly #store: ObjectStore;
  readonly #node: Node;
  readonly #visits = new Map<string, Visits>();

  constructor(store: ObjectStore, node: Node) {
    this.#store = store;
    this.#node = node;
  }

  start(): () => void {
    const stops = KINDS.map((kind) => {
      return this.#store.watch(kind, ({ object }) => this.#turn(object.metadata.namespace ?? ''));
    });
    for (const { metadata } of this.#store.list('Namespace')) this.#turn(metadata.name);
    return () => {
      for (const stop of stops) stop();
    };
  }

  /** Of all pods that are there or were there lately. */
  visits(): readonly Visits[] {
    return [...this.#visits.values()];
  }

  /** Requests that a pod gets in a second now, by its uid. */
  perSecond(uid: string): number {
    return this.#visits.get(uid)?.perSecond ?? 0;
  }

  #turn(namespace: string): void {
    const now = this.#store.time.now();
    this.#meet(now);
    const shares = sharesOf({ list: (kind) => this.#store.list(kind, { namespace }) });
    for (const [uid, visits] of this.#visits) {
      if (visits.app.namespace === namespace) visits.turn(now, shares.get(uid) ?? 0);
    }
  }

  #meet(now: number): void {
    for (const app of this.#node.apps()) {
      if (this.#visits.has(app.uid)) continue;
      const pod = this.#store.get<Pod>('Pod', app.namespace, app.name);
      this.#visits.set(app.uid, new Visits(app, pod?.metadata.labels ?? {}));
    }
    for (const [uid, { app }] of this.#visits) {
      if (app.endedAt !== null && now - app.endedAt > MEMORY) this.#visits.delete(uid);
    }
  }
}
