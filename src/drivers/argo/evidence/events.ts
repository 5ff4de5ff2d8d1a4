/** Events of a namespace, as they are kept in evidence. Pure. */
import type { K8sObject } from '../../../kubernetes/objects.ts';

/** The file that they come into. */
export const EVENTS = 'events.json';

export interface ClusterEvent extends K8sObject {
  readonly involvedObject?: { readonly kind?: string; readonly name?: string };
  readonly lastTimestamp?: string | null;
  readonly eventTime?: string | null;
}

export function eventsPath(namespace: string): string {
  return `/api/v1/namespaces/${namespace}/events`;
}

/** RFC 3339; empty when the event has none. */
export function timeOf({ lastTimestamp, eventTime, metadata }: ClusterEvent): string {
  return lastTimestamp ?? eventTime ?? metadata.creationTimestamp ?? '';
}
