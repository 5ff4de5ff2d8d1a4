/** Slack user groups as the engine's directory: read at start, kept for minutes, remembered for ever. */
import type { Logger } from 'pino';
import type { Directory } from '../engine/ports.ts';
import { pause } from '../waiting/pause.ts';
import type { GroupApi } from './api.ts';
import { failureOf, Refused } from './failures.ts';

const FRESH_MS = 5 * 60_000;
/** A little before memory is too old, so that nobody who presses has to wait. */
const REFRESH_MS = FRESH_MS - 30_000;
const RETRY_MS = 15_000;

interface Group {
  readonly members: ReadonlySet<string>;
  readonly readAt: number;
}

const IN_WORDS: Readonly<Record<string, string>> = {
  plan_upgrade_required: 'this workspace has no user groups, which need a paid plan: name people one by one instead',
  missing_scope: 'the app lacks the scope usergroups:read: install it again from the manifest',
  no_such_subteam: 'there is no such user group',
  invalid_auth: 'the bot token is not valid',
};

export class SlackDirectory implements Directory {
  readonly #api: GroupApi;
  readonly #log: Logger;
  readonly #now: () => number;
  readonly #groups = new Map<string, Group>();
  readonly #reading = new Map<string, Promise<ReadonlySet<string>>>();
  #stop = new AbortController();
  #ids: ReadonlyMap<string, string> = new Map();

  constructor(api: GroupApi, log: Logger, now: () => number = Date.now) {
    this.#api = api;
    this.#log = log;
    this.#now = now;
  }

  /**
   * Reads these groups and goes on reading them in the background, and no longer those of an earlier call; resolves when
   * all of them were tried once. Those that nobody knows yet come first.
   */
  start(handles: readonly string[]): Promise<void> {
    this.stop();
    this.#stop = new AbortController();
    if (handles.length === 0) return Promise.resolve();
    const { signal } = this.#stop;
    const unknownFirst = handles.toSorted((a, b) => Number(this.#groups.has(a)) - Number(this.#groups.has(b)));
    return new Promise((resolve) => void this.#refreshForEver(unknownFirst, signal, resolve));
  }

  stop(): void {
    this.#stop.abort();
  }

  async members(handle: string): Promise<ReadonlySet<string>> {
    const kept = this.#groups.get(handle);
    if (kept !== undefined && this.#now() - kept.readAt < FRESH_MS) return kept.members;
    return await this.#readOnce(handle);
  }

  remembered(handle: string): ReadonlySet<string> | null {
    return this.#groups.get(handle)?.members ?? null;
  }

  /** Id of the group, for a mention. Throws when it cannot be learned. */
  async groupId(handle: string): Promise<string> {
    const wanted = handle.toLowerCase();
    if (!this.#ids.has(wanted)) this.#ids = await this.#asked(handle, () => this.#api.groups());
    const id = this.#ids.get(wanted);
    if (id === undefined) throw new UnreadableGroup(handle, 'no_such_subteam');
    return id;
  }

  /** What calls the group in a message; its bare handle when it cannot be called. */
  async mention(handle: string): Promise<string> {
    try {
      return `<!subteam^${await this.groupId(handle)}>`;
    } catch (error) {
      this.#log.warn({ group: handle, reason: inWords(error) }, 'a user group cannot be mentioned');
      return `@${handle}`;
    }
  }

  async #refreshForEver(handles: readonly string[], signal: AbortSignal, triedOnce: () => void): Promise<void> {
    while (!signal.aborted) {
      const isWhole = await this.#refresh(handles, signal);
      triedOnce();
      await pause(isWhole ? REFRESH_MS : RETRY_MS, signal);
    }
  }

  /** False when a group could not be read for a reason that may pass. */
  async #refresh(handles: readonly string[], signal: AbortSignal): Promise<boolean> {
    // Groups come and go, and change their names.
    this.#ids = await this.#api.groups().catch(() => this.#ids);
    let isWhole = true;
    for (const handle of handles) {
      if (signal.aborted) return isWhole;
      try {
        await this.#readOnce(handle);
      } catch (error) {
        const failure = failureOf(error);
        isWhole &&= failure.kind === 'permanent';
        this.#log.warn({ group: handle, reason: inWords(error) }, 'a user group could not be read');
        if (failure.kind === 'limited') await pause(failure.afterMs, signal);
      }
    }
    return isWhole;
  }

  #readOnce(handle: string): Promise<ReadonlySet<string>> {
    const reading = this.#reading.get(handle);
    if (reading !== undefined) return reading;
    const begun = this.#read(handle).finally(() => this.#reading.delete(handle));
    this.#reading.set(handle, begun);
    return begun;
  }

  async #read(handle: string): Promise<ReadonlySet<string>> {
    const id = await this.groupId(handle);
    const members = await this.#asked(handle, () => this.#api.membersOf(id));
    this.#groups.set(handle, { members, readAt: this.#now() });
    return members;
  }

  async #asked<T>(handle: string, call: () => Promise<T>): Promise<T> {
    try {
      return await call();
    } catch (error) {
      const failure = failureOf(error);
      throw failure.kind === 'permanent' ? new UnreadableGroup(handle, failure.error) : error;
    }
  }
}

/** Slack answered, and the answer was no. */
class UnreadableGroup extends Refused {
  constructor(handle: string, error: string) {
    super('usergroups', error);
    this.name = 'UnreadableGroup';
    this.message = `@${handle}: ${IN_WORDS[error] ?? error}`;
  }
}

function inWords(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
