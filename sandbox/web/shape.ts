/** What the page is told and what it may ask for: types alone, shared by the server and the browser. */

export type Json = Readonly<Record<string, unknown>>;

export interface Person {
  readonly id: string;
  readonly name: string;
  readonly realName: string;
  /** What the person does; empty for the bot. */
  readonly title: string;
  readonly isBot: boolean;
}

export interface Group {
  readonly id: string;
  readonly handle: string;
  readonly name: string;
  readonly members: readonly string[];
}

export interface Bookmark {
  readonly id: string;
  readonly title: string;
  readonly link: string;
  readonly emoji: string;
}

export interface ChannelShape {
  readonly id: string;
  /** Empty for direct messages. */
  readonly name: string;
  readonly kind: 'public' | 'private' | 'im';
  readonly isMember: boolean;
  readonly isArchived: boolean;
  readonly members: readonly string[];
  readonly topic: string;
  readonly purpose: string;
  /** Of the pinned messages, the `ts`; newest first. */
  readonly pins: readonly string[];
  readonly bookmarks: readonly Bookmark[];
  /** Messages of others since this person looked last, and how many of those mention them. */
  readonly unread: number;
  readonly mentions: number;
}

export interface FileShape {
  readonly id: string;
  readonly name: string;
  readonly title: string;
  /** In bytes. */
  readonly size: number;
}

export interface MessageShape {
  readonly channel: string;
  readonly ts: string;
  readonly threadTs: string | null;
  /** A reply that the channel shows as well. */
  readonly broadcast: boolean;
  readonly author: string;
  readonly text: string;
  readonly blocks: readonly Json[];
  readonly files: readonly FileShape[];
  readonly reactions: readonly { readonly name: string; readonly users: readonly string[] }[];
  readonly edited: boolean;
  /** Nobody else sees it. */
  readonly onlyYou: boolean;
  /** Goes back with a press, so that it counts as one on what the screen showed. */
  readonly version: number;
}

/** A form or a Home tab as Slack keeps it. */
export type ViewShape = Json & { readonly id: string; readonly hash: string; readonly blocks: readonly Json[] };

export interface Offered {
  readonly commands: readonly { readonly command: string; readonly description: string; readonly usageHint: string }[];
  readonly shortcuts: readonly {
    readonly callbackId: string;
    readonly type: 'message' | 'global';
    readonly name: string;
    readonly description: string;
  }[];
  readonly homeTab: boolean;
}

/** All that is there but once. */
export interface Whole {
  readonly me: Person;
  readonly team: { readonly name: string; readonly bot: string };
  readonly people: readonly Person[];
  readonly groups: readonly Group[];
  readonly offered: Offered;
  /** Open forms, bottom first. */
  readonly forms: readonly ViewShape[];
  readonly home: ViewShape | null;
}

/** What has changed since the last time; at first, everything. */
export interface Changes {
  readonly whole: Partial<Whole>;
  readonly channels: readonly ChannelShape[];
  readonly goneChannels: readonly string[];
  readonly messages: readonly MessageShape[];
  readonly goneMessages: readonly { readonly channel: string; readonly ts: string }[];
}

/** A control, where it stands. */
export type Place =
  | { readonly on: 'message'; readonly channel: string; readonly ts: string; readonly version: number }
  | { readonly on: 'form' }
  | { readonly on: 'home' };

/** One text, or several for controls with several choices. */
export type Chosen = string | readonly string[];

export type Act =
  | { readonly do: 'say'; readonly channel: string; readonly text: string; readonly threadTs: string | null }
  | { readonly do: 'command'; readonly channel: string; readonly command: string; readonly text: string }
  | {
      readonly do: 'use';
      readonly place: Place;
      readonly blockId: string;
      readonly actionId: string;
      readonly chosen?: Chosen | undefined;
    }
  | {
      readonly do: 'suggest';
      readonly place: Place;
      readonly blockId: string;
      readonly actionId: string;
      readonly typed: string;
    }
  | { readonly do: 'fill'; readonly fields: Readonly<Record<string, Chosen>> }
  | { readonly do: 'submit'; readonly fields: Readonly<Record<string, Chosen>> }
  | { readonly do: 'close' }
  | {
      readonly do: 'shortcut';
      readonly callbackId: string;
      readonly message: { readonly channel: string; readonly ts: string } | null;
    }
  | { readonly do: 'dismiss'; readonly channel: string; readonly ts: string }
  | {
      readonly do: 'react';
      readonly channel: string;
      readonly ts: string;
      readonly name: string;
      readonly on: boolean;
    }
  | { readonly do: 'home' }
  | { readonly do: 'read'; readonly channel: string };

export interface Option {
  readonly label: string;
  readonly value: string;
}

export interface Outcome {
  /** In Slack's word, such as `operation_timeout`; null when all is well. */
  readonly failure: string | null;
  /** At fields of a form, by block id. */
  readonly errors?: Readonly<Record<string, string>>;
  readonly options?: readonly Option[];
  /** Of what was said: its `ts`. */
  readonly ts?: string;
}

/** One request and its answer, for the drawer behind the scenes. */
export interface Exchange {
  readonly id: string;
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly way: 'to bot' | 'to Slack';
  /** A Web API method, or what was sent to the bot. */
  readonly name: string;
  /** Whose doing it was, or what it was about; may be empty. */
  readonly about: string;
  readonly state: 'open' | 'ok' | 'refused' | 'failed';
  /** What came of it, in a word. */
  readonly word: string;
  readonly ms: number | null;
}

export interface ExchangeParts {
  readonly request: unknown;
  readonly answer: unknown;
}

export interface Bucket {
  readonly key: string;
  readonly left: number;
  readonly most: number;
  readonly perSecond: number;
}

/** The built program as a process. */
export interface ProgramState {
  readonly state: 'starting' | 'ready' | 'frozen' | 'ended';
  /** How often it was started. */
  readonly starts: number;
}

export interface Behind {
  readonly exchanges: readonly Exchange[];
  readonly buckets: readonly Bucket[];
  readonly sockets: number;
  readonly isDown: boolean;
  /** Which faults are switched on. */
  readonly faults: readonly FaultName[];
  readonly program: ProgramState | null;
  /** The newest lines that it logged. */
  readonly log: readonly string[];
}

export type FaultName = 'rateLimit' | 'slow' | 'errors';

export type Trouble =
  | { readonly do: 'fault'; readonly name: FaultName; readonly on: boolean }
  | { readonly do: 'down'; readonly on: boolean }
  | { readonly do: 'disconnect' }
  | { readonly do: 'freeze'; readonly on: boolean }
  | { readonly do: 'restart' };
