/** The changes a release goes through, as pure functions from one status to the next. */
import { type Target, targetKey } from '../../model/catalog.ts';
import { type Actor, type Approval, sameBasis, type Wish } from '../../model/decision.ts';
import {
  isFromElsewhere,
  type Release,
  type ReleasePhase,
  type ReleaseStatus,
  type Scaling,
  type TargetRecord,
} from '../../model/release.ts';
import type { Hold, KeptVersion, Rollback } from '../../model/rollback.ts';
import type { TargetSnapshot } from '../../model/snapshot.ts';
import type { Earlier, StoryEvent } from '../../model/story.ts';
import { versionOf } from './versions.ts';

export function freshStatus(requester: Actor): ReleaseStatus {
  return {
    phase: 'Pending',
    message: 'Waiting to be taken up',
    requester,
    startedAt: null,
    endedAt: null,
    targets: [],
    approvals: [],
    wish: null,
    rollback: null,
    hold: null,
    evidence: null,
    story: [],
    card: null,
  };
}

export function told(status: ReleaseStatus, now: Date, ...events: readonly StoryEvent[]): ReleaseStatus {
  const at = now.toISOString();
  return { ...status, story: [...status.story, ...events.map((event) => ({ ...event, at }))] };
}

export function inPhase(status: ReleaseStatus, phase: ReleasePhase, message: string): ReleaseStatus {
  return { ...status, phase, message };
}

export function ended(status: ReleaseStatus, phase: ReleasePhase, message: string, now: Date): ReleaseStatus {
  return { ...inPhase(status, phase, message), endedAt: now.toISOString(), wish: null };
}

export function withRecord(status: ReleaseStatus, change: Partial<TargetRecord>): ReleaseStatus {
  const [record, ...rest] = status.targets;
  return record === undefined ? status : { ...status, targets: [{ ...record, ...change }, ...rest] };
}

/** Which target it was. */
export function recordOf(target: Target): Pick<TargetRecord, 'region' | 'object'> {
  return { region: target.region, object: targetKey(target) };
}

export interface TakenUp {
  readonly target: Target;
  /** Null for a restart, which replaces no version. */
  readonly kept: KeptVersion | null;
  readonly found: string;
  readonly image: string;
  /** Null as long as the controller has not seen the new version. */
  readonly hash: string | null;
  /** What it is about to do, in a few words. */
  readonly message: string;
  readonly reason: string | undefined;
}

/** All that is needed to go on, and to go back, is written down before anything in the target is changed. */
export function takenUp(
  status: ReleaseStatus,
  { target, kept, found, image, hash, message, reason }: TakenUp,
  now: Date,
): ReleaseStatus {
  const record: TargetRecord = { ...recordOf(target), replaced: kept, found, image, hash, step: null };
  return told({ ...inPhase(status, 'Starting', message), startedAt: now.toISOString(), targets: [record] }, now, {
    what: 'requested',
    by: status.requester,
    ...(reason === undefined ? {} : { reason }),
  });
}

export interface Adopted {
  readonly target: Target;
  /** The version that was wanted before; null when nothing keeps it. */
  readonly replaced: KeptVersion | null;
  readonly snapshot: Pick<TargetSnapshot, 'image' | 'desiredHash' | 'manager'>;
  /** The release that had it in hand before; null when none did. */
  readonly earlier: Release | null;
}

/**
 * A release of what is under way already. Whoever started it is not proven by the field manager's name; who asked for a
 * release of ours is, and may approve it no more than before.
 */
export function adopted({ target, replaced, snapshot, earlier }: Adopted, now: Date): ReleaseStatus {
  const { image, desiredHash, manager } = snapshot;
  const record: TargetRecord = {
    ...recordOf(target),
    replaced,
    found: null,
    image,
    hash: desiredHash,
    step: null,
  };
  const requester = earlier?.status?.requester ?? { kind: 'unknown', claimed: manager };
  const status = inPhase(freshStatus(requester), 'Progressing', 'The update is under way');
  return told(
    { ...status, startedAt: now.toISOString(), targets: [record] },
    now,
    {
      what: 'adopted',
      by: manager,
      ...(earlier !== null && !isFromElsewhere(earlier) ? { earlier: namesOf(earlier) } : {}),
    },
    { what: 'started', from: replaced?.image ?? '', to: image },
  );
}

function namesOf({ name, spec: { service, environment } }: Release): Earlier {
  return { release: name, service, environment };
}

export function started(status: ReleaseStatus, hash: string | null, now: Date): ReleaseStatus {
  const record = status.targets[0];
  return told(withRecord(inPhase(status, 'Progressing', 'The update is under way'), { hash }), now, {
    what: 'started',
    from: record?.replaced?.image ?? '',
    to: record?.image ?? '',
  });
}

/** Approvals count only for exactly what they approved: another step, pause or version voids them. */
export function approvalsFor(status: ReleaseStatus, basis: Approval['basis']): readonly Approval[] {
  return status.approvals.filter((approval) => sameBasis(approval.basis, basis));
}

export function approved(status: ReleaseStatus, approval: Approval, needed: number, now: Date): ReleaseStatus {
  const next = { ...status, approvals: [...approvalsFor(status, approval.basis), approval] };
  const given = next.approvals.length;
  const by: Actor = { kind: 'user', id: approval.by };
  const spoken = told(next, now, { what: 'approved', by, given, needed });
  if (given < needed) return spoken;
  return { ...spoken, wish: { verb: 'promote', by, at: approval.at, basis: approval.basis } };
}

