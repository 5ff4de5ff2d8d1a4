/** The forms of incidents: how each is opened, and what sending it asks for. */

import type { Deed } from '../../engine/incidents/intents.ts';
import { ROLES } from '../../model/incident.ts';
import type { IncidentView } from '../../model/incident-view.ts';
import { UserProblem } from '../../model/problem.ts';
import { sayInstead } from '../../views/form/answers.ts';
import type { Carried, FormName } from '../../views/form/carried.ts';
import type { Choice, Form } from '../../views/form/form.ts';
import {
  type Entered,
  incidentOpenForm,
  incidentResolveForm,
  incidentRoleForm,
  incidentTaskForm,
  incidentUpdateForm,
  NOTHING,
  severityOf,
} from '../../views/form/incident.ts';
import { incidentDone, incidentOpened } from '../../views/incident/answers.ts';
import { viewNamed } from '../release-view.ts';
import type { Deps, Opening, Request } from '../types.ts';
import { reasonOf } from '../words.ts';
import { carriedBy, entered, unusableForm } from './carried.ts';
import type { Filled, FormKind, Submitted } from './types.ts';

/** For the release of this name, or for a service that is chosen in it. Throws UserProblem when the release is gone. */
export function openIncidentForm(release: string | null, { by, channel = null }: Request, deps: Deps): Opening {
  const view = release === null ? null : viewNamed(release, deps);
  const { service = null, environment = null } = view?.release.spec ?? {};
  const carried = { by: by.id, channel, service, environment, release };
  return {
    form: incidentOpenForm({ ...carried, places: placesOf(deps) }, NOTHING),
    otherwise: sayInstead(`/incident open ${service ?? '<service>'}`),
  };
}

export function openResolveForm(view: IncidentView, request: Request): Opening {
  return {
    form: incidentResolveForm(view, carriedFor(view, request), NOTHING),
    otherwise: sayInstead(`/incident resolve ${view.incident.spec.service} --cause "…"`),
  };
}

export function openUpdateForm(view: IncidentView, request: Request): Form {
  const severity = view.incident.status?.severity ?? view.incident.spec.severity;
  return incidentUpdateForm(view, { ...carriedFor(view, request), severity }, NOTHING);
}

export function openTaskForm(view: IncidentView, request: Request): Form {
  return incidentTaskForm(view, carriedFor(view, request), NOTHING);
}

export function openRoleForm(view: IncidentView, request: Request): Form {
  return incidentRoleForm(view, carriedFor(view, request), NOTHING);
}

function carriedFor({ incident }: IncidentView, { by, channel = null }: Request) {
  return { by: by.id, channel, incident: incident.name };
}

function placesOf({ choices }: Deps): Choice[] {
  return choices.services().flatMap(({ name, environments }) =>
    environments.map((environment) => {
      const value = `${name}/${environment}`;
      return { value, text: value };
    }),
  );
}

async function submitOpen(filled: Filled, { incidents }: Deps): Promise<Submitted> {
  const { channel, release, ...fixed } = carriedBy('incidentOpen', filled);
  const [service = '', environment] = (entered(filled, 'place') ?? '').split('/');
  const { view, isNew } = await incidents.open({
    by: filled.by,
    service: fixed.service ?? service,
    environment: fixed.environment ?? environment ?? null,
    severity: severityOf(entered(filled, 'severity')) ?? 'sev2',
    reason: reasonOf(entered(filled, 'reason') ?? undefined),
    release,
  });
  return { came: 'done', answer: incidentOpened(view, isNew), channels: channel === null ? [] : [channel] };
}

type OfIncident = Extract<FormName, 'incidentUpdate' | 'incidentTask' | 'incidentRole' | 'incidentResolve'>;

interface DeedForm<N extends OfIncident> {
  readonly name: N;
  /** The field that a refusal is shown at. */
  readonly field: string;
  readonly done: string;
  readonly draw: (view: IncidentView, carried: Carried<N>, entered: Entered) => Form;
  /** Throws UserProblem for what is not filled in. */
  readonly deed: (filled: Filled) => Deed;
}

