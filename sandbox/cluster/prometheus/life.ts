/** What one pod has had to do, as stretches of time in which nothing changed. */
import type { Pod } from '../controllers/kinds.ts';
import { type Behaviour, podBehaviour } from '../controllers/pods/behaviour.ts';
import { isEqual } from '../objects.ts';
import type { Metric } from './metrics.ts';
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

/** As long as the pod behaves in one way. */
interface Era {
  readonly from: number;
  readonly behaviour: Behaviour;
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
  readonly from: number;
  /** Null while it is there. */
  to: number | null = null;
  readonly #stretches: Stretch[] = [];
  readonly #eras: Era[] = [];

  constructor(pod: Pod, { cluster, now }: { cluster: string; now: number }) {
    const { labels = {}, namespace = 'default', name } = pod.metadata;
    const { app = '', 'rollouts-pod-template-hash': hash = '' } = labels;
    const behaviour = podBehaviour(pod);
    const all = { cluster, namespace, pod: name, app, service: app, version: behaviour.version };
    this.labels = withoutEmpty({ ...all, rollouts_pod_template_hash: hash });
    this.from = now;
    this.#eras.push({ from: now, behaviour, before: NONE });
  }

  /** Behaves from now on as the pod says. */
  follow(pod: Pod, now: number): void {
    const behaviour = podBehaviour(pod);
    if (isEqual(behaviour, this.#eras.at(-1)?.behaviour)) return;
    this.#eras.push({ from: now, behaviour, before: this.workAt(now) });
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

  /** What was counted while it behaved otherwise stays counted. */
  valueAt({ isGauge, value }: Metric, at: number): number {
    const eras = this.#eras.filter(({ from }) => from <= at);
    const last = eras.at(-1);
    if (last === undefined) return 0;
    if (isGauge) return value(last.behaviour, this.workAt(at));
    return eras.reduce((sum, { behaviour, before }, index) => {
      const until = eras[index + 1]?.before ?? this.workAt(at);
      return sum + value(behaviour, between(before, until));
    }, 0);
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

function between(before: Work, until: Work): Work {
  return {
    requests: until.requests - before.requests,
    readySeconds: until.readySeconds - before.readySeconds,
  };
}

/** A label without a value is none. */
function withoutEmpty(labels: Labels): Labels {
  return Object.fromEntries(Object.entries(labels).filter(([, value]) => value !== ''));
}
