/** Durations in words, and points in time as Slack's date tokens, which every reader sees in their own time zone. */

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** For example `340 ms`, `2.1 s`, `45 s`, `3 min 20 s`, `2 h 5 min`, `3 d 4 h`. Less than nothing is `0 ms`. */
export function duration(ms: number): string {
  const whole = Number.isFinite(ms) ? Math.max(0, Math.round(ms)) : 0;
  if (whole < SECOND) return `${whole} ms`;
  if (whole < 10 * SECOND) return `${Math.floor(whole / 100) / 10} s`;
  if (whole < MINUTE) return `${Math.floor(whole / SECOND)} s`;
  if (whole < HOUR) return units(whole, [MINUTE, 'min'], [SECOND, 's']);
  if (whole < DAY) return units(whole, [HOUR, 'h'], [MINUTE, 'min']);
  return units(whole, [DAY, 'd'], [HOUR, 'h']);
}

function units(ms: number, [large, largeUnit]: [number, string], [small, smallUnit]: [number, string]): string {
  const rest = Math.floor((ms % large) / small);
  const first = `${Math.floor(ms / large)} ${largeUnit}`;
  return rest === 0 ? first : `${first} ${rest} ${smallUnit}`;
}

/** Milliseconds between two RFC 3339 times; null when either is missing or not a time. */
export function between(from: string | null | undefined, to: string | Date | null | undefined): number | null {
  if (!from || !to) return null;
  const ms = new Date(to).getTime() - Date.parse(from);
  return Number.isNaN(ms) ? null : ms;
}

/** A date token with a fallback in UTC; null when the text is not a time. */
export function moment(time: string | null): string | null {
  const ms = time === null ? Number.NaN : Date.parse(time);
  if (Number.isNaN(ms)) return null;
  const utc = new Date(ms).toISOString().slice(0, 16).replace('T', ' ');
  return `<!date^${Math.floor(ms / SECOND)}^{date_short_pretty} {time}|${utc} UTC>`;
}
