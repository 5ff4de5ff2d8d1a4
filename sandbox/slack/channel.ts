/** Conversations: what is known of one, and what it may be called. */

export interface Channel {
  readonly id: string;
  /** Empty for direct messages. */
  readonly name: string;
  readonly kind: 'public' | 'private' | 'im';
  readonly members: Set<string>;
  readonly creator: string;
  /** Milliseconds of the workspace's clock. */
  readonly createdAt: number;
  topic: Note;
  purpose: Note;
  archived: boolean;
  /** Oldest first. */
  readonly pins: Pin[];
  /** Oldest first. */
  readonly bookmarks: Bookmark[];
}

/** A topic or a purpose: text, and who set it when (milliseconds). */
export interface Note {
  readonly text: string;
  readonly by: string;
  readonly at: number;
}

export interface Pin {
  readonly ts: string;
  readonly by: string;
  readonly at: number;
}

export interface Bookmark {
  readonly id: string;
  readonly title: string;
  readonly link: string;
  readonly emoji: string;
  readonly by: string;
  readonly at: number;
}

type Founding = Pick<Channel, 'id' | 'name' | 'kind' | 'members' | 'creator' | 'createdAt'>;

export function newChannel(founding: Founding): Channel {
  const nothing: Note = { text: '', by: '', at: 0 };
  return { ...founding, topic: nothing, purpose: nothing, archived: false, pins: [], bookmarks: [] };
}

const NAME_MAX = 80;

export type NameProblem =
  | 'invalid_name_required'
  | 'invalid_name_maxlength'
  | 'invalid_name_punctuation'
  | 'invalid_name_specials';

/** What is wrong with the name of a new channel in the words of conversations.create, or null. */
export function nameProblem(name: string): NameProblem | null {
  if (name === '') return 'invalid_name_required';
  if (name.length > NAME_MAX) return 'invalid_name_maxlength';
  if (/^[-_]+$/.test(name)) return 'invalid_name_punctuation';
  return /^[a-z0-9_-]+$/.test(name) ? null : 'invalid_name_specials';
}
