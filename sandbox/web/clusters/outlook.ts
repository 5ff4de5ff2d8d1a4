/** What the page shows of clusters and of one service. Pure, over the objects of a cluster. */
import type { Pod } from '../../cluster/controllers/kinds.ts';
import { isControlledBy } from '../../cluster/controllers/owners.ts';
import type { KubeObject } from '../../cluster/objects.ts';
import type { AnalysisRun } from '../../cluster/rollouts/analysis/kinds.ts';
import type { Rollout } from '../../cluster/rollouts/kinds.ts';
import { revisionsOf } from './revisions.ts';
import type { AnalysisOutlook, EventOutlook, Phase, ServiceOutlook, ServiceSummary } from './shape.ts';
import { stepsOf } from './steps.ts';
import { thresholdsOf } from './thresholds.ts';
import { trafficOf } from './traffic.ts';
import { keyOfService, setsOf, type WatchedCluster, type WatchedService } from './watched.ts';

const EVENTS_SHOWN = 30;
const ANALYSES_SHOWN = 2;

export function servicesOf({ name, store }: WatchedCluster): readonly ServiceSummary[] {
  return store.list<Rollout>('Rollout').map((rollout) => summaryOf(name, rollout));
}

function summaryOf(cluster: string, rollout: Rollout): ServiceSummary {
  const { namespace = 'default', name } = rollout.metadata;
  const phase = (rollout.status?.phase ?? '') as Phase;
  return { key: keyOfService(cluster, rollout), namespace, name, phase };
}

export function serviceOutlook(service: WatchedService): ServiceOutlook {
  const { cluster, rollout } = service;
  const runs = runsOf(service);
  return {
    ...summaryOf(cluster.name, rollout),
    style: rollout.spec.strategy?.blueGreen === undefined ? 'canary' : 'blue-green',
    message: rollout.status?.message ?? '',
    steps: stepsOf(rollout),
    revisions: revisionsOf(service),
    traffic: trafficOf(service),
    thresholds: thresholdsOf(service),
    analyses: runs.slice(0, ANALYSES_SHOWN).map(analysisOutlook),
    events: eventsOf(service, runs),
  };
}

/** Newest first. */
function runsOf({ cluster, rollout }: WatchedService): readonly AnalysisRun[] {
  return cluster.store
    .list<AnalysisRun>('AnalysisRun', { namespace: rollout.metadata.namespace ?? 'default' })
    .filter((run) => isControlledBy(run, rollout))
    .sort((a, b) => (b.metadata.creationTimestamp ?? '').localeCompare(a.metadata.creationTimestamp ?? ''));
}

function analysisOutlook({ metadata, spec, status }: AnalysisRun): AnalysisOutlook {
  return {
    name: metadata.name,
    phase: status?.phase ?? '',
    metrics: (spec.metrics ?? []).map(({ name, successCondition, failureCondition }) => {
      const result = status?.metricResults?.find((each) => each.name === name);
      const condition = successCondition ?? (failureCondition === undefined ? '' : `not ${failureCondition}`);
      return { name, phase: result?.phase ?? '', condition, value: result?.measurements?.at(-1)?.value ?? null };
    }),
  };
}

interface CoreEvent extends KubeObject {
  readonly type: string;
  readonly reason: string;
  readonly message: string;
  readonly count: number;
  readonly lastTimestamp: string;
  readonly involvedObject: { readonly kind: string; readonly name: string; readonly uid: string };
}

function eventsOf(service: WatchedService, runs: readonly AnalysisRun[]): readonly EventOutlook[] {
  const { cluster, rollout } = service;
  const { namespace = 'default' } = rollout.metadata;
  const sets = setsOf(service);
  const pods = cluster.store
    .list<Pod>('Pod', { namespace })
    .filter((pod) => sets.some((set) => isControlledBy(pod, set)));
  const uids = new Set([rollout, ...sets, ...pods, ...runs].map(({ metadata }) => metadata.uid));
  return cluster.store
    .list<CoreEvent>('Event', { namespace })
    .filter(({ involvedObject }) => uids.has(involvedObject.uid))
    .sort((a, b) => version(b) - version(a))
    .slice(0, EVENTS_SHOWN)
    .map(({ metadata, type, reason, message, count, lastTimestamp, involvedObject: { kind, name } }) => ({
      id: metadata.uid ?? metadata.name,
      at: Date.parse(lastTimestamp),
      isWarning: type === 'Warning',
      reason,
      message,
      about: `${kind} ${name}`,
      count,
    }));
}

/** Times are kept in whole seconds: the order within one is that of the writes. */
function version({ metadata }: KubeObject): number {
  return Number(metadata.resourceVersion ?? 0);
}
