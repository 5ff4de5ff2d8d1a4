/** The few calls of Slack's Web API that are made, as seams: what is above them knows no client and no HTTP. */
import type { KnownBlock, ModalView } from '@slack/types';
import type { Said } from '../engine/incidents/intents.ts';

/** Marks a message as ours and says what it shows; it travels in the message's metadata, which every app can read. */
export interface MessageKey {
  readonly event: string;
  readonly payload: Readonly<Record<string, string | number>>;
}

export interface Outgoing {
  readonly text: string;
  readonly blocks: readonly KnownBlock[];
}

/** A thread, or a channel from a moment on. */
export type Where = { readonly threadTs: string } | { readonly oldest: Date };

export interface MessageApi {
  /** Returns the message's `ts`. */
  post(channel: string, threadTs: string | null, message: Outgoing, key: MessageKey): Promise<string>;
  update(channel: string, ts: string, message: Outgoing): Promise<void>;
  /** `ts` of each message of ours there, by the text of its key. */
  keys(channel: string, where: Where): Promise<ReadonlyMap<string, string>>;
}

export interface OutgoingFile {
  /** Unique: it is found again by it. */
  readonly name: string;
  readonly title: string;
  readonly comment: string;
  readonly bytes: Uint8Array;
}

export interface FileApi {
  /** Puts a file into a thread. Returns the file's id. */
  share(channel: string, threadTs: string, file: OutgoingFile): Promise<string>;
  /** Ids of the files that are ours in a thread, by name. */
  shared(channel: string, threadTs: string): Promise<ReadonlyMap<string, string>>;
}

export interface GroupApi {
  /** Ids of the user groups that are in use, by handle. */
  groups(): Promise<ReadonlyMap<string, string>>;
  membersOf(groupId: string): Promise<ReadonlySet<string>>;
}

export interface PeopleApi {
  /** The member with this e-mail address; null when there is none. */
  personWith(email: string): Promise<string | null>;
  /** What this member is called; null when Slack does not say. */
  nameOf(id: string): Promise<string | null>;
}

export interface Identity {
  readonly teamId: string;
  /** Set in a workspace of an Enterprise Grid. */
  readonly enterpriseId: string | null;
  readonly botId: string | null;
  readonly userId: string | null;
  /** Where people find the workspace, for example `https://acme.slack.com/`; null when Slack did not say. */
  readonly address: string | null;
}

export interface IdentityApi {
  /** Whose token it is. Asked once; a failure is not remembered. */
  identity(): Promise<Identity>;
}

export interface FormApi {
  /** `trigger` is the permission to open one form, for three seconds after somebody typed or pressed. */
  open(trigger: string, form: ModalView): Promise<void>;
  /** Throws `hash_conflict` when it was drawn since `hash`, and `not_found` when it is closed. */
  redraw(view: { readonly id: string; readonly hash: string | null }, form: ModalView): Promise<void>;
}

export interface WhisperApi {
  /** In this channel, for one person alone. */
  whisper(channel: string, user: string, message: Outgoing): Promise<void>;
  /** In a direct message. */
  tell(user: string, message: Outgoing): Promise<void>;
}

/** One page of channels, looked through. */
export interface Looked {
  /** The channel that was looked for; null when it is not on this page. */
  readonly found: string | null;
  /** Names the page after it; null when there is none. */
  readonly next: string | null;
}

/** Channels of our own. */
export interface ChannelApi {
  /** Returns the id of the new public channel; the bot is in it. */
  found(name: string): Promise<string>;
  /** Looks for a channel of this name that the bot itself has made since. The first page has no name. */
  foundEarlier(name: string, since: Date, page: string | null): Promise<Looked>;
  describe(channel: string, what: 'topic' | 'purpose', text: string): Promise<void>;
  archive(channel: string): Promise<void>;
}

/** What is put at the top of a channel, and who is called into it. */
export interface FurnishApi {
  /** Returns who could not be invited, and Slack's word for it. Who is in already is no failure. */
  invite(
    channel: string,
    users: readonly string[],
  ): Promise<readonly { readonly user: string; readonly error: string }[]>;
  pin(channel: string, ts: string): Promise<void>;
  bookmark(channel: string, title: string, link: string): Promise<void>;
}

/** What others have written. */
export interface ReadingApi {
  /** Null when there is no such message. */
  said(channel: string, ts: string): Promise<Said | null>;
}

/** One string per key, the same for what is posted and for what is found. */
export function keyText({ event, payload }: MessageKey): string {
  return `${event} ${Object.entries(payload)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => `${name}=${value}`)
    .join(' ')}`;
}
