/** The Web API: one call in, one answer out. Reads forms and JSON, checks token, scope and rate, then asks the method. */
import { type ApiMethod, ApiRefusal } from './api-call.ts';
import { isRecord } from './block-kit/index.ts';
import { type Answer, type CallDesk, type Reply, tooMany } from './call-desk.ts';
import type { Json } from './message.ts';
import { apps } from './methods/apps.ts';
import { channels } from './methods/channels.ts';
import { chat } from './methods/chat.ts';
import { conversations } from './methods/conversations.ts';
import { files } from './methods/files.ts';
import { marks } from './methods/marks.ts';
import { people } from './methods/people.ts';
import { views } from './methods/views.ts';
import type { RateLimits } from './rate-limits.ts';
import { checkScope } from './scopes.ts';
import type { Workspace } from './workspace.ts';

const METHODS: Readonly<Record<string, ApiMethod>> = {
  ...apps,
  ...channels,
  ...chat,
  ...conversations,
  ...people,
  ...views,
  ...files,
  ...marks,
};

export interface WebApiParts {
  readonly workspace: Workspace;
  readonly desk: CallDesk;
  /** Null: no limits. */
  readonly limits: RateLimits | null;
  readonly origin: () => string;
}

export class WebApi {
  readonly #parts: WebApiParts;

  constructor(parts: WebApiParts) {
    this.#parts = parts;
  }

  handle(method: string, request: { headers: NodeJS.Dict<string | string[]>; body: Buffer }): Promise<Reply> {
    const { token, ...args } = readArgs(String(request.headers['content-type'] ?? ''), request.body.toString('utf8'));
    const bearer = /^Bearer (.+)$/.exec(String(request.headers.authorization ?? ''))?.[1];
    return this.#parts.desk.take(method, args, () => {
      const wait = this.#parts.limits?.secondsToWait(method, args) ?? 0;
      return wait > 0 ? tooMany(wait) : this.#answer(method, args, bearer ?? String(token ?? ''));
    });
  }

  /** Slack says "no" with status 200. */
  #answer(method: string, args: Json, token: string): Answer {
    try {
      return { status: 200, body: { ok: true, ...this.#carryOut(method, args, token) } };
    } catch (error) {
      if (error instanceof ApiRefusal) return { status: 200, body: { ok: false, error: error.message, ...error.more } };
      throw error;
    }
  }

  #carryOut(method: string, args: Json, token: string): Json {
    const { workspace, origin } = this.#parts;
    const run = Object.hasOwn(METHODS, method) ? METHODS[method] : undefined;
    if (!run) throw new ApiRefusal('unknown_method', { req_method: method });
    checkToken(workspace, method, token);
    checkScope(workspace, method, args);
    return run({ workspace, args, origin: origin() });
  }
}

/** Each method is for one kind of token: that of the bot, or that of the app. */
function checkToken({ seed }: Workspace, method: string, token: string): void {
  const { token: ofBot, appToken: ofApp } = seed.bot;
  if (token === '') throw new ApiRefusal('not_authed');
  if (token !== ofBot && token !== ofApp) throw new ApiRefusal('invalid_auth');
  if (token !== (Object.hasOwn(apps, method) ? ofApp : ofBot)) throw new ApiRefusal('not_allowed_token_type');
}

function readArgs(contentType: string, body: string): Json {
  if (!contentType.includes('json')) return Object.fromEntries(new URLSearchParams(body));
  const parsed: unknown = JSON.parse(body === '' ? '{}' : body);
  return isRecord(parsed) ? parsed : {};
}
