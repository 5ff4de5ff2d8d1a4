/** From each kind of Slack's payloads to a request of our own, and from its answer to what Slack is told. */
import type { App } from '@slack/bolt';
import { IN_WORDS } from '../commands/answered.ts';
import { useShortcut } from '../commands/form/shortcut.ts';
import { isUrgentCommand, runCommand } from '../commands/index.ts';
import { isUrgentPress, press } from '../commands/press.ts';
import type { Answer, Reply } from '../commands/types.ts';
import type { Form } from '../views/form/form.ts';
import { listenToForms, listenToSearches, takeChoice } from './form/listeners.ts';
import { messageIn, shownIn } from './form/payloads.ts';
import type { ListenerParts } from './incoming.ts';
import { listenToReactions } from './reactions.ts';
import { reply } from './reply.ts';
import { senderOf } from './team.ts';

export function listen(app: App, parts: ListenerParts): void {
  listenToCommands(app, parts);
  listenToPresses(app, parts);
  listenToShortcuts(app, parts);
  listenToSearches(app, parts);
  listenToForms(app, parts);
  listenToReactions(app, parts);
}

function listenToCommands(app: App, { deps, forms, log, take }: ListenerParts): void {
  app.command(/.*/, ({ command, ack, respond, context }) => {
    const { command: name, text = '', user_id, team_id, enterprise_id, channel_id, trigger_id } = command;
    const what = `${name} ${text}`;
    const urgent = isUrgentCommand(name, text);
    return take<Reply>({
      context,
      what,
      sender: { userId: user_id, teamId: team_id, homeTeamId: null, enterpriseId: enterprise_id ?? null },
      channel: channel_id ?? null,
      urgent,
      run: (request) => runCommand(name, text, request, deps),
      telling: IN_WORDS,
      reply: (answer, request) =>
        reply(
          {
            what,
            request,
            urgent,
            answersInAck: true,
            answer,
            ack: (said) => (said === null ? ack() : ack(said)),
            respond,
            open: (form) => forms.open(trigger_id, form),
          },
          log,
        ),
    });
  });
}

function listenToPresses(app: App, parts: ListenerParts): void {
  const { deps, forms, log, take } = parts;
  app.action(/.*/, ({ action, body, ack, respond, context }) => {
    const actionId = 'action_id' in action ? action.action_id : '';
    if ('view' in body && body.view !== undefined) {
      return takeChoice(parts, { context, actionId, sender: senderOf(body), shown: shownIn(body.view), ack });
    }
    const value = 'value' in action && typeof action.value === 'string' ? action.value : '';
    const what = `[${actionId}]`;
    const urgent = isUrgentPress(actionId);
    return take<Reply>({
      context,
      what,
      sender: senderOf(body),
      channel: body.channel?.id ?? null,
      urgent,
      run: (request) => press({ ...request, actionId, value }, deps),
      telling: IN_WORDS,
      reply: (answer, request) => {
        const open = (form: Form) => forms.open(triggerOf(body), form);
        return reply({ what, request, urgent, answersInAck: false, answer, ack: () => ack(), respond, open }, log);
      },
    });
  });
}

function listenToShortcuts(app: App, { deps, forms, whisper, log, take }: ListenerParts): void {
  app.shortcut(/.*/, ({ shortcut, ack, respond, context }) => {
    const { callback_id: id, trigger_id } = shortcut;
    const what = `shortcut ${id}`;
    const sender = senderOf(shortcut);
    const isOnMessage = shortcut.type === 'message_action';
    const inPrivate = (answer: Answer) => whisper.say(sender.userId, [], answer);
    return take<Reply>({
      context,
      what,
      sender,
      channel: isOnMessage ? (shortcut.channel?.id ?? null) : null,
      urgent: false,
      run: (request) => useShortcut(id, isOnMessage ? messageIn(shortcut.message) : null, request, deps),
      telling: IN_WORDS,
      reply: (answer, request) =>
        reply(
          {
            what,
            request,
            urgent: false,
            answersInAck: false,
            answer,
            ack: () => ack(),
            // Only what was used on a message has an address to answer to.
            respond: isOnMessage ? respond : inPrivate,
            open: (form) => forms.open(trigger_id, form),
          },
          log,
        ),
    });
  });
}

function triggerOf(body: object): string {
  return 'trigger_id' in body && typeof body.trigger_id === 'string' ? body.trigger_id : '';
}
