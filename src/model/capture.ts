/** What is said of a capture as a whole, in its manifest and on its pages. */
import type { Target } from './catalog.ts';
import type { Evidence } from './release.ts';

/** `asked`: somebody wanted to have it, of what runs. */
export type CaptureOccasion = Evidence['occasion'] | 'asked';

export interface CaptureAbout {
  readonly occasion: CaptureOccasion;
  readonly service: string;
  readonly environment: string;
  readonly target: Target;
  /** Name of the release; null while it is not recorded. */
  readonly release: string | null;
  /** Hashes of the version that goes and of the one that stays or comes back; null where they are not known. */
  readonly bad: string | null;
  readonly good: string | null;
  /** RFC 3339, as the next two are: the moment that it is about, and the time that was taken for it. */
  readonly asOf: string;
  readonly began: string;
  readonly ended: string;
  /** True when an earlier process began it. */
  readonly again: boolean;
}
