/** What people choose from: services with their environments, and versions with what is known of each. */
import type { ReleasePhase } from './release.ts';

export interface ServiceChoice {
  readonly name: string;
  readonly environments: readonly string[];
  /** The environment that is meant when nobody names one; null when one must be named. */
  readonly usual: string | null;
}

export interface KnownVersion {
  /** As it is typed: a tag, or a whole digest. */
  readonly version: string;
  /** `runs` has everything; `coming` is on its way or was aborted on it, and `stable` is what it would leave. */
  readonly now: 'runs' | 'stable' | 'coming' | null;
  readonly revision: number | null;
  /** The newest release of it; `environment` is null for the one that was asked about. */
  readonly released: {
    readonly environment: string | null;
    readonly phase: ReleasePhase;
    /** RFC 3339 */
    readonly at: string;
  } | null;
}
