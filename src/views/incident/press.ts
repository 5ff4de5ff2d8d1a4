/** What a button on an incident's card carries and brings back. It comes from outside, so it is parsed strictly. */
import * as z from 'zod';
import { ROLES } from '../../model/incident.ts';
import { LIMITS } from '../limits.ts';

const incident = z.string().min(1).max(253);
const task = z.string().min(1).max(20);

const schema = z.discriminatedUnion('do', [
  /** `from`: who has the role on the card. */
  z.strictObject({
    do: z.literal('takeRole'),
    incident,
    role: z.enum(ROLES),
    from: z.string().min(1).max(64).nullable(),
  }),
  z.strictObject({ do: z.literal('takeTask'), incident, task }),
  z.strictObject({ do: z.literal('finishTask'), incident, task }),
  z.strictObject({ do: z.enum(['close', 'showChanges']), incident }),
  z.strictObject({ do: z.enum(['openUpdate', 'openTask', 'openRole', 'openResolve']), incident }),
]);

export type IncidentPress = z.infer<typeof schema>;

export function incidentPressValue(press: IncidentPress): string {
  return JSON.stringify(press);
}

/** Null for anything that no button of ours carries. */
export function parseIncidentPress(text: string): IncidentPress | null {
  if (text.length > LIMITS.buttonValue) return null;
  try {
    return schema.safeParse(JSON.parse(text)).data ?? null;
  } catch {
    return null;
  }
}
