/** Where every call to the workspace passes: it is written down, struck by a fault if one is armed, and carried out. */
import { setTimeout as pause } from 'node:timers/promises';
import type { Fault, Faults } from './faults.ts';
import type { Ledger } from './ledger.ts';
import type { Json } from './message.ts';

export interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as JSON unless it is text. */
  readonly body: Json | string;
}

/** `hang`: keep the connection and say nothing; `cut`: close it without a word. */
export type Reply = Answer | 'hang' | 'cut';

export interface CallRecord {
  /** Milliseconds of the workspace's clock, when the call came in. */
  readonly at: number;
  /** A Web API method, or `response_url`. */
  readonly method: string;
  readonly args: Json;
  /** `dropped`: carried out but not answered. */
  /** Milliseconds until it was answered, or was not. */
  readonly ms: number | null;
  readonly outcome: 'pending' | 'answered' | 'hung' | 'dropped';
  /** What was answered, or would have been had the connection not been dropped. */
  readonly answer: { readonly status: number; readonly body: Json | string } | null;
}

export interface DeskParts {
  readonly now: () => number;
  readonly faults: Faults;
  /** Where every call is written down. */
  readonly log: Ledger<CallRecord>;
  readonly changed: () => void;
}

export class CallDesk {
  readonly #parts: DeskParts;

  constructor(parts: DeskParts) {
    this.#parts = parts;
  }

  get calls(): readonly CallRecord[] {
    return this.#parts.log.all;
  }

  async take(method: string, args: Json, carryOut: () => Answer): Promise<Reply> {
    const { log, now, faults, changed } = this.#parts;
    const record: CallRecord = { at: now(), method, args, ms: null, outcome: 'pending', answer: null };
    const id = log.add(record);
    const note = (outcome: CallRecord['outcome'], answer: Answer | null) => {
      const said = answer && { status: answer.status, body: answer.body };
      log.rewrite(id, { ...record, ms: now() - record.at, outcome, answer: said });
      changed();
    };
    const fault = faults.take(method);
    if (fault?.delayMs !== undefined) await pause(fault.delayMs);
    if (fault?.hang) {
      note('hung', null);
      return 'hang';
    }
    const answer = (fault && striking(fault)) ?? safely(carryOut);
    note(fault?.dropAfter ? 'dropped' : 'answered', answer);
    return fault?.dropAfter ? 'cut' : answer;
  }
}

/** A defect of the workspace itself is on record with its stack. */
function safely(carryOut: () => Answer): Answer {
  try {
    return carryOut();
  } catch (error) {
    return { status: 500, body: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  }
}

function striking(fault: Fault): Answer | undefined {
  if (fault.error !== undefined) return { status: 200, body: { ok: false, error: fault.error } };
  if (fault.retryAfter !== undefined) return tooMany(fault.retryAfter);
  if (fault.status !== undefined) return { status: fault.status, body: 'upstream trouble' };
  return undefined;
}

/** `seconds` until the method may be called again. */
export function tooMany(seconds: number): Answer {
  return { status: 429, headers: { 'retry-after': String(seconds) }, body: { ok: false, error: 'ratelimited' } };
}
