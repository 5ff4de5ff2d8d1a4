/** What people decide about a release: who, what, and upon what they saw. */

/** Who did something. `unknown` is whoever wrote the object when nothing proves a name. */
export type Actor =
  | { readonly kind: 'user'; readonly id: string }
  | { readonly kind: 'unknown'; readonly claimed: string | null }
  | { readonly kind: 'engine' };

export type Verb = 'promote' | 'promoteFull' | 'pause' | 'resume' | 'abort' | 'undo';

/** What a person saw when they pressed. A press whose basis no longer holds is stale. */
export interface Basis {
  readonly hash: string | null;
  readonly step: number | null;
  readonly pausedSince: string | null;
}

export function sameBasis(a: Basis, b: Basis): boolean {
  return a.hash === b.hash && a.step === b.step && a.pausedSince === b.pausedSince;
}

/** What somebody asked for and the engine has not yet seen come true. */
export interface Wish {
  readonly verb: Verb;
  readonly by: Actor;
  /** RFC 3339 */
  readonly at: string;
  readonly basis: Basis;
  readonly reason?: string;
}

export interface Approval {
  readonly by: string;
  /** RFC 3339 */
  readonly at: string;
  readonly basis: Basis;
}
