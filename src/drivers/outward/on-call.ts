/**
 * Who is on call by PagerDuty (REST API, GET /oncalls): those of the first level of an escalation policy, whom PagerDuty
 * would page first.
 */
import type { OnCall, OnCallNow } from '../../engine/incidents/ports.ts';
import type { OnCallRules } from '../../model/outward.ts';
import { ask, failed, NoAnswer, succeeded } from './ask.ts';
import { NoSecret, secretAt, type Variables } from './secrets.ts';

export interface OnCallParts {
  /** Null when nobody is to be called. */
  readonly rules: () => OnCallRules | null;
  readonly variables: Variables;
  readonly now: () => Date;
}

interface Entry {
  readonly escalation_level?: unknown;
  readonly user?: { readonly email?: unknown };
}

const NOBODY: OnCallNow = { emails: [], lack: null };

export class PagerDutyOnCall implements OnCall {
  readonly #parts: OnCallParts;

  constructor(parts: OnCallParts) {
    this.#parts = parts;
  }

  async now(service: string): Promise<OnCallNow> {
    const rules = this.#parts.rules();
    const policy = rules?.services[service] ?? rules?.escalationPolicy ?? null;
    if (rules === null || policy === null) return NOBODY;
    try {
      return await this.#asked(rules, policy);
    } catch (error) {
      if (error instanceof NoSecret) return lacking(error.message, error.hint);
      if (error instanceof NoAnswer) return lacking(error.message, 'Look into PagerDuty, and invite them.');
      throw error;
    }
  }

  async #asked({ url, token }: OnCallRules, policy: string): Promise<OnCallNow> {
    const address = new URL('/oncalls', url);
    const query = { 'escalation_policy_ids[]': policy, 'include[]': 'users', earliest: 'true', limit: '100' };
    for (const [name, value] of Object.entries(query)) address.searchParams.set(name, value);
    const answer = await ask(
      {
        method: 'GET',
        url: address.href,
        headers: {
          authorization: `Token token=${await secretAt(token, this.#parts.variables)}`,
          accept: 'application/vnd.pagerduty+json;version=2',
        },
      },
      new AbortController().signal,
    );
    if (!succeeded(answer)) {
      const outcome = failed(answer, '', this.#parts.now());
      return lacking(
        'why' in outcome ? outcome.why : '',
        'Look at the token and the escalation policy in the catalog.',
      );
    }
    return { emails: emailsIn((answer.body as { readonly oncalls?: readonly Entry[] }).oncalls ?? []), lack: null };
  }
}

/** Of the first level; a person may be there by several schedules. */
function emailsIn(entries: readonly Entry[]): readonly string[] {
  const first = Math.min(...entries.map(({ escalation_level: level }) => Number(level)));
  const all = entries.filter(({ escalation_level: level }) => Number(level) === first).map(({ user }) => user?.email);
  return [...new Set(all.flatMap((email) => (typeof email === 'string' && email !== '' ? [email] : [])))];
}

function lacking(why: string, hint: string): OnCallNow {
  return { emails: [], lack: { why: `PagerDuty does not say who is on call: ${why}`, hint } };
}
