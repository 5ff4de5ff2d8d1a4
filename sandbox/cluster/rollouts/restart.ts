/** Evicts pods that are older than `restartAt`, a few at a time (`rollout/restart.go`). */
import type { Pod } from '../controllers/kinds.ts';
import { controllerOf } from '../controllers/owners.ts';
import { isAvailable } from '../controllers/pods/readiness.ts';
import { maxUnavailable } from './counts.ts';
import type { Pass } from './pass.ts';
import { replicasOf, sizeOf, sum } from './sets.ts';
import { restarted } from './status.ts';

const RETRY_MS = 30_000;

/** How many were evicted. */
export function restartPods(pass: Pass): number {
  const { rollout, now, was } = pass;
  const { restartAt, minReadySeconds = 0 } = rollout.spec;
  if (restartAt === undefined) return 0;
  const due = Date.parse(restartAt);
  if (now <= due) {
    pass.wakeAfter(due - now + 1);
    return 0;
  }
  if (was.restartedAt === restartAt) return 0;
  const pods = byImportance(pass);
  const isThere = (pod: Pod) => pod.metadata.deletionTimestamp === undefined;
  const available = pods.filter((pod) => isThere(pod) && isAvailable(pod, minReadySeconds, now)).length;
  const least = Math.max(replicasOf(rollout), sum(pass.sets, sizeOf)) - Math.max(1, maxUnavailable(rollout));
  const old = pods.filter(({ metadata }) => Date.parse(metadata.creationTimestamp ?? '') < due);
  const evicted = old.filter(isThere).slice(0, Math.max(0, available - least));
  for (const pod of evicted) pass.delete(pod);
  if (old.length > evicted.length) pass.wakeAfter(RETRY_MS);
  else restarted(pass);
  return evicted.length;
}

/** Those of the stable set, then of the new one, then of others. */
function byImportance({ scene, sets, stable, fresh }: Pass): readonly Pod[] {
  const rank = (pod: Pod) => {
    const owner = controllerOf(pod)?.uid;
    return owner === stable?.metadata.uid ? 0 : owner === fresh?.metadata.uid ? 1 : 2;
  };
  const owners = new Set(sets.map(({ metadata }) => metadata.uid));
  return scene.pods.filter((pod) => owners.has(controllerOf(pod)?.uid)).sort((a, b) => rank(a) - rank(b));
}
