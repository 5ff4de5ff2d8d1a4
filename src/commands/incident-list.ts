/** `/incident list`: what is open, what was, found by what people remember of it, and how long it took. */
import { EVERYTHING, type IncidentFilter } from '../engine/incidents/search.ts';
import { incidentList } from '../views/incident/list.ts';
import { severityNamed } from './severity.ts';
import type { Verb } from './types.ts';
import { parsed, WHERE, wrongUsage } from './words.ts';

const usage =
  '/incident list [words] [--service <service>] [--env <environment>] [--open|--resolved] [--severity <severity>] [--since 7d]';

const OPTIONS = {
  ...WHERE,
  service: { type: 'string' },
  severity: { type: 'string' },
  since: { type: 'string' },
  open: { type: 'boolean' },
  resolved: { type: 'boolean' },
} as const;

export const listIncidents: Verb = {
  name: 'list',
  command: '/incident',
  usage,
  summary: 'what is open and what was, by words, service, severity and time; and how long they took',
  run: ({ words }, { incidents, clock }) => {
    const { values, positionals } = parsed(words, OPTIONS, usage);
    if (values.open && values.resolved) throw wrongUsage('--open and --resolved leave nothing', usage);
    const filter: IncidentFilter = {
      text: positionals.length === 0 ? null : positionals.join(' '),
      service: values.service ?? null,
      environment: values.env ?? null,
      state: values.open ? 'open' : values.resolved ? 'over' : null,
      severity: values.severity === undefined ? null : severityNamed(values.severity, usage),
      since: values.since === undefined ? null : sinceNamed(values.since, clock.now()),
    };
    const isAll = Object.entries(EVERYTHING).every(([name, all]) => filter[name as keyof IncidentFilter] === all);
    return incidentList(incidents.found(filter), { now: clock.now(), isAll });
  },
};

const UNITS: Readonly<Record<string, number>> = { h: 3_600_000, d: 86_400_000, w: 7 * 86_400_000 };

/** `24h`, `7d`, `2w`, or a day such as `2026-11-21` (UTC). */
function sinceNamed(typed: string, now: Date): Date {
  const [, count, unit = ''] = /^(\d{1,4})([hdw])$/.exec(typed.trim().toLowerCase()) ?? [];
  if (count !== undefined) return new Date(now.getTime() - Number(count) * (UNITS[unit] ?? 0));
  const day = /^\d{4}-\d\d-\d\d$/.test(typed.trim()) ? Date.parse(typed.trim()) : Number.NaN;
  if (Number.isNaN(day)) throw wrongUsage(`"${typed}" is no time such as 24h, 7d, 2w or 2026-11-21`, usage);
  return new Date(day);
}
