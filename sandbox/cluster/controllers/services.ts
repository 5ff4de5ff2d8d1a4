/** Which pods stand behind a Service. Pure, over what a store holds. */
import { hasAll } from '../store/labels.ts';
import type { ObjectStore } from '../store/object-store.ts';
import type { Pod, Service, ServicePort } from './kinds.ts';

/** A Service without a selector has none. */
export function selectedPods(store: Pick<ObjectStore, 'list'>, { metadata, spec }: Service): readonly Pod[] {
  const { selector } = spec;
  if (selector === undefined || Object.keys(selector).length === 0) return [];
  const matches = hasAll(selector);
  const pods = store.list<Pod>('Pod', { namespace: metadata.namespace ?? 'default' });
  return pods.filter((pod) => matches(pod.metadata.labels ?? {}));
}

/** The number that a port of a Service has in its pods; null when no container gives that name. */
export function targetPort({ targetPort, port }: ServicePort, { spec }: Pod): number | null {
  if (typeof targetPort !== 'string') return targetPort ?? port;
  const ports = spec.containers.flatMap(({ ports = [] }) => ports);
  return ports.find(({ name }) => name === targetPort)?.containerPort ?? null;
}
