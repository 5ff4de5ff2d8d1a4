/** The one catch: whatever becomes of a request, the person gets an answer and the log a line. */
import { randomInt } from 'node:crypto';
import { type ProblemCode, UserProblem } from '../model/problem.ts';
import { problemAnswer, unexpectedAnswer } from '../views/answers.ts';
import type { Answer, Request } from './types.ts';

export type Outcome = 'done' | 'refused' | 'failed';

/** What is used of a pino logger. */
export interface RequestLog {
  info(fields: object, text: string): void;
  error(fields: object, text: string): void;
}

/** What a person is told when it does not come to an answer. Must not throw. */
export interface Telling<T> {
  readonly refused: (problem: UserProblem) => T | Promise<T>;
  readonly failed: (reference: string) => T | Promise<T>;
}

export const IN_WORDS: Telling<Answer> = { refused: problemAnswer, failed: unexpectedAnswer };

export interface Hearers<T> {
  readonly log: RequestLog;
  readonly telling: Telling<T>;
  readonly outcome: (outcome: Outcome, code?: ProblemCode) => void;
}

/** `what` names the request in the log, for example `/deploy shop 2.1.0`. Never rejects. */
export async function answered<T>(
  what: string,
  { by, receivedAt }: Request,
  run: () => Promise<T> | T,
  { log, outcome, telling }: Hearers<T>,
): Promise<T> {
  const about = () => ({ by: by.id, what: what.slice(0, 200), ms: Date.now() - receivedAt.getTime() });
  try {
    const answer = await run();
    log.info(about(), 'request answered');
    outcome('done');
    return answer;
  } catch (error) {
    if (error instanceof UserProblem) {
      log.info({ ...about(), code: error.code }, 'request refused');
      outcome('refused', error.code);
      return await telling.refused(error);
    }
    const reference = newReference();
    log.error({ ...about(), reference, err: error }, 'request failed');
    outcome('failed');
    return await telling.failed(reference);
  }
}

/** No letters that are read for digits. */
const SIGNS = '23456789ABCDEFGHJKLMNPQRSTUVWXYZ';

function newReference(): string {
  return Array.from({ length: 4 }, () => SIGNS.charAt(randomInt(SIGNS.length))).join('');
}
