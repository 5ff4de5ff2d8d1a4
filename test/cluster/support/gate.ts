/**
 * Pods that do not do the same though they are of one ReplicaSet: their template has a scheduling gate, and whoever opens it
 * chooses the image, whose words the node agent obeys.
 */
import type { Connection } from '../../../src/kubernetes/connection.ts';
import type { K8sList, K8sObject } from '../../../src/kubernetes/objects.ts';
import { pause } from '../../../src/waiting/pause.ts';
import { IMAGE } from './workloads.ts';

const TURN_MS = 50;

export const GATE = { schedulingGates: [{ name: 'story.test/choose' }] };

export interface GatedPod extends K8sObject {
  readonly spec: {
    readonly schedulingGates?: readonly object[];
    readonly containers: readonly { readonly image: string }[];
  };
  readonly status?: {
    readonly containerStatuses?: readonly {
      readonly state?: { readonly waiting?: { readonly reason?: string }; readonly running?: object };
    }[];
  };
}

/** Words for the tag of a pod: '' leaves it as it is, null leaves it behind the gate. */
type Choose = (pod: GatedPod, seen: number) => string | null;

export class Gatekeeper {
  readonly #connection: Connection;
  readonly #path: string;
  readonly #kept = new Set<string>();
  /** The n-th pod of each version is the n-th that was seen. */
  choose: Choose = () => '';
  #seen = 0;
  readonly #stopped = new AbortController();
  #turns: Promise<void> = Promise.resolve();

  constructor(connection: Connection, namespace: string) {
    this.#connection = connection;
    this.#path = `/api/v1/namespaces/${namespace}/pods`;
  }

  async pods(): Promise<readonly GatedPod[]> {
    return (await this.#connection.request<K8sList<GatedPod>>('GET', this.#path)).items;
  }

  start(): void {
    this.#turns = this.#takeTurns();
  }

  /** From now on pods are chosen for anew. */
  from(choose: Choose): void {
    this.choose = choose;
    this.#seen = 0;
  }

  /** Resolves when nothing is under way. */
  async stop(): Promise<void> {
    this.#stopped.abort();
    await this.#turns;
  }

  /** At once, as when a node dies: nothing is left to read. */
  async remove(name: string): Promise<void> {
    const body = { apiVersion: 'v1', kind: 'DeleteOptions', gracePeriodSeconds: 0 };
    await this.#connection.request('DELETE', `${this.#path}/${name}`, { body });
  }

  async #takeTurns(): Promise<void> {
    const { signal } = this.#stopped;
    while (!signal.aborted) {
      await pause(TURN_MS, signal);
      await this.#turn().catch(() => undefined); // a pod may be gone or changed since; the next turn sees
    }
  }

  async #turn(): Promise<void> {
    for (const pod of await this.pods()) await this.#open(pod);
  }

  async #open(pod: GatedPod): Promise<void> {
    const { name } = pod.metadata;
    if (!pod.spec.schedulingGates?.length || this.#kept.has(name)) return;
    const words = this.choose(pod, this.#seen++);
    if (words === null) {
      this.#kept.add(name);
      return;
    }
    const image = `${pod.spec.containers[0]?.image ?? IMAGE}${words}`;
    await this.#connection.request('PATCH', `${this.#path}/${name}`, {
      contentType: 'application/json-patch+json',
      body: [
        { op: 'replace', path: '/spec/containers/0/image', value: image },
        { op: 'remove', path: '/spec/schedulingGates/0' },
      ],
    });
  }
}
