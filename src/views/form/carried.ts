/** What a form carries from its opening to its submission. It comes from outside when it is sent, so it is parsed strictly. */
import * as z from 'zod';
import { SEVERITIES } from '../../model/incident.ts';
import { LIMITS } from '../limits.ts';
import { offerPress, rollbackPress } from '../press.ts';

/** Who opened it, and the channel in which that was, for the answer; null where there was none. */
const opened = { by: z.string().min(1).max(64), channel: z.string().min(1).max(64).nullable() };
const label = z.string().min(1).max(63);
const record = z.string().min(1).max(253);
const name = label.nullable();

const schemas = {
  /** For which service and environment it was drawn: a search in it is told nothing else of the form. */
  deploy: z.strictObject({ ...opened, service: name, environment: name }),
  /** The way back that it shows; null while it shows none. */
  rollback: z.strictObject({ ...opened, way: rollbackPress.nullable() }),
  /** What the card showed on which the rejection was begun. */
  reject: z.strictObject({ ...opened, press: offerPress }),
  /** What the card showed on which it was begun. */
  more: z.strictObject({ ...opened, press: offerPress }),
  /** The release on whose card it was begun, with its place; null where it was begun elsewhere. */
  incidentOpen: z.strictObject({ ...opened, service: name, environment: name, release: record.nullable() }),
  incidentUpdate: z.strictObject({ ...opened, incident: record, severity: z.enum(SEVERITIES) }),
  incidentTask: z.strictObject({ ...opened, incident: record }),
  incidentRole: z.strictObject({ ...opened, incident: record }),
  incidentResolve: z.strictObject({ ...opened, incident: record }),
};

export type FormName = keyof typeof schemas;
export type Carried<N extends FormName> = z.infer<(typeof schemas)[N]>;

export function carriedText<N extends FormName>(_name: N, carried: Carried<N>): string {
  return JSON.stringify(carried);
}

/** Null for anything that no form of this name carries. */
export function parseCarried<N extends FormName>(name: N, text: string): Carried<N> | null {
  if (text.length > LIMITS.formCarried) return null;
  try {
    return (schemas[name].safeParse(JSON.parse(text)).data as Carried<N> | undefined) ?? null;
  } catch {
    return null;
  }
}
