/** Every message of the workspace with all versions it went through. Knows nothing of who may do what. */
import { type Json, type Message, withIds } from './message.ts';

export interface Draft {
  readonly channel: string;
  readonly author: string;
  readonly text: string;
  readonly blocks?: readonly Json[];
  readonly threadTs?: string | null;
  readonly broadcast?: boolean;
  readonly metadata?: Json | null;
  readonly files?: readonly Json[];
  readonly ephemeralTo?: string | null;
}

export class MessageBook {
  readonly #versions = new Map<string, Message[]>();
  readonly #now: () => number;
  readonly #versionsKept: number;
  #lastMicros = 0;
  #ids = 0;

  /** Of every message the newest `versionsKept` versions. */
  constructor(now: () => number, versionsKept = Number.POSITIVE_INFINITY) {
    this.#now = now;
    this.#versionsKept = versionsKept;
  }

  /** Seconds with six digits after the point, never the same twice, always growing. */
  nextTs(): string {
    this.#lastMicros = Math.max(this.#lastMicros + 1, Math.floor(this.#now() * 1000));
    const seconds = Math.floor(this.#lastMicros / 1_000_000);
    return `${seconds}.${String(this.#lastMicros % 1_000_000).padStart(6, '0')}`;
  }

  add(draft: Draft): Message {
    const message: Message = {
      ts: this.nextTs(),
      channel: draft.channel,
      author: draft.author,
      threadTs: draft.threadTs ?? null,
      broadcast: draft.broadcast ?? false,
      text: draft.text,
      blocks: this.#named(draft.blocks ?? []),
      metadata: draft.metadata ?? null,
      files: draft.files ?? [],
      reactions: [],
      editedTs: null,
      ephemeralTo: draft.ephemeralTo ?? null,
      deleted: false,
      version: 0,
    };
    this.#versions.set(message.ts, [message]);
    return message;
  }

  /** Puts in what was said before; what comes now comes after it. */
  restore(messages: readonly Message[]): void {
    for (const message of messages) {
      this.#versions.set(message.ts, [message]);
      this.#lastMicros = Math.max(this.#lastMicros, Number(message.ts.replace('.', '')));
    }
  }

  /** The next version of a message. */
  change(old: Message, change: Partial<Omit<Message, 'ts' | 'channel' | 'version'>>): Message {
    const versions = this.#versions.get(old.ts) ?? [];
    const version = (versions.at(-1)?.version ?? old.version) + 1;
    const next = { ...old, ...change, ...(change.blocks && { blocks: this.#named(change.blocks) }), version };
    versions.push(next);
    if (versions.length > this.#versionsKept) versions.shift();
    return next;
  }

  /** As it is now, or undefined if it was deleted or never was. */
  find(channel: string, ts: string): Message | undefined {
    const newest = this.#versions.get(ts)?.at(-1);
    return newest?.channel === channel && !newest.deleted ? newest : undefined;
  }

  versions(ts: string): readonly Message[] {
    return this.#versions.get(ts) ?? [];
  }

  /** What is there now, oldest first. */
  all(): Message[] {
    return [...this.#versions.values()].flatMap((versions) => versions.slice(-1)).filter((message) => !message.deleted);
  }

  thread(channel: string, ts: string): Message[] {
    return this.all().filter(
      (message) =>
        message.channel === channel && (message.ts === ts || message.threadTs === ts) && !message.ephemeralTo,
    );
  }

  #named(blocks: readonly Json[]): Json[] {
    return withIds(blocks, () => `bk${++this.#ids}`);
  }
}
