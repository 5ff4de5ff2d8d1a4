/** When a rollback is to be verified, and what the release says about it. Pure. */
import type { Release, ReleaseStatus } from '../../model/release.ts';
import type { Rollback } from '../../model/rollback.ts';
import { type Finding, outcomeOf, type Verification } from '../../model/verification.ts';
import { told } from '../release/changes.ts';

/** A rollback that was healthy longer ago is not verified any more: what is seen now says little about it. */
const RECENT_MS = 10 * 60_000;

/** A release whose rollback is to be looked at; null when it was, or when there is nothing to look at. */
export function dueToVerify({ status }: Release, now: Date): Rollback | null {
  const { rollback = null, phase } = status ?? {};
  if (rollback === null || phase !== 'RolledBack') return null;
  if (rollback.verification !== undefined) return rollback.verification.state === 'looking' ? rollback : null;
  const { healthyAt } = rollback.clock;
  return healthyAt !== undefined && now.getTime() - Date.parse(healthyAt) < RECENT_MS ? rollback : null;
}

/** Null when it says so already. */
export function looking(status: ReleaseStatus, now: Date): ReleaseStatus | null {
  if (!status.rollback || status.rollback.verification !== undefined) return null;
  return withVerification(status, { state: 'looking', since: now.toISOString(), findings: [] });
}

/** Null when it was told before. */
export function looked(status: ReleaseStatus, findings: readonly Finding[], now: Date): ReleaseStatus | null {
  const before = status.rollback?.verification;
  if (before === undefined || before.state !== 'looking') return null;
  const state = outcomeOf(findings);
  return told(withVerification(status, { ...before, state, findings }), now, { what: 'verified', state, findings });
}

function withVerification(status: ReleaseStatus, verification: Verification): ReleaseStatus {
  return status.rollback === null ? status : { ...status, rollback: { ...status.rollback, verification } };
}
