/** The one live card of an incident: what is wrong, who does what, what is to be done, what happened. */
import type { Button, KnownBlock } from '@slack/types';
import { type Incident, type IncidentStatus, ROLES, type Role, type Task } from '../../model/incident.ts';
import type { IncidentView } from '../../model/incident-view.ts';
import { actions, button, context, type Message, mrkdwn, pages, section } from '../blocks.ts';
import type { LinkTo } from '../link.ts';
import { message } from '../message.ts';
import { actor, because, user } from '../people.ts';
import { code, dotted, free, lines, prose } from '../text.ts';
import { moment } from '../time.ts';
import { figuresLine, hasMoreChanges, linksLine, nearbyBlock } from './facts.ts';
import { incidentPressValue } from './press.ts';
import { momentLine, timeline } from './timeline.ts';
import { INCIDENT_PHASE, ROLE_NAME, ROOM_LACKS, SEVERITY } from './words.ts';

const TASKS_SHOWN = 8;
const MOMENTS_SHOWN = 8;

/** Pure: the same view draws the same card, at any time. */
export function incidentCard(view: IncidentView, linkTo: LinkTo): Message {
  const { incident } = view;
  const { status } = incident;
  if (status === null) return message(summary(view), [section('title', titleLine(view))]);
  return message(summary(view), [
    section('title', title(view, status)),
    troubles(status),
    section('links', linksLine(view, linkTo)),
    ...(status.phase === 'Open' ? roles(incident, status) : outcome(status)),
    ...tasks(incident, status),
    nearbyBlock(view, linkTo),
    ...lately(view),
    context('facts', facts(incident, status)),
    actions('deeds', [...deeds(incident, status), allChanges(view)]),
  ]);
}

/** What a notification or a screen reader gets. */
function summary({ incident: { spec, status } }: IncidentView): string {
  const { word } = INCIDENT_PHASE[status?.phase ?? 'Open'];
  const where = `${free(spec.service, 80)} in ${free(spec.environment, 80)}`;
  return dotted([`${word}: ${where}`, SEVERITY[status?.severity ?? spec.severity].word, free(spec.reason ?? '', 200)]);
}

export function titleLine({ incident: { spec, status } }: Pick<IncidentView, 'incident'>): string {
  const { emoji, word } = INCIDENT_PHASE[status?.phase ?? 'Open'];
  const severity = SEVERITY[status?.severity ?? spec.severity];
  const where = `*${free(spec.service, 80)}* in *${free(spec.environment, 80)}*`;
  return dotted([`${emoji} *${word}*`, where, `${severity.emoji} *${severity.word}*: ${severity.means}`]);
}

function title(view: IncidentView, { openedBy }: IncidentStatus): string {
  const { spec, createdAt } = view.incident;
  return [titleLine(view), dotted([`Opened by ${actor(openedBy)}${because(spec.reason)}`, moment(createdAt)])].join(
    '\n',
  );
}

function troubles({ room }: IncidentStatus): KnownBlock | null {
  const all = (room?.troubles ?? []).map(
    ({ step, why, hint }) => `${ROOM_LACKS[step]}: ${free(why, 300)} ${prose(hint, 200)}`,
  );
  return all.length === 0 ? null : section('troubles', `:warning: ${lines(all, 4, 'things')}`);
}

function roles(incident: Incident, status: IncidentStatus): (KnownBlock | null)[] {
  const held = ROLES.map((role) => {
    const holder = status.roles[role];
    return `*${ROLE_NAME[role]}* ${holder === null ? '_nobody yet_' : user(holder)}`;
  });
  const buttons = ROLES.map((role) => roleButton(incident.name, role, status.roles[role]));
  const handOver = incidentButton(incident, 'openRole', 'Hand over a role…');
  return [section('roles', dotted(held)), actions('roles-deeds', [...buttons, handOver])];
}