export function wished(status: ReleaseStatus, wish: Wish, now: Date): ReleaseStatus {
  const { verb, by, reason } = wish;
  return told({ ...status, wish }, now, { what: 'asked', verb, by, ...(reason === undefined ? {} : { reason }) });
}

export function wishCarriedOut(status: ReleaseStatus, now: Date): ReleaseStatus {
  if (status.wish === null) return status;
  const next = told({ ...status, wish: null }, now, { what: 'carriedOut', verb: status.wish.verb });
  return status.phase === 'AwaitingApproval' || status.phase === 'Paused'
    ? inPhase(next, 'Progressing', 'The update is under way')
    : next;
}

export function wishFailed(status: ReleaseStatus, why: string, now: Date): ReleaseStatus {
  if (status.wish === null) return status;
  return told({ ...status, wish: null }, now, { what: 'notCarriedOut', verb: status.wish.verb, why });
}

export function rollingBack(status: ReleaseStatus, rollback: Rollback, now: Date): ReleaseStatus {
  const { by, cause, reason, to } = rollback;
  const why = reason === undefined ? {} : { reason };
  const event: StoryEvent =
    cause === 'rejected'
      ? { what: 'rejected', by, ...why }
      : { what: 'rollbackAsked', by, to: versionOf(to.image), ...why, ...(cause === 'pressed' ? {} : { cause }) };
  const message = `Going back to ${versionOf(to.image)}`;
  const asks: StoryEvent[] =
    rollback.acknowledgement === undefined ? [] : [{ what: 'acknowledgementWanted', by, isReminder: false }];
  const back = { ...inPhase(status, 'RollingBack', message), rollback, wish: null, endedAt: null };
  const next = told(back, now, event, ...asks);
  return cause === 'rejected' || cause === 'drill' ? next : held(next, reason, now);
}

/** In the same write as the rollback that it belongs to. */
function held(status: ReleaseStatus, reason: string | undefined, now: Date): ReleaseStatus {
  const hold: Hold = { since: now.toISOString(), reason: reason ?? null, lifted: null };
  return told({ ...status, hold }, now, { what: 'held', ...(reason === undefined ? {} : { reason }) });
}

export function lifted(status: ReleaseStatus, by: Actor, reason: string | null, now: Date): ReleaseStatus {
  if (status.hold === null) return status;
  const why = reason === null ? {} : { reason };
  const hold: Hold = { ...status.hold, lifted: { by, at: now.toISOString(), ...why } };
  return told({ ...status, hold }, now, { what: 'lifted', by, ...why });
}

export function trafficGone(status: ReleaseStatus, now: Date): ReleaseStatus {
  const { rollback } = status;
  if (rollback === null || rollback.clock.zeroAt !== undefined) return status;
  const clock = { ...rollback.clock, zeroAt: now.toISOString() };
  return told({ ...status, rollback: { ...rollback, clock } }, now, {
    what: 'trafficBack',
    ms: now.getTime() - Date.parse(clock.pressedAt),
  });
}

export function rolledBack(status: ReleaseStatus, now: Date): ReleaseStatus {
  const { rollback } = status;
  if (rollback === null) return status;
  const clock = { ...rollback.clock, healthyAt: now.toISOString() };
  const to = versionOf(rollback.to.image);
  const next = ended({ ...status, rollback: { ...rollback, clock } }, 'RolledBack', `Back on ${to}`, now);
  return told(next, now, { what: 'rolledBack', to, ms: now.getTime() - Date.parse(clock.pressedAt) });
}

/** Every pod of the version is a new one. */
export function restarted(status: ReleaseStatus, now: Date): ReleaseStatus {
  const ms = now.getTime() - Date.parse(status.startedAt ?? now.toISOString());
  return told(ended(status, 'Completed', 'All pods are new', now), now, { what: 'completed', ms });
}

/** So many pods are wanted, and there. */
export function scaled(status: ReleaseStatus, { from, to }: Scaling, now: Date): ReleaseStatus {
  const ms = now.getTime() - Date.parse(status.startedAt ?? now.toISOString());
  return told(ended(status, 'Completed', `${to} pods are wanted and available`, now), now, {
    what: 'scaled',
    from,
    to,
    ms,
  });
}

/** `why` is given when somebody else has changed the number since: then nothing was undone. */
export function undone(status: ReleaseStatus, { to }: Scaling, why: string | null, now: Date): ReleaseStatus {
  if (why !== null) return ended(wishFailed(status, why, now), 'Superseded', `Not undone: ${why}`, now);
  return ended(wishCarriedOut(status, now), 'Superseded', `Undone: ${to} pods are wanted again`, now);
}

/** Another version came in between. */
export function superseded(status: ReleaseStatus, version: string, now: Date): ReleaseStatus {
  return told(ended(status, 'Superseded', `Overtaken by ${version}`, now), now, { what: 'superseded', by: version });
}

export function refused(status: ReleaseStatus, why: string, now: Date): ReleaseStatus {
  return told(ended(status, 'Refused', why, now), now, { what: 'refused', why });
}
