/** A status of an incident with something in every field. */
import type { IncidentSpec, IncidentStatus } from '../../../src/model/incident.ts';
import type { IncidentTold } from '../../../src/model/incident-story.ts';

const at = '2026-03-02T10:00:00.123Z';
const anna = { kind: 'user', id: 'U0ANNA' } as const;

export const everyIncidentEvent: readonly IncidentTold[] = [
  { at, what: 'opened', by: anna, reason: 'checkout fails' },
  { at, what: 'opened', by: { kind: 'unknown', claimed: 'ci' } },
  { at, what: 'severity', by: anna, from: 'sev2', to: 'sev1' },
  { at, what: 'role', by: anna, role: 'commander', to: 'U0ANNA', from: null },
  { at, what: 'role', by: anna, role: 'scribe', to: 'U0BEN', from: 'U0ANNA' },
  { at, what: 'update', by: anna, text: 'We are back.' },
  { at, what: 'updateDue', who: null },
  { at, what: 'tasksAdded', by: { kind: 'engine' }, titles: ['Find the cause', 'Add a test'] },
  { at, what: 'taskTaken', by: anna, title: 'Add a test', owner: 'U0BEN' },
  { at, what: 'taskDone', by: anna, title: 'Add a test' },
  { at, what: 'resolved', by: anna, cause: 'a typo', impact: 'no orders for 4 min' },
  { at, what: 'linked', to: 'tickets', label: 'OPS-12', url: 'https://acme.atlassian.net/browse/OPS-12' },
  { at, what: 'notDelivered', to: 'pager', why: 'It answered 401', hint: 'Renew its key.' },
  { at, what: 'alert', names: ['NoOrders'], count: 2, says: 'none for 5 min' },
  { at, what: 'alert', names: [], count: 0 },
  { at, what: 'closed', by: anna },
];

export const incidentSpec: IncidentSpec = { service: 'shop', environment: 'production', severity: 'sev2' };

export const openIncident: IncidentStatus = {
  phase: 'Open',
  message: 'Open',
  openedBy: anna,
  severity: 'sev2',
  roles: { commander: null, communications: null, scribe: null },
  tasks: [],
  updateDueAt: null,
  missed: 0,
  room: null,
  resolution: null,
  notes: [],
  story: [],
  card: null,
};

export const fullIncident: IncidentStatus = {
  phase: 'Closed',
  message: 'Resolved: a typo',
  openedBy: anna,
  severity: 'sev1',
  roles: { commander: 'U0ANNA', communications: 'U0BEN', scribe: 'U0CLEO' },
  tasks: [
    { id: 'find', title: 'Find the cause', owner: 'U0ANNA', state: 'done' },
    { id: 'test', title: 'Add a test', owner: null, state: 'open' },
  ],
  updateDueAt: at,
  missed: 2,
  room: {
    name: 'inc-2026-03-02-shop',
    claimedAt: at,
    channel: 'C0INC',
    did: ['create', 'topic', 'purpose', 'invite', 'bookmark', 'pin', 'postmortem', 'archive'],
    troubles: [{ step: 'invite', why: 'U0BEN is a guest', hint: 'Ask an admin.' }],
  },
  resolution: {
    by: anna,
    at,
    cause: 'a typo',
    impact: 'no orders for 4 min',
    followUps: ['Add a test'],
    figures: { detect: 90_000, rollBack: 412, restore: 240_000.5 },
  },
  notes: [{ ts: '1772445900.000200', author: 'U0ANNA', text: 'it began with the deploy', by: ['U0BEN', 'U0ANNA'] }],
  story: everyIncidentEvent,
  card: { channel: 'C0INC', ts: '1772445900.000100', told: 3, ask: null, drawn: 'f00' },
};

/** Null wherever the model allows it, and nothing that may be left out. */
export const nullIncident: IncidentStatus = {
  ...fullIncident,
  openedBy: { kind: 'engine' },
  roles: { commander: null, communications: null, scribe: null },
  tasks: [{ id: 'find', title: 'Find the cause', owner: null, state: 'open' }],
  updateDueAt: null,
  missed: 0,
  room: { name: 'inc-2026-03-02-shop', claimedAt: at, channel: null, did: [], troubles: [] },
  resolution: {
    by: { kind: 'unknown', claimed: null },
    at,
    cause: '',
    impact: '',
    followUps: [],
    figures: { detect: null, rollBack: null, restore: null },
  },
  notes: [{ ts: '1772445900.000200', author: null, text: '', by: [] }],
  story: [],
  card: { channel: 'C0DEPLOYS', ts: null, told: 0, ask: null, drawn: null },
};
