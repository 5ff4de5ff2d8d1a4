/** Dates in the viewer's own zone and tongue. */

const DAY_MS = 86_400_000;

/** Slack's date tokens: https://docs.slack.dev/messaging/formatting-message-text#date-formatting. */
export function formatDate(seconds: number, format: string, now: Date): string {
  const at = new Date(seconds * 1000);
  return format.replace(/\{(\w+)\}/g, (token, name: string) => tokenOf(name, at, now) ?? token);
}

function tokenOf(name: string, at: Date, now: Date): string | undefined {
  const pretty = name.endsWith('_pretty') ? nearDay(at, now) : undefined;
  if (pretty !== undefined) return pretty;
  switch (name.replace(/_pretty$/, '')) {
    case 'date_num':
      return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
    case 'date':
      return words(at, { month: 'long', day: 'numeric', year: 'numeric' });
    case 'date_short':
      return words(at, { month: 'short', day: 'numeric', year: 'numeric' });
    case 'date_long':
      return words(at, { weekday: 'long', month: 'long', day: 'numeric', year: 'numeric' });
    case 'time':
      return clockTime(at);
    case 'time_secs':
      return words(at, { hour: 'numeric', minute: '2-digit', second: '2-digit' });
    case 'ago':
      return agoOf(at, now);
    default:
      return undefined;
  }
}

function words(at: Date, options: Intl.DateTimeFormatOptions): string {
  return new Intl.DateTimeFormat(undefined, options).format(at);
}

export function clockTime(at: Date): string {
  return words(at, { hour: 'numeric', minute: '2-digit' });
}

export function fullTime(at: Date): string {
  return words(at, { dateStyle: 'full', timeStyle: 'long' });
}

/** "Today", "Yesterday", or the date. */
export function dayOf(at: Date, now: Date): string {
  return capital(nearDay(at, now) ?? words(at, { weekday: 'long', month: 'long', day: 'numeric' }));
}

function nearDay(at: Date, now: Date): string | undefined {
  const midnight = (date: Date) => new Date(date.getFullYear(), date.getMonth(), date.getDate()).getTime();
  const days = Math.round((midnight(at) - midnight(now)) / DAY_MS);
  return new Map([
    [0, 'today'],
    [-1, 'yesterday'],
    [1, 'tomorrow'],
  ]).get(days);
}

function agoOf(at: Date, now: Date): string {
  const seconds = Math.round((at.getTime() - now.getTime()) / 1000);
  const units = [
    ['day', 86_400],
    ['hour', 3600],
    ['minute', 60],
    ['second', 1],
  ] as const;
  const [unit, length] = units.find(([, size]) => Math.abs(seconds) >= size) ?? units[3];
  return new Intl.RelativeTimeFormat(undefined, { numeric: 'auto' }).format(Math.round(seconds / length), unit);
}

/** Of a message's `ts`. */
export function timeOf(ts: string): Date {
  return new Date(Number(ts) * 1000);
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function two(number: number): string {
  return String(number).padStart(2, '0');
}
