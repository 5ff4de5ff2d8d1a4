/** The forms of an incident: it is opened, told of, given tasks and people, and resolved. */
import { ROLES, SEVERITIES, type Severity } from '../model/incident.ts';
import type { IncidentView } from '../model/incident-view.ts';
import { section } from './blocks.ts';
import { type Choice, type Form, form, menu, person, words } from './form.ts';
import { type Carried, carriedText } from './form-carried.ts';
import { type FieldProblem, problemBlock } from './form-problem.ts';
import { titleLine } from './incident-card.ts';
import { ROLE_NAME, SEVERITY } from './incident-words.ts';

/** What was entered so far, by the name of the field. */
export interface Entered {
  readonly text: (field: string) => string | null;
  readonly problem: FieldProblem | null;
}

export const NOTHING: Entered = { text: () => null, problem: null };

const TASK_MAX = 150;
const TEXT_MAX = 2_000;

export interface OpenDraft extends Carried<'incidentOpen'> {
  /** `service/environment`, to choose from where none is given. */
  readonly places: readonly Choice[];
}

export function incidentOpenForm({ places, ...carried }: OpenDraft, { text, problem }: Entered): Form {
  const { service, environment } = carried;
  const where = { name: 'place', block: 'place', label: 'Service', placeholder: 'Which service is affected' };
  const reason = {
    name: 'reason',
    block: 'reason',
    label: 'What is wrong?',
    placeholder: 'What users see, in a line or two',
  };
  return form({
    id: 'incidentOpen',
    title: 'Open an incident',
    send: 'Open',
    carried: carriedText('incidentOpen', carried),
    blocks: [
      service === null || environment === null
        ? menu(where, places, text('place'))
        : section(
            'what',
            `*${service}* in *${environment}*: a channel is made, and the people who are needed are invited.`,
          ),
      problemBlock('place', problem),
      severityMenu(severityOf(text('severity')) ?? 'sev2'),
      words({ ...reason, optional: true }, text('reason')),
    ],
  });
}

export function incidentUpdateForm(
  view: IncidentView,
  carried: Carried<'incidentUpdate'>,
  { text, problem }: Entered,
): Form {
  const parts = {
    name: 'text',
    block: 'text',
    label: 'How does it stand?',
    placeholder: 'What is known, what is done, what comes next',
  };
  return form({
    id: 'incidentUpdate',
    title: 'Status update',
    send: 'Tell',
    carried: carriedText('incidentUpdate', carried),
    blocks: [
      section('what', titleLine(view)),
      words(parts, text('text'), TEXT_MAX),
      problemBlock('text', problem),
      severityMenu(severityOf(text('severity')) ?? carried.severity),
    ],
  });
}

export function incidentTaskForm(
  view: IncidentView,
  carried: Carried<'incidentTask'>,
  { text, problem }: Entered,
): Form {
  const what = { name: 'title', block: 'title', label: 'What is to be done?', placeholder: 'In a few words' };
  const who = { name: 'owner', block: 'owner', label: 'Who does it?', placeholder: 'Nobody yet', optional: true };
  return form({
    id: 'incidentTask',
    title: 'Add a task',
    send: 'Add',
    carried: carriedText('incidentTask', carried),
    blocks: [
      section('what', titleLine(view)),
      words(what, text('title'), TASK_MAX),
      problemBlock('title', problem),
      person(who),
    ],
  });
}

export function incidentRoleForm(
  view: IncidentView,
  carried: Carried<'incidentRole'>,
  { text, problem }: Entered,
): Form {
  const role = { name: 'role', block: 'role', label: 'Role', placeholder: 'Which role' };
  const who = { name: 'who', block: 'who', label: 'To whom?', placeholder: 'Choose a person' };
  const choices = ROLES.map((value) => ({ value, text: ROLE_NAME[value] }));
  return form({
    id: 'incidentRole',
    title: 'Hand over a role',
    send: 'Hand over',
    carried: carriedText('incidentRole', carried),
    blocks: [
      section('what', titleLine(view)),
      menu(role, choices, text('role')),
      person(who),
      problemBlock('role', problem),
    ],
  });
}

export function incidentResolveForm(
  view: IncidentView,
  carried: Carried<'incidentResolve'>,
  { text, problem }: Entered,
): Form {
  const cause = { name: 'cause', block: 'cause', label: 'What caused it?', placeholder: 'As far as it is known' };
  const impact = {
    name: 'impact',
    block: 'impact',
    label: 'Whom did it hurt, and how?',
    placeholder: 'Users, orders, time',
  };
  const next = {
    name: 'followUps',
    block: 'followUps',
    label: 'What is to be done now?',
    placeholder: 'One task on each line',
    optional: true,
  };
  return form({
    id: 'incidentResolve',
    title: 'Resolve the incident',
    send: 'Resolve',
    carried: carriedText('incidentResolve', carried),
    blocks: [
      section('what', titleLine(view)),
      words(cause, text('cause'), TEXT_MAX),
      problemBlock('cause', problem),
      words(impact, text('impact'), TEXT_MAX),
      words(next, text('followUps'), TEXT_MAX),
    ],
  });
}

function severityMenu(chosen: Severity) {
  const parts = { name: 'severity', block: 'severity', label: 'How bad is it?', placeholder: 'Severity' };
  const choices = SEVERITIES.map((value) => ({ value, text: `${SEVERITY[value].word}: ${SEVERITY[value].means}` }));
  return menu(parts, choices, chosen);
}

/** Null for what is no severity. */
export function severityOf(text: string | null): Severity | null {
  return SEVERITIES.find((each) => each === text) ?? null;
}
