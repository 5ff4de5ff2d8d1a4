/**
 * What is around the Rollouts of one namespace, followed and kept. Only what a target needs is followed, from when it
 * needs it: a cluster without Istio has no VirtualServices, and no right is asked for on what is not used.
 */
import type { Connection } from '../../kubernetes/connection.ts';
import type { RolloutFacts, Surroundings } from './facts.ts';
import { Kind } from './kind.ts';
import type { Deployment } from './objects.ts';
import {
  KINDS,
  type KindName,
  type Look,
  type SummaryOf,
  surroundingsOf,
  type Wanted,
  wantedBy,
} from './surroundings.ts';

export interface KindEvents {
  changed(): void;
  error(path: string, error: unknown): void;
}

export class SurroundingKinds {
  readonly #connection: Connection;
  readonly #namespace: string;
  readonly #events: KindEvents;
  readonly #kinds = new Map<string, Kind<unknown>>();

  constructor(connection: Connection, namespace: string, events: KindEvents) {
    this.#connection = connection;
    this.#namespace = namespace;
    this.#events = events;
  }

  followed(): readonly Kind<unknown>[] {
    return [...this.#kinds.values()];
  }

  /** Follows what this Rollout needs; resolves when all of it is known. */
  async follow(rollout: RolloutFacts): Promise<void> {
    await Promise.all(wantedBy(rollout, this.#namespace).map((each) => this.#kind(each).follow()));
  }

  isLive(rollout: RolloutFacts): boolean {
    return wantedBy(rollout, this.#namespace).every((each) => this.#kind(each).live);
  }

  /** From memory. */
  known(rollout: RolloutFacts): Surroundings {
    return surroundingsOf(rollout, this.#namespace, (each) => this.#kind(each).get(each.name));
  }

  /** Read from the cluster now. */
  async read(rollout: RolloutFacts): Promise<Surroundings> {
    const wanted = wantedBy(rollout, this.#namespace);
    const read = await Promise.all(wanted.map((each) => this.#kind(each).read(each.name)));
    const found = new Map(wanted.map((each, index) => [keyOf(each), read[index]]));
    const look: Look = <K extends KindName>(each: Wanted<K>) => found.get(keyOf(each)) as SummaryOf<K> | undefined;
    return surroundingsOf(rollout, this.#namespace, look);
  }

  learn(deployment: Deployment): void {
    const { name } = deployment.metadata;
    this.#kind({ kind: 'deployments', namespace: this.#namespace, name }).learn(deployment);
  }

  /** Made when it is first asked for; followed only when something needs it. */
  #kind<K extends KindName>({ kind, namespace }: Wanted<K>): Kind<SummaryOf<K>> {
    const { path, summarise } = KINDS[kind];
    const key = path(namespace);
    const known = this.#kinds.get(key) as Kind<SummaryOf<K>> | undefined;
    if (known !== undefined) return known;
    const made = new Kind<SummaryOf<K>>(this.#connection, {
      namespace,
      path: key,
      summarise: summarise as (object: object) => SummaryOf<K>,
      changed: () => this.#events.changed(),
      error: (at, error) => this.#events.error(at, error),
    });
    this.#kinds.set(key, made as Kind<unknown>);
    return made;
  }
}

function keyOf({ kind, namespace, name }: Wanted): string {
  return `${kind}/${namespace}/${name}`;
}
