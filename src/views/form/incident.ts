/** The forms of an incident: it is opened, told of, given tasks and people, and resolved. */
import type { KnownBlock } from '@slack/types';
import { ROLES, SEVERITIES, type Severity } from '../../model/incident.ts';
import type { IncidentView } from '../../model/incident-view.ts';
import { section } from '../blocks.ts';
import { titleLine } from '../incident/card.ts';
import { ROLE_NAME, SEVERITY } from '../incident/words.ts';
import { type Carried, carriedText, type FormName } from './carried.ts';
import { type Choice, type FieldParts, type Form, form, menu, person, words } from './form.ts';
import { type FieldProblem, problemBlock } from './problem.ts';

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
  const reason = field('reason', 'What is wrong?', 'What users see, in a line or two');
  const where =
    service === null || environment === null
      ? menu(field('place', 'Service', 'Which service is affected'), places, text('place'))
      : section(
          'what',
          `*${service}* in *${environment}*: a channel is made, and the people who are needed are invited.`,
        );
  return form({
    id: 'incidentOpen',
    title: 'Open an incident',
    send: 'Open',
    carried: carriedText('incidentOpen', carried),
    blocks: [
      where,
      problemBlock('place', problem),
      severityMenu(severityOf(text('severity')) ?? 'sev2'),
      words({ ...reason, optional: true }, text('reason')),
    ],
  });
}

export function incidentUpdateForm(view: IncidentView, carried: Carried<'incidentUpdate'>, entered: Entered): Form {
  const { text, problem } = entered;
  const how = field('text', 'How does it stand?', 'What is known, what is done, what comes next');
  return ofIncident(view, {
    ...carrying('incidentUpdate', carried),
    title: 'Status update',
    send: 'Tell',
    fields: [
      words(how, text('text'), TEXT_MAX),
      problemBlock('text', problem),
      severityMenu(severityOf(text('severity')) ?? carried.severity),
    ],
  });
}

export function incidentTaskForm(view: IncidentView, carried: Carried<'incidentTask'>, entered: Entered): Form {
  const { text, problem } = entered;
  const who = field('owner', 'Who does it?', 'Nobody yet');
  return ofIncident(view, {
    ...carrying('incidentTask', carried),
    title: 'Add a task',
    send: 'Add',
    fields: [
      words(field('title', 'What is to be done?', 'In a few words'), text('title'), TASK_MAX),
      problemBlock('title', problem),
      person({ ...who, optional: true }),
    ],
  });
}

export function incidentRoleForm(view: IncidentView, carried: Carried<'incidentRole'>, entered: Entered): Form {
  const { text, problem } = entered;
  const roles = ROLES.map((value) => ({ value, text: ROLE_NAME[value] }));
  return ofIncident(view, {
    ...carrying('incidentRole', carried),
    title: 'Hand over a role',
    send: 'Hand over',
    fields: [
      menu(field('role', 'Role', 'Which role'), roles, text('role')),
      person(field('who', 'To whom?', 'Choose a person')),
      problemBlock('role', problem),
    ],
  });
}

export function incidentResolveForm(view: IncidentView, carried: Carried<'incidentResolve'>, entered: Entered): Form {
  const { text, problem } = entered;
  const next = field('followUps', 'What is to be done now?', 'One task on each line');
  return ofIncident(view, {
    ...carrying('incidentResolve', carried),
    title: 'Resolve the incident',
    send: 'Resolve',
    fields: [
      words(field('cause', 'What caused it?', 'As far as it is known'), text('cause'), TEXT_MAX),
      problemBlock('cause', problem),
      words(field('impact', 'Whom did it hurt, and how?', 'Users, orders, time'), text('impact'), TEXT_MAX),
      words({ ...next, optional: true }, text('followUps'), TEXT_MAX),
    ],
  });
}

interface Shape {
  readonly id: FormName;
  readonly carried: string;
  readonly title: string;
  readonly send: string;
  readonly fields: readonly (KnownBlock | null)[];
}

/** Says first which incident it is about. */
function ofIncident(view: IncidentView, { fields, ...shape }: Shape): Form {
  return form({ ...shape, blocks: [section('what', titleLine(view)), ...fields] });
}

function carrying<N extends FormName>(id: N, carried: Carried<N>): Pick<Shape, 'id' | 'carried'> {
  return { id, carried: carriedText(id, carried) };
}

/** One that is named the same as its block. */
function field(name: string, label: string, placeholder: string): FieldParts {
  return { name, block: name, label, placeholder };
}

function severityMenu(chosen: Severity) {
  const choices = SEVERITIES.map((value) => ({ value, text: `${SEVERITY[value].word}: ${SEVERITY[value].means}` }));
  return menu(field('severity', 'How bad is it?', 'Severity'), choices, chosen);
}

/** Null for what is no severity. */
export function severityOf(text: string | null): Severity | null {
  return SEVERITIES.find((each) => each === text) ?? null;
}
