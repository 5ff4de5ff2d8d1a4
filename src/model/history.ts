/** What was released, newest first, and what the cluster still keeps of it: the answer to `history`. */

import type { ReleaseView } from './release-view.ts';
import type { Revision } from './rollback.ts';
import type { VersionState } from './snapshot.ts';

export interface PastRelease {
  readonly view: ReleaseView;
  /** Number of the revision that it brought, as long as the cluster keeps that; null otherwise. */
  readonly revision: number | null;
}

/** Some releases in a row out of a longer list. */
export interface ReleasePage {
  readonly releases: readonly PastRelease[];
  /** How many stand before them. */
  readonly newer: number;
  /** How many stand after them. */
  readonly older: number;
}

/** A version that the cluster still keeps, with what a person who wants to go back to it asks. */
export interface KeptRevision extends Revision {
  readonly roles: VersionState['roles'];
  /** The target wants this one: there is no going back to it. */
  readonly isWanted: boolean;
  /** Pods of it that serve now. */
  readonly available: number;
  /** How it came the last time; null when no release says so. */
  readonly origin: 'asked' | 'elsewhere' | null;
}

export interface History extends ReleasePage {
  readonly service: string;
  readonly environment: string;
  /** True when this environment is meant when nobody says one. */
  readonly isUsual: boolean;
  /** The other environments of the service. */
  readonly others: readonly string[];
  /** Newest first; null when the cluster cannot be seen. */
  readonly revisions: readonly KeptRevision[] | null;
  /** False while a watch is down: the revisions may be old. */
  readonly live: boolean;
}
