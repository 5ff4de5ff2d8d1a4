/** All series of all clusters, as one Prometheus would have collected them. */
import type { Clock } from '../store/object-store.ts';
import type { History } from './history.ts';
import type { Life } from './life.ts';
import { metrics } from './metrics.ts';
import { NAME } from './promql/labels.ts';
import { matchesAll } from './promql/matchers.ts';
import type { Series, Source } from './promql/source.ts';
import type { Matcher } from './promql/tree.ts';

const TARGET = { job: 'pods', instance: 'sandbox:9100' };

export class Collected implements Source {
  readonly every: number;
  readonly #time: Clock;
  readonly #histories: readonly History[];
  readonly #began: number;
  readonly #series = new WeakMap<Life, readonly Series[]>();

  constructor(histories: readonly History[], { time, every }: { time: Clock; every: number }) {
    this.#histories = histories;
    this.#time = time;
    this.every = every;
    this.#began = time.now();
  }

  readonly now = (): number => this.#time.now();

  select(matchers: readonly Matcher[]): readonly Series[] {
    const matches = matchesAll(matchers);
    return this.#all().filter(({ labels }) => matches(labels));
  }

  #all(): readonly Series[] {
    const pods = this.#histories.flatMap((history) => history.lives()).flatMap((life) => this.#seriesOf(life));
    const up: Series = { labels: { [NAME]: 'up', ...TARGET }, from: this.#began, to: null, valueAt: () => 1 };
    return [...pods, up];
  }

  #seriesOf(life: Life): readonly Series[] {
    const known = this.#series.get(life);
    if (known !== undefined) return known;
    const made = metrics.map(
      (metric): Series => ({
        labels: { [NAME]: metric.name, ...life.labels, ...TARGET, ...metric.labels },
        from: life.from,
        get to() {
          return life.to;
        },
        valueAt: (at) => life.valueAt(metric, at),
      }),
    );
    this.#series.set(life, made);
    return made;
  }
}