function viewOf(incident: string, { incidents }: Deps): IncidentView {
  return incidents.meant({ incident, channel: null, service: null });
}

function kindFor<N extends OfIncident>({ name, field, done, draw, deed }: DeedForm<N>): FormKind {
  return {
    ...plain(name, field),
    submit: async (filled, { incidents }) => {
      const { incident, channel } = carriedBy(name, filled) as Carried<OfIncident>;
      const changed = await incidents.act({ by: filled.by, incident, deed: deed(filled) });
      return { came: 'done', answer: incidentDone(changed, done), channels: channel === null ? [] : [channel] };
    },
    redraw: (filled, deps, problem) => {
      const carried = carriedBy(name, filled);
      const { incident } = carried as Carried<OfIncident>;
      const text = (each: string) => entered(filled, each);
      return Promise.resolve(draw(viewOf(incident, deps), carried, { text, problem }));
    },
  };
}

/** Nothing in these forms changes while they are filled in, and none has a list that is asked for. */
function plain(name: FormName, field: string): Omit<FormKind, 'submit' | 'redraw'> {
  const nothing = () => Promise.reject(unusableForm('Nothing in it can be pressed or searched.'));
  return {
    urgent: false,
    chosen: nothing,
    choices: nothing,
    fieldOf: () => field,
    channelOf: (filled) => (carriedBy(name, filled) as Carried<OfIncident>).channel,
  };
}

function needed(filled: Filled, field: string, what: string): string {
  const text = (entered(filled, field) ?? '').trim();
  if (text !== '') return text;
  throw new UserProblem('usage', { happened: `${what} is missing.`, why: '', hint: 'Fill it in.' });
}

const openKind: FormKind = {
  ...plain('incidentOpen', 'place'),
  submit: submitOpen,
  redraw: (filled, deps, problem) => {
    const text = (each: string) => entered(filled, each);
    const draft = { ...carriedBy('incidentOpen', filled), places: placesOf(deps) };
    return Promise.resolve(incidentOpenForm(draft, { text, problem }));
  },
  choices: (_menu, typed, _filled, deps) =>
    Promise.resolve(placesOf(deps).filter(({ text }) => text.includes(typed.trim().toLowerCase()))),
};

const updateKind = kindFor({
  name: 'incidentUpdate',
  field: 'text',
  done: 'Told',
  draw: incidentUpdateForm,
  deed: (filled) => {
    const { severity: seen } = carriedBy('incidentUpdate', filled);
    const severity = severityOf(entered(filled, 'severity')) ?? seen;
    return { do: 'update', text: needed(filled, 'text', 'The update'), severity, seen };
  },
});

const taskKind = kindFor({
  name: 'incidentTask',
  field: 'title',
  done: 'The task is added',
  draw: incidentTaskForm,
  deed: (filled) => ({ do: 'addTask', title: needed(filled, 'title', 'The task'), owner: entered(filled, 'owner') }),
});

const roleKind = kindFor({
  name: 'incidentRole',
  field: 'role',
  done: 'The role is handed over',
  draw: incidentRoleForm,
  deed: (filled) => {
    const chosen = needed(filled, 'role', 'The role');
    const role = ROLES.find((each) => each === chosen);
    if (role === undefined) throw unusableForm('There is no such role.');
    return { do: 'giveRole', role, to: needed(filled, 'who', 'The person') };
  },
});

const resolveKind = kindFor({
  name: 'incidentResolve',
  field: 'cause',
  done: 'Resolved',
  draw: incidentResolveForm,
  deed: (filled) => ({
    do: 'resolve',
    cause: needed(filled, 'cause', 'The cause'),
    impact: needed(filled, 'impact', 'The impact'),
    followUps: (entered(filled, 'followUps') ?? '')
      .split('\n')
      .flatMap((line) => line.replace(/^[-*\s]+/, '').trim() || []),
  }),
});

export const INCIDENT_FORMS: readonly (readonly [string, FormKind])[] = [
  ['incidentOpen', openKind],
  ['incidentUpdate', updateKind],
  ['incidentTask', taskKind],
  ['incidentRole', roleKind],
  ['incidentResolve', resolveKind],
];
