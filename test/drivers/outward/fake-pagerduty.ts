/** PagerDuty's Events API v2 on this machine, as its documentation has its rules. */
import { FakeSystem, type Reply, type Request } from './fake-system.ts';

export const KEY = 'e93facc04764012d7bfb002500d5d1a6';
const SEVERITIES = ['critical', 'error', 'warning', 'info'];

export interface Event {
  readonly routing_key?: string;
  readonly event_action?: string;
  readonly dedup_key?: string;
  readonly payload?: {
    readonly summary?: string;
    readonly source?: string;
    readonly severity?: string;
    readonly timestamp?: string;
    readonly custom_details?: Readonly<Record<string, string>>;
  };
  readonly links?: readonly { readonly href?: string; readonly text?: string }[];
}

/** PagerDuty's Events API v2, as its documentation has its rules: what is required, how long, and what a key does. */
export class FakePagerDuty extends FakeSystem {
  /** How often somebody was woken for each alert. */
  readonly woken = new Map<string, number>();
  readonly open = new Map<string, 'triggered' | 'acknowledged'>();
  readonly changes: Event[] = [];
  instead: Reply | null = null;

  constructor() {
    super();
    this.reply = (request) => this.instead ?? this.#taken(request);
  }

  #taken({ method, path, headers, body }: Request): Reply {
    if (method !== 'POST' || headers['content-type'] !== 'application/json') return { status: 404 };
    const event = JSON.parse(body) as Event;
    const isChange = path === '/v2/change/enqueue';
    if (!isChange && path !== '/v2/enqueue') return { status: 404 };
    const errors = isChange ? wrongChange(event) : wrongAlert(event);
    if (event.routing_key !== KEY) errors.push("'routing_key' is invalid");
    if (errors.length > 0)
      return { status: 400, body: { status: 'invalid event', message: 'Event object is invalid', errors } };
    if (isChange) this.changes.push(event);
    else this.#alert(event);
    return { status: 202, body: { status: 'success', message: 'Event processed', dedup_key: event.dedup_key } };
  }

  #alert({ event_action, dedup_key = '' }: Event): void {
    const now = this.open.get(dedup_key);
    if (event_action === 'trigger' && now !== 'acknowledged') {
      if (now === undefined) this.woken.set(dedup_key, (this.woken.get(dedup_key) ?? 0) + 1);
      this.open.set(dedup_key, 'triggered');
    }
    if (event_action === 'acknowledge' && now !== undefined) this.open.set(dedup_key, 'acknowledged');
    if (event_action === 'resolve') this.open.delete(dedup_key);
  }
}

function wrongPayload({ payload, links = [] }: Event): string[] {
  const { summary = '', timestamp = '' } = payload ?? {};
  return [
    ...(summary === '' ? ["'payload.summary' is missing or blank"] : []),
    ...(summary.length > 1_024 ? ["'payload.summary' is too long"] : []),
    ...(Number.isNaN(Date.parse(timestamp)) ? ["'payload.timestamp' is no time"] : []),
    ...(links.some(({ href }) => href === undefined) ? ["'links.href' is missing"] : []),
  ];
}

function wrongAlert(event: Event): string[] {
  const { event_action = '', dedup_key = '', payload } = event;
  if (!['trigger', 'acknowledge', 'resolve'].includes(event_action)) return ["'event_action' is invalid"];
  const key = dedup_key === '' || dedup_key.length > 255 ? ["'dedup_key' is missing or too long"] : [];
  if (event_action !== 'trigger') return key;
  return [
    ...key,
    ...wrongPayload(event),
    ...((payload?.source ?? '') === '' ? ["'payload.source' is missing or blank"] : []),
    ...(SEVERITIES.includes(payload?.severity ?? '') ? [] : ["'payload.severity' is invalid"]),
  ];
}

function wrongChange(event: Event): string[] {
  return [...wrongPayload(event), ...(event.event_action === undefined ? [] : ["'event_action' is not known"])];
}

export const REST_TOKEN = 'y_NbAkKc66ryYTWUXYEu';

export interface OnCallEntry {
  readonly policy: string;
  readonly level: number;
  readonly email: string;
}

/** Who is on call, as PagerDuty's REST API tells it (GET /oncalls). */
export class FakeOnCalls extends FakeSystem {
  entries: readonly OnCallEntry[] = [];
  instead: Reply | null = null;

  constructor() {
    super();
    this.reply = (request) => this.instead ?? this.#told(request);
  }

  #told({ method, path, headers }: Request): Reply {
    const url = new URL(path, 'http://x');
    if (method !== 'GET' || url.pathname !== '/oncalls') return { status: 404 };
    if (headers.authorization !== `Token token=${REST_TOKEN}`) return { status: 401 };
    if (headers.accept !== 'application/vnd.pagerduty+json;version=2') return { status: 400 };
    const policies = url.searchParams.getAll('escalation_policy_ids[]');
    const isWhole = url.searchParams.getAll('include[]').includes('users');
    const oncalls = this.entries
      .filter(({ policy }) => policies.includes(policy))
      .map(({ policy, level, email }) => ({
        escalation_policy: { id: policy, type: 'escalation_policy_reference' },
        escalation_level: level,
        schedule: null,
        // Without `include` people are references, which have no address.
        user: { id: 'PXPGF42', type: isWhole ? 'user' : 'user_reference', ...(isWhole && { email }) },
        start: null,
        end: null,
      }));
    return { status: 200, body: { oncalls, limit: 100, offset: 0, more: false, total: null } };
  }
}
