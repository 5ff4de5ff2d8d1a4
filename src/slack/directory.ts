/** Slack user groups as the engine's directory: read at start, kept for minutes, remembered for ever. */
import type { WebClient } from '@slack/web-api';
import type { Logger } from 'pino';
import type { Directory } from '../engine/ports.ts';

const FRESH_MS = 5 * 60_000;

interface Group {
  readonly members: ReadonlySet<string>;
  readonly readAt: number;
}

export class SlackDirectory implements Directory {
  readonly #client: WebClient;
  readonly #log: Logger;
  readonly #groups = new Map<string, Group>();
  #ids: ReadonlyMap<string, string> = new Map();
  #timer: NodeJS.Timeout | null = null;

  constructor(client: WebClient, log: Logger) {
    this.#client = client;
    this.#log = log;
  }

  /** Reads these groups now and again every few minutes, so that a rollback finds them in memory. */
  async start(handles: readonly string[]): Promise<void> {
    const refresh = async () => {
      for (const handle of handles) {
        await this.#read(handle).catch((error: unknown) => {
          this.#log.warn({ group: handle, reason: String(error) }, 'a user group could not be read');
        });
      }
    };
    this.#timer = setInterval(() => void refresh(), FRESH_MS - 30_000);
    this.#timer.unref();
    await refresh();
  }

  stop(): void {
    if (this.#timer !== null) clearInterval(this.#timer);
  }

  async members(handle: string): Promise<ReadonlySet<string>> {
    const kept = this.#groups.get(handle);
    if (kept !== undefined && Date.now() - kept.readAt < FRESH_MS) return kept.members;
    return await this.#read(handle);
  }

  remembered(handle: string): ReadonlySet<string> | null {
    return this.#groups.get(handle)?.members ?? null;
  }

  /** What mentions the group in a message; its bare handle while its id is not known. */
  mention(handle: string): string {
    const id = this.#ids.get(handle);
    return id === undefined ? `@${handle}` : `<!subteam^${id}>`;
  }

  async #read(handle: string): Promise<ReadonlySet<string>> {
    if (!this.#ids.has(handle)) this.#ids = await this.#list();
    const usergroup = this.#ids.get(handle);
    if (usergroup === undefined) throw new Error(`Slack has no user group @${handle}`);
    const answer = await this.#client.usergroups.users.list({ usergroup });
    const members = new Set(answer.users ?? []);
    this.#groups.set(handle, { members, readAt: Date.now() });
    return members;
  }

  async #list(): Promise<ReadonlyMap<string, string>> {
    const { usergroups = [] } = await this.#client.usergroups.list();
    return new Map(usergroups.flatMap(({ handle, id }) => (handle && id ? [[handle, id] as const] : [])));
  }
}
