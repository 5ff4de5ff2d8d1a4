/** Pods are asked to go, as `kubectl drain` does it, and stay where a budget needs them (`core/pod/storage/eviction.go`). */
import { type AnyObject, isRecord } from '../objects.ts';
import { allows, type Budget, type BudgetedPod, budgetsOf, countOf, countsForNone } from '../store/budgets.ts';
import { badRequest, StatusError } from '../store/status-error.ts';
import { parsed } from './body.ts';
import { deletionFrom } from './deletions.ts';
import type { Answer, KindCall, KubeApi } from './kube-api.ts';
import { existing } from './reads.ts';

const DONE = { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Success', code: 201 };

export function evict(api: KubeApi, call: KindCall): Answer {
  const { metadata } = existing(api, call);
  const body = parsed(call);
  const asked = (isRecord(body) ? body : {}) as { metadata?: AnyObject['metadata']; deleteOptions?: unknown };
  if (asked.metadata?.name !== metadata.name) throw badRequest('name in URL does not match name in Eviction object');
  const { namespace = '', name } = metadata;
  const pod = api.store.get<BudgetedPod>('Pod', namespace, name);
  if (pod !== null && !countsForNone(pod)) keepBudgets(api, pod);
  api.store.delete('Pod', namespace, name, deletionFrom(call, asked.deleteOptions));
  return { status: 201, body: DONE };
}

function keepBudgets({ store }: KubeApi, pod: BudgetedPod): void {
  const [budget, another] = budgetsOf(pod, store);
  if (another !== undefined) {
    const message = 'This pod has more than one PodDisruptionBudget, which the eviction subresource does not support.';
    throw new StatusError(500, { message, reason: 'InternalError' });
  }
  if (budget === undefined) return;
  const count = countOf(budget, store);
  if (!allows(budget, pod, count)) throw needed(budget, count);
}

function needed({ metadata }: Budget, count: { needed: number; healthy: number }): StatusError {
  const why = `needs ${count.needed} healthy pods and has ${count.healthy} currently`;
  return new StatusError(429, {
    message: "Cannot evict pod as it would violate the pod's disruption budget.",
    reason: 'TooManyRequests',
    details: { causes: [{ reason: 'DisruptionBudget', message: `The disruption budget ${metadata.name} ${why}` }] },
  });
}
