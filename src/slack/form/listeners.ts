/** Forms as Slack tells of them: something is chosen in one, searched for in one, or one is sent. */
import type { App, Context } from '@slack/bolt';
import { unusableForm } from '../../commands/form/carried.ts';
import {
  chosenIn,
  failedChoice,
  failedForm,
  isUrgentForm,
  offeredIn,
  refusedChoice,
  refusedForm,
  submitForm,
} from '../../commands/form/forms.ts';
import type { Filled } from '../../commands/form/types.ts';
import type { Request } from '../../commands/types.ts';
import type { Form } from '../../views/form/form.ts';
import type { ListenerParts } from '../incoming.ts';
import { type Sender, senderOf } from '../team.ts';
import { type Shown, shownIn } from './payloads.ts';
import { replyToChoice, replyToForm, replyToSearch } from './replies.ts';

interface ChoiceParts {
  readonly context: Context;
  readonly actionId: string;
  readonly sender: Sender;
  readonly shown: Shown | null;
  readonly ack: () => Promise<void>;
}

/** Something was chosen or pressed in a form. */
export function takeChoice({ deps, forms, log, take }: ListenerParts, parts: ChoiceParts): Promise<void> {
  const { context, actionId, sender, shown, ack } = parts;
  let filled: Filled | null = null;
  return take({
    context,
    what: `form ${shown?.form.id ?? ''} [${actionId}]`,
    sender,
    channel: null,
    urgent: false,
    run: (request) => {
      filled = filledBy(request, shown);
      return chosenIn(actionId, filled, deps);
    },
    telling: {
      refused: (problem) => refusedChoice(filled, problem, deps),
      failed: failedChoice,
    },
    reply: (answer) => {
      const redraw = (form: Form) => forms.redraw({ id: shown?.id ?? '', hash: shown?.hash ?? null }, form);
      return replyToChoice({ answer, ack, redraw }, log);
    },
  });
}

export function listenToSearches(app: App, { deps, log, take }: ListenerParts): void {
  app.options(/.*/, ({ body, ack, context }) => {
    const { value: typed = '' } = body;
    const menu = 'action_id' in body ? body.action_id : '';
    const shown = 'view' in body ? shownIn(body.view) : null;
    return take({
      context,
      what: `form ${shown?.form.id ?? ''} [${menu}] ${typed}`,
      sender: senderOf(body),
      channel: null,
      urgent: false,
      run: (request) => offeredIn(menu, typed, filledBy(request, shown), deps),
      telling: { refused: () => [], failed: () => [] },
      reply: (answer, request) => replyToSearch({ request, answer, ack: (found) => ack(found) }, log),
    });
  });
}

export function listenToForms(app: App, { deps, forms, whisper, log, take }: ListenerParts): void {
  app.view(/.*/, ({ body, ack, context }) => {
    const shown = shownIn(body.view);
    const sender = senderOf(body);
    const urgent = isUrgentForm(shown?.form.id ?? '');
    let filled: Filled | null = null;
    return take({
      context,
      what: `form ${shown?.form.id ?? ''}`,
      sender,
      channel: null,
      urgent,
      run: (request) => {
        filled = filledBy(request, shown);
        return submitForm(filled, deps);
      },
      telling: {
        refused: (problem) => refusedForm(filled, problem, deps),
        failed: (reference) => failedForm(filled, reference, deps),
      },
      reply: (answer, request) =>
        replyToForm(
          {
            request,
            urgent,
            answer,
            ack: (said) => (said === undefined ? ack() : ack(said)),
            redraw: (form) => forms.redraw({ id: shown?.id ?? '', hash: null }, form),
            whisper: (channels, said) => whisper.say(sender.userId, channels, said),
          },
          log,
        ),
    });
  });
}

/** Throws UserProblem for what is no form. */
function filledBy(request: Request, shown: Shown | null): Filled {
  if (shown === null) throw unusableForm('What came back is not as Slack sends it.');
  return { ...request, ...shown.form };
}
