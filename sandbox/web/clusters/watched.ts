/** A cluster as far as it is watched and broken here. */
import type { Controllers } from '../../cluster/controllers/index.ts';
import type { ReplicaSet } from '../../cluster/controllers/kinds.ts';
import { isControlledBy } from '../../cluster/controllers/owners.ts';
import type { Cluster } from '../../cluster/index.ts';
import type { Rollout } from '../../cluster/rollouts/kinds.ts';
import type { ServiceKey } from './shape.ts';

export interface WatchedCluster extends Pick<Cluster, 'name' | 'store' | 'faults'> {
  readonly controllers: Controllers;
}

export interface WatchedService {
  readonly cluster: WatchedCluster;
  readonly rollout: Rollout;
}

export function keyOfService(cluster: string, { metadata: { namespace = 'default', name } }: Rollout): ServiceKey {
  return `${cluster}/${namespace}/${name}`;
}

/** Null when there is none. */
export function serviceAt(clusters: readonly WatchedCluster[], key: ServiceKey): WatchedService | null {
  const [where, namespace = '', name = ''] = key.split('/');
  const cluster = clusters.find((each) => each.name === where);
  const rollout = cluster?.store.get<Rollout>('Rollout', namespace, name) ?? null;
  return cluster === undefined || rollout === null ? null : { cluster, rollout };
}

export function setsOf({ cluster, rollout }: WatchedService): readonly ReplicaSet[] {
  const { namespace = 'default' } = rollout.metadata;
  return cluster.store.list<ReplicaSet>('ReplicaSet', { namespace }).filter((set) => isControlledBy(set, rollout));
}
