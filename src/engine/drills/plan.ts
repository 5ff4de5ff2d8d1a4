/** What a drill needs next: pure. */
import type { DrillRules } from '../../model/catalog.ts';
import { hasEnded, type Release, type ReleasePhase, type ReleaseStatus } from '../../model/release.ts';
import { type TargetSnapshot, trafficOf, versionOf } from '../../model/snapshot.ts';
import { isForPeople, wayBackOf } from '../release/offers.ts';

export type DrillStep =
  | { readonly do: 'wait' }
  /** Let it pass a gate, as the catalog allows where no people are. */
  | { readonly do: 'promote' }
  /** It is up, with so much of the traffic. */
  | { readonly do: 'ready'; readonly ms: number; readonly percent: number }
  | { readonly do: 'fail'; readonly why: string }
  /** Press what people press. */
  | { readonly do: 'press' }
  /** Nothing is left to be done. */
  | { readonly do: 'end' };

const WAIT: DrillStep = { do: 'wait' };
const END: DrillStep = { do: 'end' };
const OVER: ReadonlySet<ReleasePhase> = new Set(['Refused', 'RolledBack', 'Superseded', 'RollingBack']);

/** It is told how far it came: what is left is to take it back. */
export function isJudged({ story }: Pick<ReleaseStatus, 'story'>): boolean {
  return story.some(({ what }) => what === 'drillReady' || what === 'drillFailed');
}

/** A drill ends by its rollback, whatever became of it before. */
export function nextOf(release: Release, snapshot: TargetSnapshot | null, rules: DrillRules, now: Date): DrillStep {
  const { status } = release;
  if (status === null || status.phase === 'Pending') return WAIT;
  if (status.rollback !== null || OVER.has(status.phase)) return END;
  if (snapshot === null) return WAIT;
  if (isJudged(status)) {
    return wayBackOf(release, snapshot) === null && hasEnded(status.phase) ? END : { do: 'press' };
  }
  const ms = now.getTime() - Date.parse(status.startedAt ?? now.toISOString());
  if (status.phase === 'Aborted') return { do: 'fail', why: `it was aborted: ${status.message}` };
  if (ms > rules.withinMs) return { do: 'fail', why: `what it brought was not up in time (${status.message})` };
  return status.phase === 'Starting' ? WAIT : upOf(status, snapshot, rules, ms);
}

/** On a preview pods are all there is to see; where no people are, traffic has to come as well. */
function upOf({ targets, wish }: ReleaseStatus, snapshot: TargetSnapshot, rules: DrillRules, ms: number): DrillStep {
  const hash = targets[0]?.hash ?? null;
  const version = versionOf(snapshot, hash);
  if (hash === null || version === undefined || snapshot.desiredHash !== hash) return WAIT;
  const percent = trafficOf(snapshot, hash);
  const isUp = version.desired > 0 && version.available >= version.desired;
  const waits = isForPeople(snapshot.pause);
  if (isUp && (percent > 0 || (!rules.traffic && waits))) return { do: 'ready', ms, percent };
  return rules.traffic && waits && percent === 0 && wish === null ? { do: 'promote' } : WAIT;
}
