/** Sees what the API server has accepted, by watches of its own, and when. Takes no part in what is measured. */
import { HASH_LABEL, type Rollout, type Service } from '../src/drivers/argo/objects.ts';
import type { Connection } from '../src/kubernetes/connection.ts';
import { ListWatch } from '../src/kubernetes/list-watch.ts';
import type { K8sObject } from '../src/kubernetes/objects.ts';
import type { ReleaseStatus } from '../src/model/release.ts';
import { pathOf } from '../test/cluster/support/cluster.ts';

export interface ReleaseObject extends K8sObject {
  readonly spec: { readonly service: string; readonly version: string };
  readonly status?: ReleaseStatus;
}

interface Waiting {
  readonly holds: () => boolean;
  readonly found: (at: number) => void;
}

export class Witness {
  readonly #namespace: string;
  readonly #rollouts: ListWatch<Rollout, Rollout>;
  readonly #ingresses: ListWatch<K8sObject>;
  readonly #services: ListWatch<Service, Service>;
  readonly #releases: ListWatch<ReleaseObject, ReleaseObject>;
  readonly #waiting = new Set<Waiting>();

  constructor(connection: Connection, namespace: string) {
    const watch = <T extends K8sObject>(kind: string) =>
      new ListWatch<T, T>(connection, {
        path: pathOf(kind, namespace),
        summarise: (object) => object,
        changed: () => this.#look(),
      });
    this.#namespace = namespace;
    this.#rollouts = watch<Rollout>('Rollout');
    this.#ingresses = watch<K8sObject>('Ingress');
    this.#services = watch<Service>('Service');
    this.#releases = watch<ReleaseObject>('Release');
  }

  async start(): Promise<void> {
    await Promise.all([this.#rollouts.start(), this.#ingresses.start(), this.#services.start()]);
  }

  /** Once Rollbridge has installed their kind. */
  async followReleases(): Promise<void> {
    await this.#releases.start();
  }

  stop(): void {
    for (const watch of [this.#rollouts, this.#ingresses, this.#services, this.#releases]) watch.stop();
  }

  rollout(name: string): Rollout | undefined {
    return this.#rollouts.items().get(`${this.#namespace}/${name}`);
  }

  /** On the Rollout's canary Ingress. */
  canaryWeight(name: string): number {
    const ingress = this.#ingresses.items().get(`${this.#namespace}/${name}-${name}-canary`);
    return Number(ingress?.metadata.annotations?.['nginx.ingress.kubernetes.io/canary-weight'] ?? 0);
  }

  /** The version hash that a Service sends its users to. */
  selected(service: string): string | undefined {
    return this.#services.items().get(`${this.#namespace}/${service}`)?.spec?.selector?.[HASH_LABEL];
  }

  releases(service: string): readonly ReleaseObject[] {
    return [...this.#releases.items().values()].filter(({ spec }) => spec.service === service);
  }

  /** Resolves with the time (`performance.now()`) at which this first holds; rejects when it does not in time. */
  sees(what: string, holds: () => boolean, timeoutMs = 60_000): Promise<number> {
    return new Promise((resolve, reject) => {
      const waiting: Waiting = {
        holds,
        found: (at) => {
          clearTimeout(timer);
          resolve(at);
        },
      };
      const timer = setTimeout(() => {
        this.#waiting.delete(waiting);
        reject(new Error(`waited ${Math.round(timeoutMs)} ms in vain for ${what}`));
      }, timeoutMs);
      this.#waiting.add(waiting);
      this.#look();
    });
  }

  #look(): void {
    const now = performance.now();
    for (const waiting of this.#waiting) {
      if (!waiting.holds()) continue;
      this.#waiting.delete(waiting);
      waiting.found(now);
    }
  }
}
