/** Severities as people type them. */
import { SEVERITIES, type Severity } from '../model/incident.ts';
import { wrongUsage } from './words.ts';

/** Where nobody says how bad it is. */
export const USUAL: Severity = 'sev2';

/** `1`, `SEV1` and `sev-1` mean `sev1`. */
export function severityNamed(typed: string, usage: string): Severity {
  const digit = /^(?:sev[- ]?)?([123])$/i.exec(typed.trim())?.[1];
  const named = SEVERITIES.find((each) => each === `sev${digit}`);
  if (named === undefined) throw wrongUsage(`There is no severity "${typed}"`, usage);
  return named;
}
