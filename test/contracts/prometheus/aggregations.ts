/** Many series to fewer. As Prometheus 2.42 answers. */
import type { Query } from './asked.ts';

export const aggregations: readonly Query[] = [
  ['sum(up)', 'vector | {} 1'],
  ['sum by (job) (up)', 'vector | {job="pods"} 1'],
  ['sum by (job,) (up)', 'vector | {job="pods"} 1'],
  ['sum(up) by (nope)', 'vector | {} 1'],
  ['sum without (instance) (up)', 'vector | {job="pods"} 1'],
  ['avg(up) - min(up) + max(up) * count(up)', 'vector | {} 1'],
  ['group(up)', 'vector | {} 1'],
  ['stddev(up)', 'vector | {} 0'],
  ['stdvar(up)', 'vector | {} 0'],
  ['topk(1, up)', 'vector | {__name__="up",job="pods"} 1'],
  ['bottomk(1, up)', 'vector | {__name__="up",job="pods"} 1'],
  ['topk(0, up)', 'vector'],
  ['quantile(0.5, up)', 'vector | {} 1'],
  ['quantile(2, up)', 'vector | {} +Inf'],
  ['quantile(-1, up)', 'vector | {} -Inf'],
  ['count_values("a", up)', 'vector | {a="1"} 1'],
  ['count(up @ start())', 'vector | {} 1'],
  ['sum(up) / count(up offset 2s)', 'vector | {} 1'],
];
