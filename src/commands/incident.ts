/** `/incident`: opened, listed and resolved by command. */
import { SEVERITIES, type Severity } from '../model/incident.ts';
import { incidentDone, incidentOpened } from '../views/incident-answers.ts';
import { incidentList } from '../views/incident-list.ts';
import { openIncidentForm, openResolveForm } from './form-incident.ts';
import type { Verb } from './types.ts';
import { parsed, reasonOf, tooMany, WHERE_AND_WHY, wrongUsage } from './words.ts';

const openUsage = `/incident open <service> [--severity ${SEVERITIES.join('|')}] [--env <environment>] [--reason "…"]`;
const USUAL: Severity = 'sev2';

/** `open` may be left out: nobody who needs it counts words. */
export const openIncident: Verb = {
  name: '',
  command: '/incident',
  usage: openUsage,
  summary: 'open an incident with a channel of its own; `/incident` alone opens a form',
  form: (request, deps) => openIncidentForm(null, request, deps).form,
  run: async (request, deps) => {
    const { by, words } = request;
    const rest = words[0]?.text.toLowerCase() === 'open' ? words.slice(1) : words;
    const { values, positionals } = parsed(rest, { ...WHERE_AND_WHY, severity: { type: 'string' } }, openUsage);
    const [service, ...more] = positionals;
    if (service === undefined) return openIncidentForm(null, request, deps);
    if (more.length > 0) throw tooMany(more, openUsage);
    const { view, isNew } = await deps.incidents.open({
      by,
      service,
      environment: values.env ?? null,
      severity: severityNamed(values.severity),
      reason: reasonOf(values.reason),
      release: null,
    });
    return incidentOpened(view, isNew);
  },
};

/** `1`, `SEV1` and `sev-1` mean `sev1`. */
function severityNamed(typed: string | undefined): Severity {
  if (typed === undefined) return USUAL;
  const digit = /^(?:sev[- ]?)?([123])$/i.exec(typed.trim())?.[1];
  const named = SEVERITIES.find((each) => each === `sev${digit}`);
  if (named === undefined) throw wrongUsage(`There is no severity "${typed}"`, openUsage);
  return named;
}

const listUsage = '/incident list';

export const listIncidents: Verb = {
  name: 'list',
  command: '/incident',
  usage: listUsage,
  summary: 'what is open, and how long the others took',
  run: ({ words }, { incidents, clock }) => {
    const { positionals } = parsed(words, {}, listUsage);
    if (positionals.length > 0) throw tooMany(positionals, listUsage);
    return incidentList(incidents.incidents(), clock.now());
  },
};

const resolveUsage = '/incident resolve [service] [--cause "…"] [--impact "…"]';

export const resolveIncident: Verb = {
  name: 'resolve',
  command: '/incident',
  usage: resolveUsage,
  summary: 'end it: with a cause at once, else by a form; in its channel without naming the service',
  run: async (request, deps) => {
    const options = { cause: { type: 'string' }, impact: { type: 'string' } } as const;
    const { values, positionals } = parsed(request.words, options, resolveUsage);
    const [service = null, ...more] = positionals;
    if (more.length > 0) throw tooMany(more, resolveUsage);
    const view = deps.incidents.meant({ incident: null, channel: request.channel ?? null, service });
    const cause = reasonOf(values.cause);
    if (cause === null) return openResolveForm(view, request);
    const deed = { do: 'resolve', cause, impact: reasonOf(values.impact) ?? '', followUps: [] } as const;
    return incidentDone(await deps.incidents.act({ by: request.by, incident: view.incident.name, deed }), 'Resolved');
  },
};
