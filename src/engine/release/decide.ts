/**
 * What is to be done for one release now. Pure, and the only place that orders the main flow: take up, start,
 * follow, carry out wishes, roll back.
 */
import type { Environment } from '../../model/catalog.ts';
import {
  type Action,
  hasEnded,
  isDebugging,
  isDrill,
  isRestart,
  type Release,
  type ReleaseStatus,
  type Scaling,
  type TargetRecord,
} from '../../model/release.ts';
import { type TargetSnapshot, trafficOf } from '../../model/snapshot.ts';
import type { Goal } from '../ports.ts';
import { superseded, trafficGone } from './changes.ts';
import { observe } from './observe.ts';
import { basisOf } from './offers.ts';
import { versionOf } from './versions.ts';

export interface Situation {
  readonly release: Release;
  readonly environment: Environment;
  readonly snapshot: TargetSnapshot | null;
  /** True when no younger release of the target exists. */
  readonly newest: boolean;
}

export type Decision =
  /** Check it and keep what runs now; then it begins. */
  | { readonly do: 'take-up' }
  /** Bring the target one move nearer to the goal. */
  | Pursue
  /** Call it off if the cluster has nothing of it; else pursue its start, and its abort after that. */
  | { readonly do: 'call-off'; readonly start: Pursue }
  /** Write down what was seen. */
  | { readonly do: 'record'; readonly status: ReleaseStatus }
  /** Nothing until something changes. */
  | { readonly do: 'wait' };

export interface Pursue {
  readonly do: 'pursue';
  readonly goal: Goal;
  readonly purpose: 'start' | 'wish' | 'heed' | 'rollback';
}

const WAIT: Decision = { do: 'wait' };

export function decide(situation: Situation, now: Date): Decision {
  const { release, snapshot, newest } = situation;
  const { status } = release;
  // Its pod is no part of the target: others see to it.
  if (isDebugging(release)) return WAIT;
  if (status === null || status.phase === 'Pending') return { do: 'take-up' };
  if (snapshot === null) return WAIT;
  const begun: Begun = { ...situation, status, snapshot, now };
  if (status.phase === 'RollingBack') return decideRollback(begun);
  // What is undone has come to its end before.
  if (status.wish?.verb === 'undo') return decideWish(release, status, snapshot);
  if (hasEnded(status.phase)) return status.phase === 'Aborted' && newest ? look(begun) : WAIT;
  if (status.phase === 'Starting') return decideStart(begun);
  if (status.wish !== null) return decideWish(release, status, snapshot);
  return look(begun);
}

/** The situation of a release that was taken up, whose target is known. */
interface Begun extends Situation {
  readonly status: ReleaseStatus;
  readonly snapshot: TargetSnapshot;
  readonly now: Date;
}

function decideStart({ release, status, snapshot, now }: Begun): Decision {
  const { spec, createdAt } = release;
  const record = status.targets[0];
  if (record === undefined) return WAIT;
  if (isRestart(release) && ![null, record.hash].includes(snapshot.desiredHash)) {
    return { do: 'record', status: superseded(status, versionOf(snapshot.image), now) };
  }
  if (spec.action === 'scale') return { do: 'pursue', goal: { verb: 'scale', ...podsOf(release) }, purpose: 'start' };
  const start: Pursue = { do: 'pursue', goal: beginningOf(spec.action, record, createdAt), purpose: 'start' };
  return status.wish?.verb === 'abort' ? { do: 'call-off', start } : start;
}

/** Nothing of the kind begins without them. */
function podsOf({ spec: { pods = { from: 0, to: 0 } } }: Release): Scaling {
  return pods;
}

/** A restart, or a drill, is named by the time at which its object was made, so that it is one however often it is asked for. */
function beginningOf(action: Action | undefined, record: TargetRecord, createdAt: string): Goal {
  const hash = record.hash ?? '';
  if (action === 'retry') return { verb: 'retry', hash };
  if (action === 'restart') return { verb: 'restart', hash, at: createdAt };
  if (action === 'drill') {
    return { verb: 'drill', image: record.image, mark: String(Math.floor(Date.parse(createdAt) / 1_000)) };
  }
  return { verb: 'start', image: record.image, found: record.found ?? record.replaced?.image ?? '' };
}

function decideRollback({ status, snapshot, now }: Begun): Decision {
  const { rollback } = status;
  if (rollback === null) return WAIT;
  const { from, to, clock } = rollback;
  const isOff = from.hash === null || trafficOf(snapshot, from.hash) === 0;
  if (clock.zeroAt === undefined && isOff) return { do: 'record', status: trafficGone(status, now) };
  return { do: 'pursue', goal: { verb: 'rollback', from, to }, purpose: 'rollback' };
}

function decideWish(release: Release, { wish, targets }: ReleaseStatus, snapshot: TargetSnapshot): Decision {
  if (wish === null) return WAIT;
  const hash = targets[0]?.hash ?? snapshot.desiredHash ?? '';
  return { do: 'pursue', goal: goalOf(wish, hash, release), purpose: 'wish' };
}

function goalOf(wish: NonNullable<ReleaseStatus['wish']>, hash: string, release: Release): Goal {
  switch (wish.verb) {
    case 'promote':
      return { verb: 'promote', basis: wish.basis };
    case 'promoteFull':
      return { verb: 'promoteFull', hash };
    case 'abort':
      return { verb: 'abort', hash };
    case 'pause':
    case 'resume':
      return { verb: wish.verb };
    case 'undo': {
      const { from, to } = podsOf(release);
      return { verb: 'scale', from: to, to: from };
    }
  }
}

function look({ release, environment, status, snapshot, now }: Begun): Decision {
  if (snapshot.unheeded !== null) return { do: 'pursue', goal: { verb: 'heed' }, purpose: 'heed' };
  const rules = isDrill(release) ? withoutApproval(environment) : environment;
  const next = observe({ status, snapshot, environment: rules, basis: basisOf(release, snapshot) }, now);
  return next === status ? WAIT : { do: 'record', status: next };
}

/** Nobody is called to a gate that a drill never passes. */
function withoutApproval(environment: Environment): Environment {
  return { ...environment, access: { ...environment.access, approvals: 0 } };
}
