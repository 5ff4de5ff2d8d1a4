/**
 * The state of a workspace: who is there, what was said, what is open on whose screen. No HTTP in here. Everything that
 * happens is announced, so that whoever waits for something can look again.
 */
import { EventEmitter } from 'node:events';
import { type Channel, newChannel } from './channel.ts';
import { MessageBook } from './message-book.ts';
import { type Grants, readGrants, type Seed, type SeedGroup, type SeedUser } from './seed.ts';
import type { StoredFile } from './stored-file.ts';
import { Tickets } from './tickets.ts';
import { TriggerDesk } from './triggers.ts';
import { ViewStack } from './view-stack.ts';

export class Workspace {
  readonly seed: Seed;
  readonly team: { readonly id: string; readonly name: string; readonly domain: string };
  readonly now: () => number;
  readonly users: Map<string, SeedUser>;
  readonly groups: Map<string, SeedGroup>;
  readonly channels: Map<string, Channel>;
  readonly files = new Map<string, StoredFile>();
  readonly messages: MessageBook;
  readonly views: ViewStack;
  readonly triggers: TriggerDesk;
  readonly tickets = new Tickets();
  /** Null: everything is granted. */
  readonly grants: Grants | null;
  readonly #changes = new EventEmitter();

  constructor(seed: Seed, options: { now: () => number; manifest?: unknown; history?: number | undefined }) {
    this.seed = seed;
    this.team = seed.team ?? { id: 'T0SANDBOX', name: 'Sandbox', domain: 'sandbox' };
    this.now = options.now;
    this.grants = options.manifest === undefined ? null : readGrants(options.manifest);
    const { bot } = seed;
    const people = [...seed.users, { id: bot.userId, name: bot.name ?? 'rollbridge' }];
    this.users = new Map(people.map((user) => [user.id, user]));
    this.groups = new Map(seed.groups?.map((group) => [group.id, group]));
    this.channels = new Map(seed.channels.map((channel) => [channel.id, channelOf(channel, options.now())]));
    this.messages = new MessageBook(options.now, options.history);
    this.views = new ViewStack(this.team.id, bot);
    this.triggers = new TriggerDesk(options.now);
    this.#changes.setMaxListeners(0);
  }

  changed(): void {
    this.#changes.emit('change');
  }

  /** Calls back after every change until the returned function is called. */
  onChange(look: () => void): () => void {
    this.#changes.on('change', look);
    return () => this.#changes.off('change', look);
  }

  /** A channel by id, or a public one by its name with or without `#`. */
  channel(idOrName: string): Channel | undefined {
    const name = idOrName.replace(/^#/, '');
    return (
      this.channels.get(idOrName) ??
      [...this.channels.values()].find((channel) => channel.kind === 'public' && channel.name === name)
    );
  }

  /** The conversation between the bot and one person, opened on first use. */
  directMessage(user: string): Channel {
    const id = `D${user.slice(1)}`;
    const known = this.channels.get(id);
    if (known) return known;
    const bot = this.seed.bot.userId;
    const founding = { name: '', kind: 'im', members: new Set([user, bot]), creator: bot } as const;
    const opened = newChannel({ id, ...founding, createdAt: this.now() });
    this.channels.set(id, opened);
    return opened;
  }

  /** Public channels are open to everybody, the others to their members. */
  canSee(user: string, channel: Channel): boolean {
    return channel.kind === 'public' || channel.members.has(user);
  }
}

function channelOf({ id, name, isPrivate, members }: Seed['channels'][number], createdAt: number): Channel {
  const kind = isPrivate ? 'private' : 'public';
  return newChannel({ id, name, kind, members: new Set(members), creator: members[0] ?? '', createdAt });
}
