/**
 * What can be done to a release now. Buttons are drawn from this and presses are refused by it, so that a card never
 * shows what the engine would not accept.
 */
import type { Environment } from '../../model/catalog.ts';
import type { Basis } from '../../model/decision.ts';
import { hasEnded, isDebugging, isDrill, isHolding, isRestart, isScaling, type Release } from '../../model/release.ts';
import type { Offer } from '../../model/release-view.ts';
import type { KeptVersion } from '../../model/rollback.ts';
import { isWanted, type TargetSnapshot } from '../../model/snapshot.ts';
import { isUnacknowledged } from '../rollback/acknowledgement.ts';
import { canBeCalledOff } from './calling-off.ts';
import { canBeUndone } from './scaling.ts';

export function offersOf(release: Release, snapshot: TargetSnapshot | null, environment: Environment): Offer[] {
  const { status } = release;
  if (status === null || status.phase === 'RollingBack') return [];
  const callOff: Offer[] = canBeCalledOff(release, snapshot) ? ['abort'] : [];
  if (status.phase === 'Pending') return callOff;
  if (isDebugging(release)) return status.phase === 'Progressing' && status.wish === null ? ['undo'] : [];
  const lift: Offer[] = isHolding(status) ? ['lift'] : [];
  const after: Offer[] = isUnacknowledged(status) ? [...lift, 'acknowledge'] : lift;
  if (snapshot === null) return [...callOff, ...after];
  const rollback: Offer[] = wayBackOf(release, snapshot) === null ? [] : ['rollback'];
  // Before the controller has seen it nothing tells it from what runs.
  if (isDrill(release)) return status.targets[0]?.hash ? rollback : [];
  if (isScaling(release)) return canBeUndone(release, status, snapshot) ? ['undo'] : [];
  if (hasEnded(status.phase)) {
    return [...retryOffer(release, snapshot), ...restartOffer(release, snapshot), ...rollback, ...after];
  }
  if (isRestart(release)) return [];
  if (status.phase === 'Starting') return [...callOff, ...rollback];
  if (status.wish !== null || snapshot.phase === 'Aborted') return rollback;
  if (!bringsIt(release, snapshot)) return rollback;
  return [...decisionOffers(snapshot, environment), ...steeringOffers(snapshot, environment), 'abort', ...rollback];
}

/** The aborted version still stands in the spec. */
function retryOffer(release: Release, snapshot: TargetSnapshot): Offer[] {
  const isAborted = release.status?.phase === 'Aborted' && snapshot.phase === 'Aborted';
  return isAborted && bringsIt(release, snapshot) ? ['retry'] : [];
}

/** Where new pods may help: all is on this version, and some of its pods are in trouble. */
function restartOffer(release: Release, snapshot: TargetSnapshot): Offer[] {
  const { desiredHash, stableHash, phase, troubles } = snapshot;
  const isWhole = release.status?.phase === 'Completed' && desiredHash === stableHash && bringsIt(release, snapshot);
  return isWhole && (troubles.length > 0 || phase === 'Degraded') ? ['restart'] : [];
}

/** Past all gates at once is one press of one person: never where more than one must agree. */
function steeringOffers({ pause }: TargetSnapshot, { access }: Environment): Offer[] {
  if (pause?.reason === 'user') return ['resume'];
  return access.approvals > 1 ? ['pause'] : ['promoteFull', 'pause'];
}

function decisionOffers({ pause }: TargetSnapshot, { access }: Environment): Offer[] {
  if (!isForPeople(pause)) return [];
  return access.approvals > 0 ? ['approve', 'reject'] : ['promote'];
}

/** A pause that only a person ends, other than the one a person has made. */
export function isForPeople(pause: TargetSnapshot['pause']): boolean {
  return pause !== null && pause.until === null && pause.reason !== 'user';
}

/** The version that a rollback of this release brings back; null when its own version is not the wanted one. */
export function wayBackOf({ status }: Release, snapshot: TargetSnapshot): KeptVersion | null {
  const record = status?.targets[0];
  if (!status || !record?.replaced || status.rollback !== null) return null;
  if (status.phase === 'Refused' || status.phase === 'Superseded') return null;
  // Before the controller has seen the spec only the image tells whose version is wanted.
  const isUnseen = snapshot.phase === 'Unobserved' && snapshot.image === record.image;
  return isWanted(snapshot, record) || isUnseen ? record.replaced : null;
}

/** False when the target is on its way to another version than the one of this release: what waits there is not its own. */
function bringsIt({ status }: Release, snapshot: TargetSnapshot): boolean {
  const record = status?.targets[0];
  return record !== undefined && isWanted(snapshot, record);
}

/** What a press on a card that is drawn now is bound to. */
export function basisOf(release: Release, snapshot: TargetSnapshot | null): Basis {
  return {
    hash: snapshot?.desiredHash ?? release.status?.targets[0]?.hash ?? null,
    step: snapshot?.steps?.index ?? null,
    pausedSince: snapshot?.pause?.since ?? null,
  };
}
