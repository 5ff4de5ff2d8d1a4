/** Presses on the card of an incident. */
import type { Deed } from '../engine/incidents/intents.ts';
import { UserProblem } from '../model/problem.ts';
import { sayInstead } from '../views/form/answers.ts';
import { incidentDone } from '../views/incident/answers.ts';
import { incidentChanges } from '../views/incident/facts.ts';
import { type IncidentPress, parseIncidentPress } from '../views/incident/press.ts';
import { ROLE_NAME } from '../views/incident/words.ts';
import { openResolveForm, openRoleForm, openTaskForm, openUpdateForm } from './form/incident.ts';
import type { Deps, Opening, Press, Reply } from './types.ts';

export function isIncidentPress(actionId: string): boolean {
  return actionId.startsWith('incident.');
}

/** Throws UserProblem for what no button of ours carries, and for what does not fit any more. */
export async function pressIncident(request: Press, deps: Deps): Promise<Reply> {
  const pressed = parseIncidentPress(request.value);
  if (pressed === null) {
    throw new UserProblem('not-offered', {
      happened: 'This button is not known.',
      why: `Nothing answers to "${request.actionId.slice(0, 80)}"; it may come from another version of Rollbridge.`,
      hint: 'Use the newest card, or a command: /incident help.',
    });
  }
  const { incident } = pressed;
  const { by } = request;
  switch (pressed.do) {
    case 'takeRole': {
      const { role, from } = pressed;
      const deed: Deed = { do: 'giveRole', role, from, to: by.id };
      return incidentDone(await deps.incidents.act({ by, incident, deed }), `You are ${ROLE_NAME[role]}`);
    }
    case 'takeTask':
    case 'finishTask': {
      const changed = await deps.incidents.act({ by, incident, deed: { do: pressed.do, task: pressed.task } });
      return incidentDone(changed, pressed.do === 'takeTask' ? 'The task is yours' : 'The task is done');
    }
    case 'close':
      return incidentDone(
        await deps.incidents.act({ by, incident, deed: { do: 'close' } }),
        'The channel is archived soon',
      );
    case 'showChanges':
      return incidentChanges(deps.incidents.meant({ incident, channel: null, service: null }), deps.linkTo);
    default:
      return opened(pressed.do, request, deps, incident);
  }
}

function opened(
  what: Extract<IncidentPress['do'], `open${string}`>,
  request: Press,
  { incidents }: Deps,
  incident: string,
): Opening {
  const view = incidents.meant({ incident, channel: null, service: null });
  const otherwise = sayInstead('/incident help');
  switch (what) {
    case 'openUpdate':
      return { form: openUpdateForm(view, request), otherwise };
    case 'openTask':
      return { form: openTaskForm(view, request), otherwise };
    case 'openRole':
      return { form: openRoleForm(view, request), otherwise };
    case 'openResolve':
      return openResolveForm(view, request);
  }
}
