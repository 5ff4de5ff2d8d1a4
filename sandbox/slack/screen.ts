/** What people see: the reading half of the driver. */
import type { Channel } from './channel.ts';
import { type Control, controlsOf, isButton } from './controls.ts';
import type { Json, Message } from './message.ts';
import { readMessage, readView } from './reading.ts';
import { type Confirm, Sight, type Which } from './sight.ts';
import type { OpenView } from './view-stack.ts';
import type { Workspace } from './workspace.ts';

export interface As {
  readonly as: string;
}

export interface SharedFile {
  readonly name: string;
  readonly title: string;
  readonly bytes: Buffer;
}

export class Screen {
  protected readonly sight: Sight;
  readonly #workspace: Workspace;

  constructor(workspace: Workspace) {
    this.#workspace = workspace;
    this.sight = new Sight(workspace);
  }

  /** Messages of the channel itself, oldest first; replies only if they were shown in the channel too. */
  messages(channel: string, { as }: As): Message[] {
    return this.sight.messages(as, channel);
  }

  /** Public channels, archived ones too, in the order in which they were made. */
  publicChannels(): Readonly<Channel>[] {
    return [...this.#workspace.channels.values()].filter(({ kind }) => kind === 'public');
  }

  /** What is known of a channel: topic, purpose, pins, bookmarks, who is in it. */
  channel(idOrName: string, { as }: As): Readonly<Channel> {
    return this.sight.channelFor(as, idOrName);
  }

  /** The message and its replies, oldest first. */
  thread(channel: string, ts: string, { as }: As): Message[] {
    return this.sight.thread(as, channel, ts);
  }

  /** Messages that only this person sees, oldest first. */
  ephemerals(user: string): Message[] {
    return this.#workspace.messages.all().filter((message) => message.ephemeralTo === user);
  }

  /** The direct messages between a person and the bot. */
  directMessages(user: string): Message[] {
    return this.sight.messages(user, this.#workspace.directMessage(user).id);
  }

  /** The form on top of somebody's screen. */
  form(user: string): OpenView | undefined {
    return this.#workspace.views.modals(user).at(-1);
  }

  home(user: string): OpenView | undefined {
    return this.#workspace.views.home(user);
  }

  /** Text and blocks as plain text: names for ids, no formatting signs, buttons in brackets. */
  textOf(shown: Message | OpenView): string {
    const workspace = this.#workspace;
    return 'ts' in shown && 'channel' in shown && typeof shown.ts === 'string'
      ? readMessage(workspace, shown as Message)
      : readView(workspace, shown as OpenView);
  }

  /** The files of a message, as somebody gets them who downloads them. */
  files({ files }: Message): SharedFile[] {
    return files.map(({ id, title }) => {
      const file = this.#workspace.files.get(String(id));
      if (!file?.bytes) throw new Error(`The file ${String(id)} has no bytes`);
      return { name: file.name, title: String(title), bytes: file.bytes };
    });
  }

  /** What is written on the buttons. */
  labels(shown: { readonly blocks: readonly Json[] }): string[] {
    return controlsOf(shown.blocks)
      .filter(isButton)
      .map(({ label }) => label);
  }

  controls(shown: { readonly blocks: readonly Json[] }): Control[] {
    return controlsOf(shown.blocks);
  }

  /** The question that Slack asks before it sends the press; undefined if it asks none. */
  confirmOf(shown: { readonly blocks: readonly Json[] }, which: Which): Confirm | undefined {
    return this.sight.confirmOf(shown.blocks, which);
  }

  /** All that a message ever was, oldest first; the last one may be marked `deleted`. */
  versions(ts: string): readonly Message[] {
    return this.#workspace.messages.versions(ts);
  }
}
