/** Whether a release may be to blame for an alert, and what is to be done about it: pure. What is not known is never acted on. */
import type { Alert, AlertRule, AlertTold } from '../../model/alert.ts';
import { hasEnded, type ReleaseStatus } from '../../model/release.ts';
import type { ReleaseView } from '../../model/release-view.ts';

export type Verdict =
  /** `from` is the hash of the version that is to go. */
  | { readonly does: 'ask' | 'rollback'; readonly from: string }
  | { readonly does: 'tell'; readonly why: AlertTold }
  /** It has long been over. */
  | { readonly does: 'nothing' };

/** Alerts that one rule of one place is about. */
export interface Suspected {
  readonly rule: AlertRule;
  readonly alerts: readonly Alert[];
  /** Another service or environment listens to the same alerts. */
  readonly isAmbiguous: boolean;
}

/** `view` is the newest release that has begun. The alerts are all older than it, or none is: see `olderThan`. */
export function verdictOn(view: ReleaseView, { rule, alerts, isAmbiguous }: Suspected, now: Date): Verdict {
  const { status } = view.release;
  if (status === null) return { does: 'tell', why: 'unknown' };
  if (isLongOver(status, rule, now)) return { does: 'nothing' };
  if (status.phase === 'RollingBack') return { does: 'tell', why: 'rolling-back' };
  if (hasEnded(status.phase) && status.phase !== 'Completed') return { does: 'tell', why: 'ended' };
  if (alerts.some((alert) => olderThan(alert, status))) return { does: 'tell', why: 'older' };
  if (isAmbiguous) return { does: 'tell', why: 'ambiguous' };
  const from = badVersion(view);
  if (from === null) return { does: 'tell', why: 'unknown' };
  if (rule.does === 'rollback') return { does: 'rollback', from };
  if (status.story.some(({ what }) => what === 'alertAsks')) return { does: 'tell', why: 'asked' };
  return { does: 'ask', from };
}

/** A release that has not started yet is younger than any alert. */
export function olderThan({ startsAt }: Pick<Alert, 'startsAt'>, { startedAt }: ReleaseStatus): boolean {
  return startedAt === null || Date.parse(startsAt) < Date.parse(startedAt);
}

/** A release that ended so long ago is no cause of anything new. */
export function isLongOver({ phase, endedAt }: ReleaseStatus, { withinMs }: AlertRule, now: Date): boolean {
  return hasEnded(phase) && (endedAt === null || now.getTime() - Date.parse(endedAt) > withinMs);
}

/** Null as long as the controller has not seen it, while what is known may be old, and when there is no way back. */
function badVersion({ snapshot, basis, offers }: ReleaseView): string | null {
  return snapshot?.live === true && offers.includes('rollback') ? basis.hash : null;
}
