/** Whether a rollback has really put things right: what was looked at once it was healthy, and what came of it. */

/** What cannot be learned is `unknown`, and never counts as `good`. */
export type FindingState = 'good' | 'bad' | 'unknown';

export interface Finding {
  /** `version`, `pods`, `service <name>`, `traffic` or `metric <name>`. */
  readonly about: string;
  readonly state: FindingState;
  /** One clause, for example `3 of 3 pods are ready`. */
  readonly says: string;
  /** What to do about it; left out where it is good. */
  readonly hint?: string;
}

export interface Verification {
  /** `looking` survives a restart. `partly`: nothing is wrong, and something is not known. */
  readonly state: 'looking' | 'verified' | 'partly' | 'wrong';
  /** RFC 3339 */
  readonly since: string;
  readonly findings: readonly Finding[];
}

/** What the findings together come to; nothing found is nothing known. */
export function outcomeOf(findings: readonly Finding[]): Exclude<Verification['state'], 'looking'> {
  if (findings.some(({ state }) => state === 'bad')) return 'wrong';
  return findings.length > 0 && findings.every(({ state }) => state === 'good') ? 'verified' : 'partly';
}
