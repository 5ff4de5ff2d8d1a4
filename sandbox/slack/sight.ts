/** Who sees what: channels, messages and the controls in them, from one person's chair. */
import { isRecord } from './block-kit/index.ts';
import type { Channel } from './channel.ts';
import { type Control, controlsOf, plain } from './controls.ts';
import type { Json, Message } from './message.ts';
import type { Workspace } from './workspace.ts';

/** A button by what is written on it, or any control by its action id. */
export type Which = string | { readonly actionId: string; readonly blockId?: string };

export interface Confirm {
  readonly title: string;
  readonly text: string;
  readonly confirm: string;
  readonly deny: string;
}

export class Sight {
  readonly #workspace: Workspace;

  constructor(workspace: Workspace) {
    this.#workspace = workspace;
  }

  /** Throws if there is no such person or channel, or the person cannot see it. */
  channelFor(user: string, idOrName: string): Channel {
    const name = idOrName.replace(/^#/, '');
    const all = [...this.#workspace.channels.values()];
    const channel = this.#workspace.channels.get(idOrName) ?? all.find((one) => one.name === name);
    if (!this.#workspace.users.has(user)) throw new Error(`There is nobody called ${user}`);
    if (!channel || !this.#workspace.canSee(user, channel)) throw new Error(`${user} sees no channel ${idOrName}`);
    return channel;
  }

  messages(user: string, channel: string): Message[] {
    const { id } = this.channelFor(user, channel);
    return this.#workspace.messages
      .all()
      .filter((one) => one.channel === id && one.ephemeralTo === null && (one.threadTs === null || one.broadcast));
  }

  thread(user: string, channel: string, ts: string): Message[] {
    return this.#workspace.messages.thread(this.channelFor(user, channel).id, ts);
  }

  /** The message as it is now. Throws if it is gone or meant for somebody else. */
  asSeen(user: string, { channel, ts }: Message): Message {
    const message = this.#workspace.messages.find(channel, ts);
    if (!message) throw new Error(`The message ${ts} is not there any more`);
    return this.remembered(user, message);
  }

  /** A message as a screen that lags behind still shows it. Throws if it was never meant for this person. */
  remembered(user: string, message: Message): Message {
    this.channelFor(user, message.channel);
    const { ephemeralTo, ts } = message;
    if (ephemeralTo !== null && ephemeralTo !== user) throw new Error(`${user} does not see ${ts}`);
    return message;
  }

  control(blocks: readonly Json[], which: Which): Control {
    const all = controlsOf(blocks);
    const found = all.filter((control) => matches(control, which));
    const [first] = found;
    const wanted = typeof which === 'string' ? `"${which}"` : which.actionId;
    if (!first) {
      const there = all.map(({ label, actionId }) => `"${label || actionId}"`).join(', ') || 'none';
      throw new Error(`There is no control ${wanted}; there is: ${there}`);
    }
    if (found.length > 1) throw new Error(`${found.length} controls are called ${wanted}: say which block`);
    return first;
  }

  confirmOf(blocks: readonly Json[], which: Which): Confirm | undefined {
    const { confirm } = this.control(blocks, which).element;
    if (!isRecord(confirm)) return undefined;
    const { title, text, deny } = confirm;
    return { title: plain(title), text: plain(text), confirm: plain(confirm.confirm), deny: plain(deny) };
  }
}

function matches({ actionId, blockId, label }: Control, which: Which): boolean {
  if (typeof which === 'string') return label === which;
  return which.actionId === actionId && (which.blockId ?? blockId) === blockId;
}
