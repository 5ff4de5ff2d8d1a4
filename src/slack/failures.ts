/** What an error of Slack's client means for whoever wants the call to be made. */
import { ErrorCode, type WebAPICallError } from '@slack/web-api';

export type Failure =
  /** Calling again as it is cannot help. */
  | { readonly kind: 'permanent'; readonly error: string }
  /** Slack says when to come back. */
  | { readonly kind: 'limited'; readonly afterMs: number }
  /** Away, slow or broken: later, with patience. */
  | { readonly kind: 'passing' };

const PASSING = new Set([
  'ratelimited',
  'rate_limited',
  'internal_error',
  'fatal_error',
  'service_unavailable',
  'request_timeout',
  'team_added_to_org',
  'message_limit_exceeded',
]);

export function failureOf(error: unknown): Failure {
  const { code, retryAfter, data } = error as Partial<WebAPICallError> & {
    retryAfter?: number;
    data?: { error?: string };
  };
  if (code === ErrorCode.RateLimitedError) return { kind: 'limited', afterMs: (retryAfter ?? 1) * 1_000 };
  if (code === ErrorCode.PlatformError && data?.error !== undefined) {
    return PASSING.has(data.error) ? { kind: 'passing' } : { kind: 'permanent', error: data.error };
  }
  return { kind: 'passing' };
}
