/** What the API server asks the nodes for: logs, and answers of what runs in pods. */

import type { Addressee, Following, LogLine, PodAnswer, PodRequest, Pods, WantedLog } from '../../api/pods.ts';
import type { ObjectStore } from '../../store/object-store.ts';
import type { Pod, Service } from '../kinds.ts';
import { selectedPods, targetPort } from '../services.ts';
import { answer } from './answers.ts';
import type { App } from './app.ts';
import { lastWords, linesOf, previousLines } from './logs.ts';
import type { Node } from './node.ts';
import { isReady } from './readiness.ts';

const SECOND = 1_000;

export class RunningPods implements Pods {
  readonly #store: ObjectStore;
  readonly #node: Node;
  readonly #luck: () => number;
  readonly #served = new Map<string, number[]>();

  constructor(store: ObjectStore, node: Node, luck: () => number = Math.random) {
    this.#store = store;
    this.#node = node;
    this.#luck = luck;
  }

  /** All lines so far, oldest first; null when there is no such run of the container. */
  log({ namespace, pod, previous }: WantedLog): readonly LogLine[] | null {
    const app = this.#node.find(namespace, pod);
    if (app === null || app.behaviour.pullFails) return null;
    return previous ? previousLines(app) : linesOf(app, this.#store.time.now());
  }

  /** Tells of every line from now on, and of the end. Returns how to stop. */
  follow({ namespace, pod }: WantedLog, { line, end }: Following): () => void {
    const { time } = this.#store;
    const app = this.#node.find(namespace, pod);
    if (app === null) {
      end();
      return () => undefined;
    }
    let told = linesOf(app, time.now()).length;
    let cancel: () => void = () => undefined;
    const tell = () => {
      for (const next of linesOf(app, time.now()).slice(told)) line(next);
      told = linesOf(app, time.now()).length;
      cancel = time.after(SECOND, tell);
    };
    cancel = time.after(SECOND, tell);
    const unsubscribe = app.onEnd(() => {
      cancel();
      line(lastWords(app, time.now()));
      end();
    });
    return () => {
      cancel();
      unsubscribe();
    };
  }

  /** Null when nobody is there to answer. Takes as long as the pod takes. */
  respond(to: Addressee, request: PodRequest): Promise<PodAnswer | null> {
    const app = this.#addressed(to);
    if (app === null) return Promise.resolve(null);
    return new Promise((resolve) => {
      this.#store.time.after(app.behaviour.latencyMs, () => resolve(this.#answered(app, request)));
    });
  }

  /** The same within the cluster, where nobody waits. */
  respondNow(to: Addressee, request: PodRequest): PodAnswer | null {
    const app = this.#addressed(to);
    return app === null ? null : this.#answered(app, request);
  }

  /** How many requests a pod has had this way until then. */
  served(uid: string, until: number): number {
    return (this.#served.get(uid) ?? []).filter((at) => at <= until).length;
  }

  #answered(app: App, request: PodRequest): PodAnswer {
    const served = this.#served.get(app.uid) ?? [];
    served.push(this.#store.time.now());
    this.#served.set(app.uid, served);
    return answer(app, request, this.#luck());
  }

  #addressed({ namespace, service, pod, port }: Addressee): App | null {
    const found = service === undefined ? this.#pod(namespace, pod ?? '') : this.#behind(namespace, service, port);
    const app = found === null ? null : this.#node.find(namespace, found.metadata.name);
    return app === null || app.isDeaf ? null : app;
  }

  #pod(namespace: string, name: string): Pod | null {
    return this.#store.get<Pod>('Pod', namespace, name);
  }

  /** One of those that are ready, by chance. */
  #behind(namespace: string, name: string, port: string): Pod | null {
    const service = this.#store.get<Service>('Service', namespace, name);
    if (service === null) return null;
    const named = (service.spec.ports ?? []).find(
      (each) => port === '' || [each.name, String(each.port)].includes(port),
    );
    if (named === undefined) return null;
    const ready = selectedPods(this.#store, service).filter(
      (pod) => isReady(pod) && pod.metadata.deletionTimestamp === undefined && targetPort(named, pod) !== null,
    );
    return ready[Math.floor(this.#luck() * ready.length)] ?? null;
  }
}
