/** What the state of a pod means to those who count pods (`pkg/api/v1/pod`). Pure. */
import type { Pod } from '../kinds.ts';

/** It has not ended, and nobody has asked it to. */
export function isActive({ metadata, status }: Pod): boolean {
  return metadata.deletionTimestamp === undefined && status?.phase !== 'Succeeded' && status?.phase !== 'Failed';
}

export function isReady({ status }: Pod): boolean {
  return status?.conditions?.some(({ type, status: truth }) => type === 'Ready' && truth === 'True') ?? false;
}

/** Milliseconds since 1970 from which it counts as available; null while it is not ready. */
export function availableFrom(pod: Pod, minReadySeconds: number): number | null {
  const ready = pod.status?.conditions?.find(({ type, status }) => type === 'Ready' && status === 'True');
  return ready === undefined ? null : Date.parse(ready.lastTransitionTime ?? '') + minReadySeconds * 1_000;
}

export function isAvailable(pod: Pod, minReadySeconds: number, now: number): boolean {
  const from = availableFrom(pod, minReadySeconds);
  // Times are kept in whole seconds: without a wait, ready is available.
  return from !== null && (minReadySeconds === 0 || from <= now);
}
