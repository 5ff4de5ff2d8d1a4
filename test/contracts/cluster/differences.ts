/** Where the sandbox's clusters differ from a real control plane in what the contract asks, and why. */

export interface Difference {
  /** The name of the case. */
  readonly of: string;
  readonly because: string;
  /** What comes of it instead. */
  readonly instead: unknown;
}

export const differences: readonly Difference[] = [];
