/** The columns of pods; their status is put together from all that is known of the containers (`printPod`). Pure. */
import type { AnyObject } from '../../objects.ts';
import { ageOf } from './age.ts';
import type { Column } from './columns.ts';
import { at, list, textOf } from './values.ts';

const text = (name: string, cell: Column['cell'], wide = false): Column => ({ name, type: 'string', cell, wide });

export const podColumns: readonly Column[] = [
  text('Ready', (pod) => {
    const statuses = list(pod, 'status.containerStatuses');
    return `${statuses.filter(({ ready }) => ready === true).length}/${list(pod, 'spec.containers').length}`;
  }),
  text('Status', podStatus),
  text('Restarts', restarts),
  text('Age', ({ metadata }, now) => ageOf(metadata.creationTimestamp, now)),
  text('IP', (pod) => at(pod, 'status.podIP') ?? '<none>', true),
  text('Node', (pod) => at(pod, 'spec.nodeName') ?? '<none>', true),
  text('Nominated Node', () => '<none>', true),
  text('Readiness Gates', () => '<none>', true),
];

/** As in the column STATUS of `kubectl get pods`. */
export function podStatus(pod: AnyObject): string {
  if (pod.metadata.deletionTimestamp !== undefined) return 'Terminating';
  const statuses = list(pod, 'status.containerStatuses');
  for (const status of [...statuses].reverse()) {
    const waiting = textOf(at(status, 'state.waiting.reason'));
    if (waiting !== '') return waiting;
    const terminated = at(status, 'state.terminated');
    if (terminated !== undefined) {
      const code = at(status, 'state.terminated.exitCode');
      return textOf(at(status, 'state.terminated.reason')) || `ExitCode:${textOf(code)}`;
    }
  }
  return textOf(at(pod, 'status.reason')) || textOf(at(pod, 'status.phase'));
}

function restarts(pod: AnyObject, now: number): string {
  const statuses = list(pod, 'status.containerStatuses');
  const count = statuses.reduce((sum, { restartCount }) => sum + Number(restartCount ?? 0), 0);
  const ends = statuses
    .map((status) => textOf(at(status, 'lastState.terminated.finishedAt')))
    .filter((end) => end !== '');
  const last = ends.sort().at(-1);
  return count > 0 && last !== undefined ? `${count} (${ageOf(last, now)} ago)` : String(count);
}
