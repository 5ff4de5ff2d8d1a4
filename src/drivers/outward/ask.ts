/**
 * One request to a system outside, in bounded time, and what its answer means for whoever waits. Nothing of a request is
 * ever part of the words: addresses and headers may hold secrets.
 */

import axios, { isAxiosError } from 'axios';
import type { Outcome } from '../../engine/notices/ports.ts';
import { clip } from '../../model/clip.ts';

const TIMEOUT_MS = 15_000;
const LARGEST_ANSWER = 1024 * 1024;
const LONGEST_SAID = 200;

export interface Asked {
  readonly method?: 'GET' | 'POST' | 'PUT';
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as it is: what is signed must not change. */
  readonly body?: string;
}

export interface Answer {
  readonly status: number;
  readonly retryAfter: string | null;
  /** JSON where it is some, else text. */
  readonly body: unknown;
}

/** Nobody answered. */
export class NoAnswer extends Error {
  constructor(why: string) {
    super(why);
    this.name = 'NoAnswer';
  }
}

/** Throws NoAnswer. A redirect is an answer: the address is to be changed where it is configured. */
export async function ask({ method = 'POST', url, headers = {}, body }: Asked, signal: AbortSignal): Promise<Answer> {
  try {
    const response = await axios.request<string>({
      method,
      url,
      headers: { 'content-type': 'application/json', 'user-agent': 'rollbridge', ...headers },
      data: body,
      signal: AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)]),
      maxRedirects: 0,
      maxContentLength: LARGEST_ANSWER,
      responseType: 'text',
      transformRequest: (data) => data,
      transformResponse: (data) => data,
      validateStatus: () => true,
    });
    const retryAfter: unknown = response.headers['retry-after'];
    return {
      status: response.status,
      retryAfter: typeof retryAfter === 'string' ? retryAfter : null,
      body: parsed(response.data),
    };
  } catch (error) {
    throw new NoAnswer(whyUnreached(error));
  }
}

function parsed(text: unknown): unknown {
  try {
    return JSON.parse(String(text));
  } catch {
    return text;
  }
}

function whyUnreached(error: unknown): string {
  if (!isAxiosError(error)) return 'It does not answer';
  if (error.code === 'ERR_CANCELED' || error.code === 'ECONNABORTED') return 'It did not answer in time';
  return `It does not answer (${error.code ?? 'unknown'})`;
}

/** What it is when the answer is no success. `said` is what the system says about it, in its own words. */
export function failed({ status, retryAfter }: Answer, said: string, now: Date): Outcome {
  const why = `It answered ${status}${said === '' ? '' : `: ${clip(said, LONGEST_SAID)}`}`;
  const isAway = [429, 502, 503, 504].includes(status);
  if (isAway || status === 408 || status === 425 || status >= 500) {
    return { came: 'later', why, afterMs: pauseOf(retryAfter, now), isAway };
  }
  return { came: 'refused', why, hint: HINTS[status] ?? 'Look at what it says, and at its entry in the catalog.' };
}

const HINTS: Readonly<Partial<Record<number, string>>> = {
  301: 'It moved: change its address.',
  302: 'It moved: change its address.',
  307: 'It moved: change its address.',
  308: 'It moved: change its address.',
  401: 'Renew its key or token where Rollbridge reads it.',
  403: 'Give its key or token the right to do this, or renew it.',
  404: 'Look at its address, and at what it names.',
  410: 'It wants nothing any more: remove it from the catalog, or renew its address.',
};

export function succeeded({ status }: Answer): boolean {
  return status >= 200 && status < 300;
}

/** Of the header Retry-After: seconds, or a date (RFC 9110, 10.2.3). In ms; null when it says nothing. */
export function pauseOf(header: string | null, now: Date): number | null {
  if (header === null) return null;
  const ms = /^\s*\d+(\.\d+)?\s*$/.test(header) ? Number(header) * 1_000 : Date.parse(header) - now.getTime();
  return Number.isFinite(ms) ? Math.max(0, ms) : null;
}