function roleButton(incident: string, role: Role, from: string | null): Button | null {
  const name = ROLE_NAME[role];
  return button({
    action: `incident.takeRole.${role}`,
    label: from === null ? `Be ${name}` : `Take over ${name}`,
    value: incidentPressValue({ do: 'takeRole', incident, role, from }),
    ...(from !== null && {
      confirm: { title: `Take over ${name}?`, text: 'Somebody has this role: say it to them first.', yes: 'Take over' },
    }),
  });
}

function outcome(status: IncidentStatus): (KnownBlock | null)[] {
  const { resolution } = status;
  if (resolution === null) return [];
  const { by, at, cause, impact, figures } = resolution;
  return [
    section(
      'outcome',
      [
        dotted([`Resolved by ${actor(by)}`, moment(at), figuresLine(figures)]),
        `*Cause* ${free(cause, 500)}`,
        `*Impact* ${free(impact, 500)}`,
      ].join('\n'),
    ),
  ];
}

function tasks(incident: Incident, status: IncidentStatus): (KnownBlock | null)[] {
  const open = status.tasks.filter(({ state }) => state === 'open');
  const doneCount = status.tasks.length - open.length;
  if (status.tasks.length === 0) return [];
  const rest = open.length - TASKS_SHOWN;
  const head = dotted([
    `*Tasks* ${open.length} open`,
    `${doneCount} done`,
    rest > 0 ? `${rest} more than are shown` : null,
  ]);
  return [section('tasks', head), ...open.slice(0, TASKS_SHOWN).map((task) => taskBlock(incident, status, task))];
}

function taskBlock({ name: incident }: Incident, { phase }: IncidentStatus, { id, title, owner }: Task): KnownBlock {
  const press = owner === null ? ('takeTask' as const) : ('finishTask' as const);
  const accessory = button({
    action: `incident.${press}.${id}`,
    label: owner === null ? 'Take' : 'Done',
    value: incidentPressValue({ do: press, incident, task: id }),
  });
  const text = mrkdwn(`:white_small_square: ${free(title, 300)}${owner === null ? '' : ` · ${user(owner)}`}`);
  const offered = phase !== 'Closed' && accessory !== null;
  return { type: 'section', block_id: `task-${id}`, text, ...(offered && { accessory }) };
}

function lately(view: IncidentView): (KnownBlock | null)[] {
  const all = timeline(view);
  const rest = all.length - MOMENTS_SHOWN;
  const head = `*Timeline*${rest > 0 ? ` · the last ${MOMENTS_SHOWN} of ${all.length}` : ''}`;
  return pages('timeline', [head, ...all.slice(-MOMENTS_SHOWN).map(momentLine)]);
}

function facts({ name }: Incident, { phase, updateDueAt }: IncidentStatus): string {
  const due = phase === 'Open' ? moment(updateDueAt) : null;
  return dotted([due === null ? null : `Next status update due ${due}`, code(name, 80)]);
}

function deeds(incident: Incident, { phase, room }: IncidentStatus): (Button | null)[] {
  if (phase === 'Open') {
    return [
      incidentButton(incident, 'openUpdate', 'Status update…'),
      incidentButton(incident, 'openTask', 'Add a task…'),
      incidentButton(incident, 'openResolve', 'Resolve…'),
    ];
  }
  if (phase !== 'Resolved' || room?.channel === undefined || room.channel === null) return [];
  const value = incidentPressValue({ do: 'close', incident: incident.name });
  const confirm = {
    title: 'Archive the channel?',
    text: 'It can still be read, and unarchived in Slack.',
    yes: 'Archive',
  };
  return [button({ action: 'incident.close', label: 'Archive the channel', value, confirm })];
}

/** Only where the card does not show them all. */
function allChanges(view: IncidentView): Button | null {
  return hasMoreChanges(view) ? incidentButton(view.incident, 'showChanges', 'What changed lately') : null;
}

function incidentButton(
  { name: incident }: Incident,
  press: 'openUpdate' | 'openTask' | 'openRole' | 'openResolve' | 'showChanges',
  label: string,
): Button | null {
  return button({ action: `incident.${press}`, label, value: incidentPressValue({ do: press, incident }) });
}
