/** What one pod has had to do, as stretches of time in which nothing changed. */
import type { Pod } from '../controllers/kinds.ts';
import { type Behaviour, behaviourOf } from '../controllers/pods/behaviour.ts';
import type { Labels } from './promql/labels.ts';

interface Stretch {
  /** Milliseconds since 1970; it goes on until the next one, or the end. */
  readonly from: number;
  /** Requests per second. */
  readonly rate: number;
  readonly ready: boolean;
  /** What came before it. */
  readonly before: Work;
}

/** Since the pod began. */
export interface Work {
  readonly requests: number;
  readonly readySeconds: number;
}

const NONE: Work = { requests: 0, readySeconds: 0 };

export class Life {
  readonly labels: Labels;
  readonly behaviour: Behaviour;
  readonly from: number;
  /** Null while it is there. */
  to: number | null = null;
  readonly #stretches: Stretch[] = [];

  constructor({ metadata, spec }: Pod, { cluster, now }: { cluster: string; now: number }) {
    const { labels = {}, namespace = 'default', name } = metadata;
    const { app = '', 'rollouts-pod-template-hash': hash = '' } = labels;
    this.behaviour = behaviourOf(spec.containers[0]?.image ?? '');
    const all = { cluster, namespace, pod: name, app, service: app, version: this.behaviour.version };
    this.labels = withoutEmpty({ ...all, rollouts_pod_template_hash: hash });
    this.from = now;
  }

  /** From now on. */
  go(now: number, { rate, ready }: { rate: number; ready: boolean }): void {
    const last = this.#stretches.at(-1);
    if (last?.rate === rate && last.ready === ready) return;
    const before = this.workAt(now);
    if (last?.from === now) this.#stretches.pop();
    this.#stretches.push({ from: now, rate, ready, before });
  }

  end(now: number): void {
    this.to ??= now;
  }

  workAt(at: number): Work {
    const stretch = this.#stretches.findLast(({ from }) => from <= at);
    if (stretch === undefined) return NONE;
    const seconds = (Math.min(at, this.to ?? at) - stretch.from) / 1_000;
    return {
      requests: stretch.before.requests + stretch.rate * seconds,
      readySeconds: stretch.before.readySeconds + (stretch.ready ? seconds : 0),
    };
  }
}

/** A label without a value is none. */
function withoutEmpty(labels: Labels): Labels {
  return Object.fromEntries(Object.entries(labels).filter(([, value]) => value !== ''));
}
