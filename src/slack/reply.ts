/**
 * How an answer gets to the person: in the acknowledgement of a command when it is there in time, else by the response
 * address, which Slack keeps open for half an hour. A form is opened instead, as long as Slack lets it be.
 */
import type { Logger } from 'pino';
import type { Answer, Opening, Reply, Request } from '../commands/types.ts';
import { stillWorking } from '../views/answers.ts';
import type { Form } from '../views/form/form.ts';
import { pause, within } from '../waiting/pause.ts';

/** Slack waits 3 s for an acknowledgement, the way there and back included. */
const ACK_WITHIN_MS = 2_000;
/** A rollback's write goes out first and is answered in milliseconds, or something is wrong. */
const URGENT_ACK_WITHIN_MS = 1_000;
/** A form that cannot be opened is told of in the acknowledgement. */
const TO_SAY_SO_MS = 100;
const TRIES = 3;
const TRY_AGAIN_MS = 1_000;

export interface Asked {
  readonly what: string;
  readonly request: Request;
  readonly urgent: boolean;
  /** A command is answered in its acknowledgement; that of a press would replace the card. */
  readonly answersInAck: boolean;
  readonly answer: Promise<Reply>;
  readonly ack: (answer: Ephemeral | null) => Promise<unknown>;
  readonly respond: (answer: Ephemeral) => Promise<unknown>;
  /** Rejects when Slack does not take the form. */
  readonly open: (form: Form) => Promise<void>;
}

export type Ephemeral = Answer & { readonly response_type: 'ephemeral'; readonly replace_original: false };

/** The form is open: there is nothing to say. */
const OPENED = 'opened' as const;

/** How long from now the acknowledgement may take, in ms. */
export function leftToAck({ receivedAt }: Request, urgent: boolean): number {
  const spent = Date.now() - receivedAt.getTime();
  return Math.max(0, (urgent ? URGENT_ACK_WITHIN_MS : ACK_WITHIN_MS) - spent);
}

/** Never rejects: what cannot be said is logged. */
export async function reply(asked: Asked, log: Logger): Promise<void> {
  const { request, urgent, answersInAck } = asked;
  const answer = asked.answer.then((came) => ('form' in came ? opened(came, asked, log) : came));
  const early = await within(leftToAck(request, urgent), answer);
  const first = early ?? stillWorking('if no card shows up, press again');
  if (first === OPENED) {
    await acknowledged(asked, null, log);
    return;
  }
  const isSaid = await acknowledged(asked, answersInAck ? first : null, log);
  if (!isSaid || !answersInAck) await said(asked, first, log);
  const late = early === null ? await answer : OPENED;
  if (late !== OPENED) await said(asked, late, log);
}

/** What is said instead where the form does not open in time. */
async function opened({ form, otherwise }: Opening, asked: Asked, log: Logger): Promise<Answer | typeof OPENED> {
  const { open, request, urgent, what } = asked;
  const opening = open(form).then(
    () => OPENED,
    (error: unknown) => {
      log.warn({ reason: String(error), what: what.slice(0, 200) }, 'a form could not be opened');
      return otherwise;
    },
  );
  return (await within(Math.max(0, leftToAck(request, urgent) - TO_SAY_SO_MS), opening)) ?? otherwise;
}

/** False when Slack did not hear it. */
async function acknowledged({ ack, what }: Asked, answer: Answer | null, log: Logger): Promise<boolean> {
  try {
    await ack(answer === null ? null : ephemeral(answer));
    return true;
  } catch (error) {
    log.error({ err: error, what: what.slice(0, 200) }, 'a request could not be acknowledged');
    return false;
  }
}

async function said({ respond, what }: Asked, answer: Answer, log: Logger): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      await respond(ephemeral(answer));
      return;
    } catch (error) {
      if (attempt === TRIES) {
        log.error({ err: error, what: what.slice(0, 200) }, 'an answer could not be given');
        return;
      }
      await pause(TRY_AGAIN_MS * attempt);
    }
  }
}

function ephemeral(answer: Answer): Ephemeral {
  return { ...answer, response_type: 'ephemeral', replace_original: false };
}
