/** What an error of Slack's client means for whoever wants the call to be made. */
import { ErrorCode } from '@slack/web-api';

export type Failure =
  /** Calling again as it is cannot help. */
  | { readonly kind: 'permanent'; readonly error: string }
  /** Slack says when to come back; nothing was done. */
  | { readonly kind: 'limited'; readonly afterMs: number }
  /** Away, slow or broken: later, with patience. It may have been done all the same. */
  | { readonly kind: 'passing' };

/** Slack will not have this call. Logged where it is thrown. */
export class Refused extends Error {
  readonly error: string;

  constructor(method: string, error: string) {
    super(`Slack refused ${method}: ${error}`);
    this.name = 'Refused';
    this.error = error;
  }
}

/** Limits that come as an answer rather than as HTTP 429 name no time. */
const LIMITED = new Set(['ratelimited', 'rate_limited', 'message_limit_exceeded']);
const LIMITED_MS = 5_000;
/** Broken on Slack's side, by the general error list of its methods. */
const PASSING = new Set([
  'internal_error',
  'fatal_error',
  'service_unavailable',
  'request_timeout',
  'team_added_to_org',
]);

interface CallError {
  readonly code?: unknown;
  readonly retryAfter?: unknown;
  readonly data?: { readonly error?: unknown };
}

export function failureOf(error: unknown): Failure {
  if (error instanceof Refused) return { kind: 'permanent', error: error.error };
  const { code, retryAfter, data } = (error ?? {}) as CallError;
  if (code === ErrorCode.RateLimitedError) {
    return { kind: 'limited', afterMs: typeof retryAfter === 'number' ? retryAfter * 1_000 : LIMITED_MS };
  }
  if (code !== ErrorCode.PlatformError || typeof data?.error !== 'string') return { kind: 'passing' };
  if (LIMITED.has(data.error)) return { kind: 'limited', afterMs: LIMITED_MS };
  return PASSING.has(data.error) ? { kind: 'passing' } : { kind: 'permanent', error: data.error };
}
