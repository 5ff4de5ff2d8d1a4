/** Looks at AnalysisRuns when they change and when a measurement is due. */
import { Recorder } from '../../controllers/events.ts';
import { WorkQueue } from '../../controllers/work-queue.ts';
import { type AnyObject, isEqual, keyOf } from '../../objects.ts';
import type { ObjectStore } from '../../store/object-store.ts';
import { type AnalysisRun, isCompleted } from './kinds.ts';
import { measure, type Sources } from './measure.ts';
import { reconcileRun } from './reconcile.ts';

const BY = { manager: 'rollouts-controller' };
const DELAY = 10;

export class AnalysisRuns {
  readonly queue: WorkQueue;
  readonly #store: ObjectStore;
  readonly #sources: Sources;
  readonly #events: Recorder;

  constructor(store: ObjectStore, sources: Sources, failed: (error: unknown) => void) {
    this.#store = store;
    this.#sources = sources;
    this.#events = new Recorder(store, BY.manager);
    this.queue = new WorkQueue({ time: store.time, delay: DELAY, work: (key) => this.#sync(key), failed });
  }

  start(): () => void {
    for (const run of this.#store.list<AnalysisRun>('AnalysisRun')) this.queue.add(keyOf(run));
    return this.#store.watch<AnalysisRun>('AnalysisRun', ({ type, object }) => {
      if (type !== 'DELETED') this.queue.add(keyOf(object));
    });
  }

  #sync(key: string): void {
    const [namespace = '', name = ''] = key.split('/');
    const run = this.#store.get<AnalysisRun>('AnalysisRun', namespace, name);
    if (run === null || isCompleted(run.status?.phase)) return;
    const { status, events, again } = reconcileRun(run, {
      now: this.#store.time.now(),
      measure: (metric) => measure(metric, namespace, this.#sources),
      secret: (secret, field) => this.#secret(namespace, secret, field),
    });
    for (const event of events) this.#events.tell(run, event);
    if (!isEqual(status, run.status)) this.#store.update<AnalysisRun>({ ...run, status }, { by: BY });
    if (again !== null) this.queue.add(key, again);
  }

  #secret(namespace: string, name: string, field: string): string {
    const secret = this.#store.get<AnyObject>('Secret', namespace, name);
    if (secret === null) throw new Error(`secrets "${name}" not found`);
    const value = (secret.data as Readonly<Record<string, string>> | undefined)?.[field];
    if (value === undefined) throw new Error(`key '${field}' does not exist in secret '${name}'`);
    return Buffer.from(value, 'base64').toString();
  }
}
