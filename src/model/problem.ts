/**
 * An error that a person may read: what happened, why, and what to do now. Everything else that goes
 * wrong is shown with a reference number only and logged in full.
 */

/** Stable codes: scripts and people may rely on them. */
export type ProblemCode =
  | 'usage'
  | 'unknown-service'
  | 'unknown-environment'
  | 'unknown-version'
  | 'unknown-release'
  | 'unknown-incident'
  | 'unknown-notice'
  | 'not-allowed'
  | 'cannot-verify-membership'
  | 'already-running'
  | 'release-running'
  | 'held'
  | 'nothing-running'
  | 'several-targets'
  | 'target-missing'
  | 'target-invalid'
  | 'target-not-live'
  | 'never-waits'
  | 'git-owned'
  | 'objects-missing'
  | 'cluster-forbidden'
  | 'cluster-refused'
  | 'cluster-unreachable'
  | 'stale'
  | 'already-decided'
  | 'own-request'
  | 'not-offered'
  | 'no-way-back'
  | 'lost-race'
  | 'evidence-not-kept';

export class UserProblem extends Error {
  readonly code: ProblemCode;
  readonly why: string;
  readonly hint: string;

  constructor(code: ProblemCode, what: { happened: string; why: string; hint: string }) {
    super(what.happened);
    this.name = 'UserProblem';
    this.code = code;
    this.why = what.why;
    this.hint = what.hint;
  }
}
