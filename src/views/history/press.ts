/** What the button for older releases carries and brings back: where the page before ended. */
import * as z from 'zod';
import { LIMITS } from '../limits.ts';

const name = z.string().min(1).max(253);

const historyPress = z.union([
  z.strictObject({ after: name }),
  z.strictObject({ after: name, service: name, environment: name }),
]);

/** Without a service: of all of them. */
export type HistoryPress = z.infer<typeof historyPress>;

export function historyPressValue(value: HistoryPress): string {
  return JSON.stringify(value);
}

/** Null for anything that no button of ours carries. */
export function parseHistoryPress(text: string): HistoryPress | null {
  if (text.length > LIMITS.buttonValue) return null;
  try {
    return historyPress.safeParse(JSON.parse(text)).data ?? null;
  } catch {
    return null;
  }
}
