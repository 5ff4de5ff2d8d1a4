/** What the engine needs of the world to keep evidence: who collects it, and where it is kept. */
import type { CaptureAbout, CaptureOccasion } from '../../model/capture.ts';
import type { Target } from '../../model/catalog.ts';
import type { UserProblem } from '../../model/problem.ts';
import type { Gap } from '../../model/story.ts';

/** What goes wrong where, and as of when. */
export interface Occasion {
  readonly why: CaptureOccasion;
  readonly service: string;
  readonly environment: string;
  readonly target: Target;
  readonly asOf: Date;
  /** When the release began that it is about; null when none did, or that is not known. */
  readonly since: Date | null;
  /** A process that has ended began it: what memory held at that moment is lost. */
  readonly again: boolean;
  /** Hashes of the version that goes and of the one that stays or comes back; null where they are not known. */
  readonly bad: string | null;
  readonly good: string | null;
}

/** Of a text at most the newest bytes are kept where their number is given, from the beginning of a line. */
export interface Text {
  readonly text: string;
  readonly newest?: number;
}

/** One file: text, or an object that becomes JSON. */
export interface Piece {
  /** Relative, with `/`; for example `logs/shop-6d4f/app.log`. */
  readonly path: string;
  readonly content: Text | { readonly object: unknown };
  /** Where it was read, for the manifest. */
  readonly source: string;
  /** What was left out, in words; left out when it is whole. */
  readonly truncated?: string;
}

export interface EvidenceBundle {
  /** Secrets are taken out on the way. What cannot be written is named as missing. */
  put(piece: Piece): Promise<void>;
  /** True for a file that is in it, also from before a restart. */
  has(path: string): boolean;
  /** Something that was wanted is not there, and why. */
  lacks(what: string, why: string): void;
}

export interface EvidenceSource {
  /** What it collects, in a word or two, for the manifest. */
  readonly name: string;
  /** Called at the moment that the evidence is about: takes what memory holds by then, and does nothing else. Throws nothing. */
  begin(occasion: Occasion): Collector;
}

/**
 * Puts whatever there is into the bundle, what will vanish first at first, and says what is not there. Ends soon after the
 * signal, with what is outstanding named as missing.
 */
export type Collector = (bundle: EvidenceBundle, signal: AbortSignal) => Promise<void>;

export interface Sealed {
  readonly folder: string;
  readonly files: number;
  readonly missing: number;
  /** Why most of it is missing, the commonest reason first. */
  readonly gaps: readonly Gap[];
  /** SHA-256 of the manifest, which has those of the files: whoever keeps it elsewhere can tell whether anything was changed. */
  readonly manifest: string;
}

export interface OpenBundle extends EvidenceBundle {
  /**
   * Writes pages for people and the manifest; from then on the bundle is whole and nothing is added. Throws UserProblem
   * when it cannot be written.
   */
  seal(about: CaptureAbout): Promise<Sealed>;
}

/** What puts captures elsewhere as well. */
export interface EvidenceCopies {
  /** `hear` is told of each capture that was not taken, whenever it was tried. */
  onRefused(hear: (folder: string, problem: UserProblem) => void): void;
}

export interface EvidenceVault {
  /** Goes on with what an earlier process left of the same capture. Throws UserProblem when nothing can be kept. */
  open(service: string, asOf: Date): Promise<OpenBundle>;
  /** The folder as a `.tar.gz`; null when it is not there any more. Throws UserProblem when it cannot be read. */
  archive(folder: string): Promise<Uint8Array | null>;
}
