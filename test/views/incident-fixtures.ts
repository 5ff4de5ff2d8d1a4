/** Incidents for views and commands: one in its middle, with something everywhere. */
import type { Incident, IncidentStatus } from '../../src/model/incident.ts';
import type { IncidentView } from '../../src/model/incident-view.ts';
import { environment, release, status } from './fixtures.ts';

export const INCIDENT = 'shop-production-mm90chs0';
const AT = '2026-05-04T12:10:00.000Z';
const ann = { kind: 'user', id: 'U0ANN' } as const;

export function incidentStatus(more: Partial<IncidentStatus> = {}): IncidentStatus {
  return {
    phase: 'Open',
    message: 'Open',
    openedBy: ann,
    severity: 'sev2',
    roles: { commander: 'U0ANN', communications: null, scribe: null },
    tasks: [
      { id: 't1', title: 'Look at the evidence and find the cause', owner: 'U0ANN', state: 'open' },
      { id: 't2', title: 'Tell those who are affected', owner: null, state: 'open' },
      { id: 't3', title: 'Page the database team', owner: 'U0LEAD', state: 'done' },
    ],
    updateDueAt: '2026-05-04T12:40:00.000Z',
    missed: 0,
    room: {
      name: 'inc-2026-05-04-shop-production',
      claimedAt: AT,
      channel: 'C0INC',
      did: ['create', 'topic', 'purpose', 'invite', 'pin'],
      troubles: [],
    },
    resolution: null,
    notes: [],
    story: [
      { at: AT, what: 'opened', by: ann, reason: 'Checkout fails for some' },
      { at: AT, what: 'role', by: ann, role: 'commander', to: 'U0ANN', from: null },
    ],
    card: { channel: 'C0INC', ts: '1700000000.000001', told: 2, ask: null, drawn: null },
    ...more,
  };
}

export function incident(more: Partial<IncidentStatus> | null = {}): Incident {
  return {
    name: INCIDENT,
    resourceVersion: '1',
    createdAt: AT,
    spec: {
      service: 'shop',
      environment: 'production',
      severity: 'sev2',
      reason: 'Checkout fails for some',
      release: 'shop-production-x7k2p',
    },
    status: more === null ? null : incidentStatus(more),
  };
}

export function incidentView(more: Partial<IncidentView> = {}): IncidentView {
  return {
    incident: incident(),
    environment: environment(),
    releases: [release(status('RolledBack'))],
    nearby: [],
    bridge: 'https://meet.example.com/shop-production-mm90chs0',
    ...more,
  };
}
