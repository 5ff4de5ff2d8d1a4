/**
 * Asks one Prometheus (or whatever speaks its HTTP API): in time, not too much at once, and a few times when it does not
 * answer. An answer without numbers is an answer; what it means is for whoever asks.
 */
import { setTimeout as pause } from 'node:timers/promises';
import axios, { type AxiosInstance, isAxiosError } from 'axios';
import Bottleneck from 'bottleneck';

/** Seconds since the epoch, and a number as text; `NaN`, `+Inf` and `-Inf` are among them. */
export type Sample = readonly [number, string];

export interface Series {
  readonly metric: Readonly<Record<string, string>>;
  readonly values: readonly Sample[];
}

export interface Range {
  readonly from: Date;
  readonly to: Date;
  readonly stepSeconds: number;
}

/** What went wrong, in words. */
export class PrometheusProblem extends Error {
  constructor(why: string, cause?: unknown) {
    super(why, { cause });
    this.name = 'PrometheusProblem';
  }
}

const TIMEOUT_MS = 5_000;
const AT_ONCE = 4;
const TRIES = 3;
const FIRST_BACK_OFF_MS = 200;

interface Answer {
  readonly status?: string;
  readonly error?: string;
  readonly data?: { readonly resultType?: string; readonly result?: unknown };
}

type Vector = readonly { readonly metric: Series['metric']; readonly value: Sample }[];

export class Prometheus {
  readonly #http: AxiosInstance;
  readonly #budget = new Bottleneck({ maxConcurrent: AT_ONCE });

  constructor(url: string) {
    this.#http = axios.create({ baseURL: `${url.replace(/\/+$/, '')}/api/v1`, timeout: TIMEOUT_MS });
  }

  /** The value of each series as of then. Throws PrometheusProblem. */
  async instant(query: string, at: Date, signal: AbortSignal): Promise<readonly Series[]> {
    const { resultType, result } = await this.#ask('query', { query, time: secondsOf(at) }, signal);
    if (resultType === 'scalar') return [{ metric: {}, values: [result as Sample] }];
    if (resultType !== 'vector') throw new PrometheusProblem(`the query gives a ${resultType}, not numbers`);
    return (result as Vector).map(({ metric, value }) => ({ metric, values: [value] }));
  }

  /** The values of each series over a time. Throws PrometheusProblem. */
  async range(query: string, { from, to, stepSeconds }: Range, signal: AbortSignal): Promise<readonly Series[]> {
    const range = { query, start: secondsOf(from), end: secondsOf(to), step: String(stepSeconds) };
    const { result } = await this.#ask('query_range', range, signal);
    return result as readonly Series[];
  }

  async #ask(path: string, form: Readonly<Record<string, string>>, signal: AbortSignal) {
    for (let tries = 1; ; tries++) {
      try {
        const send = () => this.#http.post<Answer>(path, new URLSearchParams(form), { signal });
        const { data } = await this.#budget.schedule(send);
        if (data.status !== 'success' || !Array.isArray(data.data?.result)) throw notUnderstood();
        return { resultType: data.data.resultType ?? 'unknown', result: data.data.result as unknown };
      } catch (error) {
        if (tries === TRIES || signal.aborted || !isPassing(error)) throw explained(error);
        await pause(FIRST_BACK_OFF_MS * tries, undefined, { signal }).catch(() => undefined);
      }
    }
  }
}

function secondsOf(date: Date): string {
  return String(date.getTime() / 1_000);
}

function isPassing(error: unknown): boolean {
  if (!isAxiosError(error)) return false;
  const status = error.response?.status;
  return status === undefined || status === 429 || status >= 500;
}

function explained(error: unknown): PrometheusProblem {
  if (error instanceof PrometheusProblem) return error;
  if (!isAxiosError<Answer>(error)) return new PrometheusProblem(String(error), error);
  if (error.code === 'ERR_CANCELED') return new PrometheusProblem('Prometheus did not answer in time', error);
  if (error.response === undefined) return new PrometheusProblem(`Prometheus does not answer (${error.code})`, error);
  const { status, data } = error.response;
  const said = typeof data === 'object' && typeof data?.error === 'string' ? `: ${data.error}` : '';
  return new PrometheusProblem(`Prometheus answered ${status}${said}`, error);
}

function notUnderstood(): PrometheusProblem {
  return new PrometheusProblem('the answer is not that of a Prometheus: is the address right?');
}
