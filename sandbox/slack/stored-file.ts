/** One file on its way: announced, sent, completed, and shared where it was asked for. */
import type { Channel } from './channel.ts';

export interface StoredFile {
  readonly id: string;
  readonly name: string;
  /** In bytes, as announced. */
  readonly length: number;
  /** Milliseconds of the workspace's clock. */
  readonly createdAt: number;
  title: string;
  /** Null until they were sent. */
  bytes: Buffer | null;
  /** Completed once; before, nobody can see it. */
  completed: boolean;
  readonly shares: FileShare[];
}

export interface FileShare {
  readonly channel: string;
  readonly kind: Channel['kind'];
  /** Of the message that shows the file. */
  readonly ts: string;
  readonly threadTs: string | null;
}
