/** Incident objects, checked at the door: what deploy/crds/incidents.yaml says, also where that is older. */
import * as z from 'zod';
import {
  type Incident,
  type IncidentSpec,
  type IncidentStatus,
  ROLES,
  ROOM_STEPS,
  SEVERITIES,
} from '../../model/incident.ts';
import type { IncidentTold } from '../../model/incident-story.ts';
import type { Read } from './kind.ts';
import { actor as by, card, listOf, orNull, reader, text, whole } from './reading.ts';

const at = text;
const severity = z.enum(SEVERITIES);
const reason = text.exactOptional();

const told: z.ZodType<IncidentTold> = z.discriminatedUnion('what', [
  z.object({ at, what: z.literal('opened'), by, reason }),
  z.object({ at, what: z.literal('severity'), by, from: severity, to: severity }),
  z.object({ at, what: z.literal('role'), by, role: z.enum(ROLES), to: text, from: orNull(text) }),
  z.object({ at, what: z.literal('update'), by, text }),
  z.object({ at, what: z.literal('updateDue'), who: orNull(text) }),
  z.object({ at, what: z.literal('tasksAdded'), by, titles: listOf(text) }),
  z.object({ at, what: z.literal('taskTaken'), by, title: text, owner: text }),
  z.object({ at, what: z.literal('taskDone'), by, title: text }),
  z.object({ at, what: z.literal('resolved'), by, cause: text, impact: text }),
  z.object({ at, what: z.literal('linked'), to: text, label: text, url: text }),
  z.object({ at, what: z.literal('notDelivered'), to: text, why: text, hint: text }),
  z.object({ at, what: z.literal('alert'), names: listOf(text), count: whole, says: text.exactOptional() }),
  z.object({ at, what: z.literal('closed'), by }),
]);

const spec: z.ZodType<IncidentSpec> = z.object({
  service: text,
  environment: text,
  severity,
  reason,
  release: text.exactOptional(),
  requestedBy: text.exactOptional(),
});

const roles = z.object({ commander: orNull(text), communications: orNull(text), scribe: orNull(text) });
const step = z.enum(ROOM_STEPS);
const ms = orNull(z.number());

const status: z.ZodType<IncidentStatus> = z.object({
  phase: z.enum(['Open', 'Resolved', 'Closed']),
  message: text,
  openedBy: by,
  severity,
  roles: roles.prefault({}),
  tasks: listOf(z.object({ id: text, title: text, owner: orNull(text), state: z.enum(['open', 'done']) })),
  updateDueAt: orNull(text),
  missed: whole.default(0),
  room: orNull(
    z.object({
      name: text,
      claimedAt: at,
      channel: orNull(text),
      did: listOf(step),
      troubles: listOf(z.object({ step, why: text, hint: text })),
    }),
  ),
  resolution: orNull(
    z.object({
      by,
      at,
      cause: text,
      impact: text,
      followUps: listOf(text),
      figures: z.object({ detect: ms, rollBack: ms, restore: ms }),
    }),
  ),
  notes: listOf(z.object({ ts: text, author: orNull(text), text, by: listOf(text) })),
  story: listOf(told),
  card: orNull(card),
});

export const readIncident: (object: unknown) => Read<Incident> = reader({ spec, status });
