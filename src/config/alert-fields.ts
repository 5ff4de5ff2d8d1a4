/** The single values of a rule for alerts, as in `fields.ts`. */
import * as z from 'zod';
import { SEVERITIES, type Severity } from '../model/incident.ts';

const LONGEST_MATCH = 300;

/** Becomes the value that a label must have, or the pattern that all of it must fit, as in Alertmanager's matchers. */
export const labelMatch = z
  .custom<string>((value) => typeof value === 'string' && value.length <= LONGEST_MATCH && patternOf(value) !== null, {
    error: 'the value of a label, or a pattern such as /High.*/',
    params: {
      hint: 'between slashes stands a regular expression that the whole value must fit; put numbers in quotes',
    },
  })
  .meta({ type: 'string', maxLength: LONGEST_MATCH })
  .transform((value): string | RegExp => patternOf(value) ?? value);

/** The text itself where it is no pattern; null for a pattern that cannot be read. */
function patternOf(value: string): string | RegExp | null {
  const pattern = /^\/(.*)\/$/s.exec(value)?.[1];
  if (pattern === undefined) return value;
  try {
    return new RegExp(`^(?:${pattern})$`, 'su');
  } catch {
    return null;
  }
}

export const alertAnswer = z
  .custom<'ask' | 'rollback'>((value) => value === 'ask' || value === 'rollback', {
    error: 'ask or rollback',
    params: { hint: 'ask puts a question with a button into the thread; rollback rolls back at once' },
  })
  .meta({ enum: ['ask', 'rollback'] });

export const severity = z
  .custom<Severity>((value) => SEVERITIES.some((each) => each === value), {
    error: SEVERITIES.join(', ').replace(/, (\w+)$/, ' or $1'),
    params: { hint: 'sev1 is the worst; people can change it in the incident' },
  })
  .meta({ enum: [...SEVERITIES] });
