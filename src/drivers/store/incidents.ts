/** Incidents as a kind of our objects. */
import type { Incident } from '../../model/incident.ts';
import { boundedReason, boundedStory } from './bounds.ts';
import { readIncident } from './incident-schema.ts';
import type { Kind } from './kind.ts';
import { recordName } from './names.ts';
import { KubernetesStore, type StoreOptions } from './records.ts';

export const INCIDENTS: Kind<Incident> = {
  kind: 'Incident',
  plural: 'incidents',
  noun: 'incident',
  unknown: 'unknown-incident',
  list: '/incident list',
  name: recordName,
  read: readIncident,
  spec: (spec) => ({ ...spec, ...boundedReason(spec.reason) }),
  status: boundedStory,
};

export class KubernetesIncidentStore extends KubernetesStore<Incident> {
  constructor(options: StoreOptions) {
    super(INCIDENTS, options);
  }
}
