/** What debugging needs of a cluster: a pod beside those that serve. */
import type { Target } from '../../model/catalog.ts';

export interface WantedPod {
  readonly name: string;
  /** Hash of the version that it is a copy of. */
  readonly hash: string;
  readonly image: string;
  /** True when the image has tools, and stands beside the service's own container instead of in its place. */
  readonly beside: boolean;
  /** After so many seconds the cluster ends it, whether or not anybody is there to do so. */
  readonly seconds: number;
}

/** All of it can be asked again without harm. Throws UserProblem when the cluster refuses or is away. */
export interface TargetDebug {
  /** The container that has the image. */
  begin(target: Target, pod: WantedPod): Promise<{ readonly container: string }>;
  /** In the cluster's words; null when there is no such pod. */
  state(target: Target, name: string): Promise<string | null>;
  end(target: Target, name: string): Promise<void>;
}
