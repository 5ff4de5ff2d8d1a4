/** `/incident`: opened, rated and resolved by command. */
import { SEVERITIES } from '../model/incident.ts';
import { incidentDone, incidentOpened } from '../views/incident/answers.ts';
import { SEVERITY } from '../views/incident/words.ts';
import { openIncidentForm, openResolveForm } from './form/incident.ts';
import { severityNamed, USUAL } from './severity.ts';
import type { Verb } from './types.ts';
import { parsed, reasonOf, tooMany, WHERE, WHERE_AND_WHY, wrongUsage } from './words.ts';

const openUsage = `/incident open <service> [--severity ${SEVERITIES.join('|')}] [--env <environment>] [--reason "…"]`;

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
      severity: values.severity === undefined ? USUAL : severityNamed(values.severity, openUsage),
      reason: reasonOf(values.reason),
      release: null,
    });
    return incidentOpened(view, isNew);
  },
};

const severityUsage = `/incident severity <${SEVERITIES.join('|')}> [service] [--env <environment>]`;

export const rateIncident: Verb = {
  name: 'severity',
  command: '/incident',
  usage: severityUsage,
  summary: 'say how bad it is now; in its channel without naming the service',
  run: async ({ words, by, channel = null }, { incidents }) => {
    const { values, positionals } = parsed(words, WHERE, severityUsage);
    const [typed, service = null, ...more] = positionals;
    if (typed === undefined) throw wrongUsage('A severity is needed', severityUsage);
    if (more.length > 0) throw tooMany(more, severityUsage);
    const severity = severityNamed(typed, severityUsage);
    const view = incidents.meant({ incident: null, channel, service, environment: values.env ?? null });
    const changed = await incidents.act({ by, incident: view.incident.name, deed: { do: 'severity', severity } });
    return incidentDone(changed, `It is ${SEVERITY[severity].word} now`);
  },
};

const resolveUsage = '/incident resolve [service] [--env <environment>] [--cause "…"] [--impact "…"]';

export const resolveIncident: Verb = {
  name: 'resolve',
  command: '/incident',
  usage: resolveUsage,
  summary: 'end it: with a cause at once, else by a form; in its channel without naming the service',
  run: async (request, deps) => {
    const options = { ...WHERE, cause: { type: 'string' }, impact: { type: 'string' } } as const;
    const { values, positionals } = parsed(request.words, options, resolveUsage);
    const [service = null, ...more] = positionals;
    if (more.length > 0) throw tooMany(more, resolveUsage);
    const { by, channel = null } = request;
    const view = deps.incidents.meant({ incident: null, channel, service, environment: values.env ?? null });
    const cause = reasonOf(values.cause);
    if (cause === null) return openResolveForm(view, request);
    const deed = { do: 'resolve', cause, impact: reasonOf(values.impact) ?? '', followUps: [] } as const;
    return incidentDone(await deps.incidents.act({ by, incident: view.incident.name, deed }), 'Resolved');
  },
};
