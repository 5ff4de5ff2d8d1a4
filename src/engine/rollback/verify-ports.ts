/** What the engine needs of the world to see whether a rollback has put things right. */
import type { Target } from '../../model/catalog.ts';
import type { TargetSnapshot } from '../../model/snapshot.ts';

/** One Service through which the target is reached, as read from its selector and its EndpointSlices. */
export interface ServiceReach {
  readonly service: string;
  /** Hash in its selector; null when it selects by other labels. */
  readonly selects: string | null;
  /** Ready endpoints that are pods of the wanted version, and all others. */
  readonly ready: number;
  readonly others: number;
}

/** How the wanted version is reached, all of it read at the same time. */
export interface Reach {
  readonly snapshot: TargetSnapshot;
  /** Pods of it that are ready, and not on their way out. */
  readonly ready: number;
  /** Empty when no Service leads to the pods; null when that could not be read. */
  readonly services: readonly ServiceReach[] | null;
  /** Why it could not be read, and what to do. */
  readonly unread: { readonly why: string; readonly hint: string } | null;
}

export interface TargetReach {
  /** Read from the cluster now. Throws UserProblem when it refuses or is away. */
  reach(target: Target): Promise<Reach>;
}

/** What a query is asked about. */
export interface Asked {
  readonly service: string;
  readonly environment: string;
  readonly target: Target;
  /** Hash of the version that serves now. */
  readonly hash: string;
}

/** A query of the catalog that has a limit. */
export interface Gauge {
  readonly name: string;
  readonly min: number | null;
  readonly max: number | null;
  /** One for each series; `NaN` where that is what was measured. Null when there is no answer. */
  readonly values: readonly number[] | null;
  /** Why there is no answer, as the end of a sentence. */
  readonly why: string | null;
}

export interface Gauges {
  /** Each query with a limit, as of now. Never rejects. */
  measured(asked: Asked, signal: AbortSignal): Promise<readonly Gauge[]>;
}
