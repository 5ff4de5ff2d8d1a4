/** What the engine needs of the world to record releases in flight: who listens to them, and what keeps what was heard. */
import type { Target } from '../../model/catalog.ts';
import type { Occasion } from './ports.ts';

/** A release whose new version is listened to. */
export interface Flight {
  /** Name of the release. */
  readonly release: string;
  readonly service: string;
  readonly environment: string;
  readonly target: Target;
  /** Hashes of the new version, and of the one that it replaces where that is known. */
  readonly bad: string;
  readonly good: string | null;
}

/** What is heard of one release. It is bounded: what is oldest makes room, line by line or more. */
export interface Tape {
  /**
   * A line for the file that evidence would have of it, for example `logs/shop-6d4f/app.log`. It begins with its time (RFC
   * 3339) and a space, and has no line break.
   */
  add(path: string, line: string | Buffer): void;
  /** Time of the newest line; null when there is none. */
  newest(path: string): string | null;
  /** Something of this file was not heard, and why. */
  skipped(path: string, why: string): void;
  /** Something is not recorded at all, and why. */
  lacks(what: string, why: string): void;
}

/** Listens to one thing, such as logs, of each release in flight. */
export interface RecordingSource {
  /** Until the signal. Throws nothing; what cannot be heard is said on the tape, and tried again. */
  record(flight: Flight, tape: Tape, signal: AbortSignal): void;
}

/** Keeps tapes. */
export interface Recorder {
  /** The tape of this release, with what an earlier process left of it. */
  tape(flight: Flight): Tape;
  /** Forgets every other release. */
  keepTo(releases: ReadonlySet<string>): void;
}

/** What was heard for one file. */
export interface RecordedFile {
  readonly path: string;
  /** RFC 3339, of the first and of the last line. */
  readonly from: string;
  readonly to: string;
  /** What is not there, in words; null when all of it is. */
  readonly truncated: string | null;
  /** Every line with its time before it, each with a line break. */
  text(): string;
}

export interface Recording {
  readonly files: readonly RecordedFile[];
  readonly lacking: readonly { readonly what: string; readonly why: string }[];
}

/** What evidence takes from the recorder. */
export interface Recordings {
  /** Of the release that this is about; null when nothing was heard of it. */
  find(occasion: Pick<Occasion, 'target' | 'bad'>): Recording | null;
}
