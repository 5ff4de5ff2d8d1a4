/** Runs the pods of Jobs until enough of them have done their work (`pkg/controller/job`). */
import { isEqual, keyOf, timestamp } from '../objects.ts';
import type { ObjectStore } from '../store/object-store.ts';
import { Recorder } from './events.ts';
import type { Job, Pod } from './kinds.ts';
import { controllerOf, isControlledBy, ownedBy } from './owners.ts';
import { isActive, isReady } from './pods/readiness.ts';
import { WorkQueue } from './work-queue.ts';

const BY = { manager: 'kube-controller-manager' };
const DELAY = 5;

export class Jobs {
  readonly queue: WorkQueue;
  readonly #store: ObjectStore;
  readonly #events: Recorder;

  constructor(store: ObjectStore, failed: (error: unknown) => void) {
    this.#store = store;
    this.#events = new Recorder(store, 'job-controller');
    this.queue = new WorkQueue({ time: store.time, delay: DELAY, work: (key) => this.#sync(key), failed });
  }

  start(): () => void {
    const stops = [
      this.#store.watch<Job>('Job', ({ type, object }) => {
        if (type !== 'DELETED') this.queue.add(keyOf(object));
      }),
      this.#store.watch<Pod>('Pod', ({ object }) => {
        const owner = controllerOf(object);
        if (owner?.kind === 'Job') this.queue.add(`${object.metadata.namespace}/${owner.name}`);
      }),
    ];
    for (const job of this.#store.list<Job>('Job')) this.queue.add(keyOf(job));
    return () => {
      for (const stop of stops) stop();
    };
  }

  #sync(key: string): void {
    const [namespace = '', name = ''] = key.split('/');
    const job = this.#store.get<Job>('Job', namespace, name);
    if (job === null || job.metadata.deletionTimestamp !== undefined || isDone(job)) return;
    const pods = this.#store.list<Pod>('Pod', { namespace }).filter((pod) => isControlledBy(pod, job));
    const status = statusOf(job, pods, this.#store.time.now());
    for (let made = 0; made < missing(job, status); made++) this.#create(job);
    if (isEqual(status, job.status)) return;
    this.#store.update<Job>({ ...job, status }, { subresource: 'status', by: BY });
    this.#tellOfEnd(job, status);
  }

  #create(job: Job): void {
    const { metadata, spec } = job.spec.template;
    const { name, namespace = 'default' } = job.metadata;
    const pod = this.#store.create<Pod>(
      {
        apiVersion: 'v1',
        kind: 'Pod',
        metadata: {
          name: '',
          generateName: `${name}-`,
          namespace,
          labels: { ...metadata?.labels },
          ...(metadata?.annotations && { annotations: metadata.annotations }),
          ownerReferences: ownedBy(job),
        },
        spec,
      },
      BY,
    );
    const message = `Created pod: ${pod.metadata.name}`;
    this.#events.tell(job, { type: 'Normal', reason: 'SuccessfulCreate', message });
  }

  #tellOfEnd(job: Job, { conditions = [] }: Status): void {
    if (conditions.some(({ type }) => type === 'Complete')) {
      this.#events.tell(job, { type: 'Normal', reason: 'Completed', message: 'Job completed' });
    }
    const failed = conditions.find(({ type }) => type === 'Failed');
    if (failed !== undefined) {
      const { reason = '', message = '' } = failed;
      this.#events.tell(job, { type: 'Warning', reason, message });
    }
  }
}

type Status = NonNullable<Job['status']>;

function isDone({ status }: Job): boolean {
  return status?.conditions?.some(({ type }) => type === 'Complete' || type === 'Failed') ?? false;
}

function missing({ spec }: Job, { active = 0, succeeded = 0, conditions = [] }: Status): number {
  if (spec.suspend === true || conditions.length > 0) return 0;
  const wanted = Math.min(spec.parallelism ?? 1, (spec.completions ?? 1) - succeeded);
  return Math.max(0, wanted - active);
}

function statusOf({ spec, status }: Job, pods: readonly Pod[], now: number): Status {
  const count = (phase: string) => pods.filter((pod) => pod.status?.phase === phase).length;
  const active = pods.filter(isActive);
  const [succeeded, failed] = [count('Succeeded'), count('Failed')];
  const at = timestamp(now);
  const done = succeeded >= (spec.completions ?? 1);
  const lost = failed > (spec.backoffLimit ?? 6);
  return {
    ...(active.length > 0 && !lost && { active: active.length }),
    ready: active.filter(isReady).length,
    ...(succeeded > 0 && { succeeded }),
    ...(failed > 0 && { failed }),
    startTime: status?.startTime ?? at,
    ...(done && { completionTime: at, conditions: [condition('Complete', at, 'CompletionsReached')] }),
    ...(!done && lost && { conditions: [condition('Failed', at, 'BackoffLimitExceeded')] }),
  };
}

const MESSAGES: Readonly<Record<string, string>> = {
  CompletionsReached: 'Reached expected number of succeeded pods',
  BackoffLimitExceeded: 'Job has reached the specified backoff limit',
};

function condition(type: string, at: string, reason: string) {
  const message = MESSAGES[reason] ?? '';
  return { type, status: 'True' as const, lastProbeTime: at, lastTransitionTime: at, reason, message };
}
