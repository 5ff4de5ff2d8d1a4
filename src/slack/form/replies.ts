/** How the answer to a form gets to the person: in the acknowledgement when it is there in time, else on the form itself. */
import type { PlainTextOption } from '@slack/types';
import type { Logger } from 'pino';
import type { Submitted } from '../../commands/form/types.ts';
import type { Answer, Request } from '../../commands/types.ts';
import { stillWorking } from '../../views/answers.ts';
import { type Form, notice } from '../../views/form/form.ts';
import { within } from '../../waiting/pause.ts';
import { failureOf } from '../failures.ts';
import { leftToAck } from '../reply.ts';

/** What a submission may be acknowledged with. */
export type FormAck =
  | { readonly response_action: 'errors'; readonly errors: Record<string, string> }
  | { readonly response_action: 'update'; readonly view: Form };

export interface Sent {
  readonly request: Request;
  readonly urgent: boolean;
  readonly answer: Promise<Submitted>;
  readonly ack: (answer?: FormAck) => Promise<unknown>;
  /** Draws the form anew, whatever stands there now. Rejects when it is closed. */
  readonly redraw: (form: Form) => Promise<void>;
  readonly whisper: (channels: readonly string[], answer: Answer) => Promise<void>;
}

const TITLE = 'Rollbridge';

/** Never rejects: what cannot be said is logged. */
export async function replyToForm(sent: Sent, log: Logger): Promise<void> {
  const { request, urgent, answer, whisper } = sent;
  const early = await within(leftToAck(request, urgent), answer);
  if (early === null) {
    const waiting = notice(TITLE, stillWorking('what comes of it shows here'));
    await acknowledged(sent, { response_action: 'update', view: waiting }, log);
    await late(sent, await answer, log);
    return;
  }
  await acknowledged(sent, inAck(early), log);
  if (early.came === 'done') await whisper(early.channels, early.answer);
}

function inAck(submitted: Submitted): FormAck | undefined {
  switch (submitted.came) {
    case 'done':
      return undefined;
    case 'refused':
      return { response_action: 'errors', errors: { ...submitted.errors } };
    case 'shown':
      return { response_action: 'update', view: submitted.form };
  }
}

/** On the form, which says that it is still working; in private when somebody has closed it. */
async function late({ redraw, whisper }: Sent, submitted: Submitted, log: Logger): Promise<void> {
  try {
    await redraw(await lateForm(submitted));
  } catch (error) {
    log.info({ reason: String(error) }, 'the answer to a form is given beside it');
    if (submitted.came !== 'shown') await whisper(submitted.channels, submitted.answer);
  }
}

async function lateForm(submitted: Submitted): Promise<Form> {
  return submitted.came === 'done' ? notice(TITLE, submitted.answer) : await formOf(submitted.form);
}

function formOf(form: Form | (() => Promise<Form>)): Form | Promise<Form> {
  return typeof form === 'function' ? form() : form;
}

async function acknowledged({ ack }: Sent, answer: FormAck | undefined, log: Logger): Promise<void> {
  try {
    await ack(answer);
  } catch (error) {
    log.error({ err: error }, 'a form could not be acknowledged');
  }
}

export interface ChosenIn {
  readonly answer: Promise<Form>;
  readonly ack: () => Promise<unknown>;
  /** Rejects when the form has changed since it was chosen in. */
  readonly redraw: (form: Form) => Promise<void>;
}

/** Never rejects. A choice that was overtaken by another one is not drawn any more. */
export async function replyToChoice({ answer, ack, redraw }: ChosenIn, log: Logger): Promise<void> {
  try {
    await ack();
    await redraw(await answer);
  } catch (error) {
    const failure = failureOf(error);
    const isOvertaken = failure.kind === 'permanent' && failure.error === 'hash_conflict';
    log[isOvertaken ? 'info' : 'warn']({ reason: String(error) }, 'a form was not drawn anew');
  }
}

export interface SearchedIn {
  readonly request: Request;
  readonly answer: Promise<PlainTextOption[]>;
  readonly ack: (answer: { options: PlainTextOption[] }) => Promise<unknown>;
}

/** Never rejects. A list that is not there in time is empty: the next letter asks again. */
export async function replyToSearch({ request, answer, ack }: SearchedIn, log: Logger): Promise<void> {
  const found = await within(leftToAck(request, false), answer);
  try {
    await ack({ options: found ?? [] });
  } catch (error) {
    log.error({ err: error }, 'a list could not be given');
  }
}
