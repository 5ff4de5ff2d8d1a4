/** What comes to the hosts of a service and which revision gets how much of it. Pure, over the objects of a cluster. */
import type { Pod, Service } from '../../cluster/controllers/kinds.ts';
import { podBehaviour } from '../../cluster/controllers/pods/behaviour.ts';
import type { Rollout } from '../../cluster/rollouts/kinds.ts';
import { HASH } from '../../cluster/rollouts/names.ts';
import { BY_WEIGHTS } from '../../cluster/traffic/demand.ts';
import { type Flow, hostFlows } from '../../cluster/traffic/flows.ts';
import { roleOf } from './revisions.ts';
import type { HostTraffic, Way } from './shape.ts';
import { setsOf, type WatchedService } from './watched.ts';

export function trafficOf(service: WatchedService): readonly HostTraffic[] {
  const { cluster, rollout } = service;
  const { namespace = 'default' } = rollout.metadata;
  const named = namedServices(rollout);
  const hashes = new Set(setsOf(service).map(({ metadata }) => metadata.labels?.[HASH] ?? ''));
  const isOurs = ({ service: name, pods }: Flow) => named.includes(name) || pods.some((pod) => hashes.has(hashOf(pod)));
  const hosts = hostFlows(cluster.store, BY_WEIGHTS.perHost)
    .filter((host) => host.namespace === namespace && host.flows.some(isOurs))
    .map(({ host, rate, flows }) => ({ host, rate, ways: telling(flows.flatMap(waysOf)) }));
  const [first, ...others] = hosts;
  if (first === undefined) return [];
  const known = new Set(hosts.flatMap(({ ways }) => ways.flatMap(({ service, hash }) => [service, hash ?? ''])));
  return [{ ...first, ways: [...first.ways, ...waiting(service, named, known)] }, ...others];
}

function namedServices({ spec: { strategy = {} } }: Rollout): readonly string[] {
  const { canary, blueGreen } = strategy;
  const all = [canary?.stableService, canary?.canaryService, blueGreen?.activeService, blueGreen?.previewService];
  return all.filter((name) => name !== undefined);
}

/** Nothing to nobody is not worth a line, nor is nothing to a revision that is reached another way. */
function telling(ways: readonly Way[]): readonly Way[] {
  const reached = new Set(ways.filter(({ rate }) => rate > 0).map(({ hash }) => hash));
  return ways.filter(({ rate, hash }) => rate > 0 || (hash !== null && !reached.has(hash)));
}

/** Behind one Service there may be several revisions: each pod gets as much as the others. */
function waysOf({ service, rate, pods }: Flow): readonly Way[] {
  if (pods.length === 0) return [{ service, hash: null, rate, failing: rate }];
  const byHash = Map.groupBy(pods, hashOf);
  return [...byHash].map(([hash, some]) => {
    const failing = some.reduce((sum, pod) => sum + podBehaviour(pod).errorShare, 0) * (rate / pods.length);
    return { service, hash, rate: (rate * some.length) / pods.length, failing };
  });
}

/** New revisions behind a Service that nobody is sent to yet, as that of a preview. */
function waiting({ cluster, rollout }: WatchedService, named: readonly string[], known: ReadonlySet<string>): Way[] {
  return named.flatMap((service) => {
    const found = cluster.store.get<Service>('Service', rollout.metadata.namespace ?? 'default', service);
    const hash = found?.spec.selector?.[HASH];
    if (hash === undefined || known.has(service) || known.has(hash)) return [];
    if (!['canary', 'preview'].includes(roleOf(rollout, hash))) return [];
    return [{ service, hash, rate: 0, failing: 0 }];
  });
}

function hashOf({ metadata }: Pod): string {
  return metadata.labels?.[HASH] ?? '';
}
