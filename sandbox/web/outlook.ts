/** The workspace from one person's chair, in the page's own shapes. Never says what they cannot see. */
import type { Message, SlackWorkspace } from '../slack/index.ts';
import type { ReadMarks } from './read-marks.ts';
import type { ChannelShape, FileShape, MessageShape, Offered, Person, ViewShape, Whole } from './shape.ts';

/** Of every channel the newest messages; what came before is not shown. */
const SHOWN = 300;

type State = SlackWorkspace['workspace'];
type Channel = Readonly<ReturnType<SlackWorkspace['driver']['channel']>>;

export interface Outlook {
  readonly whole: Whole;
  readonly channels: readonly ChannelShape[];
  /** Unchanged messages are the very same objects as before. */
  readonly messages: readonly MessageShape[];
}

export class Outlooks {
  readonly #state: State;
  readonly #marks: ReadMarks;
  readonly #shapes = new WeakMap<Message, MessageShape>();

  constructor(state: State, marks: ReadMarks) {
    this.#state = state;
    this.#marks = marks;
  }

  /** Null if there is no such person. */
  of(person: string): Outlook | null {
    const me = this.#people().find(({ id, isBot }) => id === person && !isBot);
    if (me === undefined) return null;
    const visible = [...this.#state.channels.values()].filter((channel) => this.#state.canSee(person, channel));
    const byChannel = this.#messagesFor(person);
    return {
      whole: this.#wholeFor(me),
      channels: visible.map((channel) => this.#channel(person, channel, byChannel.get(channel.id) ?? [])),
      messages: visible.flatMap(({ id }) => (byChannel.get(id) ?? []).slice(-SHOWN)).map((each) => this.#message(each)),
    };
  }

  #people(): Person[] {
    const { users, seed } = this.#state;
    return [...users.values()].map(({ id, name, realName = name, title = '' }) => {
      return { id, name, realName, title, isBot: id === seed.bot.userId };
    });
  }

  #wholeFor(me: Person): Whole {
    const { team, seed, groups, views } = this.#state;
    return {
      me,
      team: { name: team.name, bot: seed.bot.userId },
      people: this.#people(),
      groups: [...groups.values()].map(({ id, handle, name = handle, members }) => ({ id, handle, name, members })),
      offered: this.#offered(),
      forms: views.modals(me.id) as readonly ViewShape[],
      home: (views.home(me.id) as ViewShape | undefined) ?? null,
    };
  }

  #offered(): Offered {
    const { grants } = this.#state;
    return grants ? { ...grants.offered, homeTab: grants.homeTab } : { commands: [], shortcuts: [], homeTab: true };
  }

  #messagesFor(person: string): ReadonlyMap<string, readonly Message[]> {
    const mine = this.#state.messages.all().filter(({ ephemeralTo }) => ephemeralTo === null || ephemeralTo === person);
    return Map.groupBy(mine, ({ channel }) => channel);
  }

  #channel(person: string, channel: Channel, messages: readonly Message[]): ChannelShape {
    const seen = this.#marks.of(person, channel.id);
    const isNew = ({ ts, author }: Message) => ts > seen && author !== person;
    const fresh = messages.filter((message) => isNew(message) && (message.threadTs === null || message.broadcast));
    const mentioning = messages.filter((message) => isNew(message) && this.#mentions(person, message));
    return {
      id: channel.id,
      name: channel.name,
      kind: channel.kind,
      isMember: channel.members.has(person),
      isArchived: channel.archived,
      members: [...channel.members],
      topic: channel.topic.text,
      purpose: channel.purpose.text,
      pins: channel.pins.map(({ ts }) => ts).toReversed(),
      bookmarks: channel.bookmarks.map(({ id, title, link, emoji }) => ({ id, title, link, emoji })),
      unread: channel.kind === 'im' || channel.members.has(person) ? fresh.length : 0,
      mentions: channel.kind === 'im' ? fresh.length : mentioning.length,
    };
  }

  /** By name or by one of their groups, in the text or in a block; everybody is not counted as somebody. */
  #mentions(person: string, { text, blocks, ephemeralTo }: Message): boolean {
    if (ephemeralTo !== null) return false;
    const groups = [...this.#state.groups.values()].filter(({ members }) => members.includes(person));
    const marks = [`<@${person}>`, ...groups.map(({ id }) => `<!subteam^${id}`)];
    const all = `${text}${JSON.stringify(blocks)}`;
    return marks.some((mark) => all.includes(mark));
  }

  #message(message: Message): MessageShape {
    const known = this.#shapes.get(message);
    if (known) return known;
    const shape: MessageShape = {
      channel: message.channel,
      ts: message.ts,
      threadTs: message.threadTs,
      broadcast: message.broadcast,
      author: message.author,
      text: message.text,
      blocks: message.blocks,
      files: message.files.map((file) => this.#file(file)),
      reactions: message.reactions,
      edited: message.editedTs !== null,
      onlyYou: message.ephemeralTo !== null,
      version: message.version,
    };
    this.#shapes.set(message, shape);
    return shape;
  }

  #file({ id, title }: Readonly<Record<string, unknown>>): FileShape {
    const file = this.#state.files.get(String(id));
    return { id: String(id), name: file?.name ?? '', title: String(title ?? ''), size: file?.length ?? 0 };
  }
}
