/** How the wanted version of a target is reached: its ready pods, and which of them the Services lead to. */
import type { Reach, ServiceReach } from '../../engine/rollback/verify-ports.ts';
import type { Connection } from '../../kubernetes/connection.ts';
import type { K8sList, K8sObject } from '../../kubernetes/objects.ts';
import { explained } from '../../kubernetes/problems.ts';
import { UserProblem } from '../../model/problem.ts';
import type { RolloutFacts, TargetFacts } from './facts.ts';
import { named } from './kept.ts';
import { type EndpointSlice, HASH_LABEL, type Pod, SERVICE_LABEL } from './objects.ts';
import { endpointSlicesPath, podsPath } from './paths.ts';
import { podFacts } from './reading.ts';
import { snapshotOf } from './snapshot.ts';

/** Throws as the connection does; EndpointSlices that cannot be read are said to be unread instead. */
export async function reachOf(connection: Connection, facts: TargetFacts): Promise<Reach> {
  const { namespace } = facts.target;
  const snapshot = snapshotOf(facts);
  const hash = facts.rollout.current;
  if (hash === null) return { snapshot, ready: 0, services: [], unread: null };
  const services = servicesOf(facts.rollout);
  const [pods, slices] = await Promise.allSettled([
    listed<Pod>(connection, podsPath(namespace), `${HASH_LABEL}=${hash}`),
    listed<EndpointSlice>(connection, endpointSlicesPath(namespace), selectorOf(services)),
  ]);
  if (pods.status === 'rejected') throw pods.reason;
  const own = pods.value.filter(({ metadata }) => metadata.deletionTimestamp === undefined);
  const ready = own.filter((pod) => podFacts(pod).ready).length;
  if (slices.status === 'rejected') return { snapshot, ready, services: null, unread: unread(facts, slices.reason) };
  const names = new Set(own.map(({ metadata }) => metadata.name));
  return { snapshot, ready, services: reached(facts, names, slices.value), unread: null };
}

/** The Services that the Rollout names for what serves; none where traffic follows the pods. */
function servicesOf({ canary, blueGreen }: RolloutFacts): readonly string[] {
  const name = canary?.stableService ?? blueGreen?.activeService ?? null;
  return name === null ? [] : [name];
}

function selectorOf(services: readonly string[]): string {
  return services.length === 0 ? SERVICE_LABEL : `${SERVICE_LABEL} in (${services.join(',')})`;
}

async function listed<O extends K8sObject>(
  connection: Connection,
  path: string,
  labelSelector: string,
): Promise<readonly O[]> {
  return (await connection.request<K8sList<O>>('GET', path, { query: { labelSelector } })).items;
}

/** Of each Service the pods behind it, counted once though it may have slices of two address families. */
function reached(
  { rollout, selectors }: TargetFacts,
  own: ReadonlySet<string>,
  slices: readonly EndpointSlice[],
): readonly ServiceReach[] {
  const behind = new Map(servicesOf(rollout).map((name) => [name, new Set<string>()]));
  const isNamed = behind.size > 0;
  for (const { metadata, endpoints } of slices) {
    const service = metadata.labels?.[SERVICE_LABEL];
    const pods = (endpoints ?? []).filter(({ conditions }) => conditions?.ready !== false).map(podOf);
    if (service === undefined || (!isNamed && !pods.some((pod) => own.has(pod)))) continue;
    behind.set(service, new Set([...(behind.get(service) ?? []), ...pods]));
  }
  return [...behind].map(([service, pods]) => {
    const ready = [...pods].filter((pod) => own.has(pod)).length;
    return { service, selects: selectors[service] ?? null, ready, others: pods.size - ready };
  });
}

function podOf({ targetRef }: NonNullable<EndpointSlice['endpoints']>[number]): string {
  return targetRef?.kind === 'Pod' ? (targetRef.name ?? '') : '';
}

function unread({ target }: TargetFacts, error: unknown): Reach['unread'] {
  const problem = explained(error, `the EndpointSlices of ${named(target)}`);
  if (problem instanceof UserProblem) return { why: problem.why, hint: problem.hint };
  return { why: String(error), hint: '' };
}
