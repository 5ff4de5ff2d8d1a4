/**
 * Holds: whoever rolls a release back says that the way forward is not clear, so forward releases of that service wait
 * until somebody lifts the hold. A rollback never waits for one (docs/decisions/0013-holds-retries-restarts.md).
 */

import type { Actor } from '../../model/decision.ts';
import { UserProblem } from '../../model/problem.ts';
import { isHolding, type Release, type ReleaseStatus } from '../../model/release.ts';
import type { Offer } from '../../model/release-view.ts';
import { versionOf } from './versions.ts';

/** The newest of these releases that holds the others up; null when none does. */
export function holdingOf(releases: readonly Release[]): Release | null {
  return releases.find(({ status }) => isHolding(status)) ?? null;
}

const FORWARD: ReadonlySet<Offer> = new Set(['approve', 'promote', 'promoteFull', 'retry']);

/** What was started elsewhere cannot be kept from beginning; as long as a hold stands nobody helps it on. */
export function withoutForward(offers: readonly Offer[], held: Release | null): readonly Offer[] {
  return held === null ? offers : offers.filter((offer) => !FORWARD.has(offer));
}

/** Throws UserProblem `held` for a press that would bring more traffic to a new version while a hold stands. */
export function refuseHeld(offer: Offer, held: Release | null): void {
  if (held !== null && FORWARD.has(offer)) throw heldProblem(held);
}

/** Why a forward release may not begin: who took back what, when, why, and how to go on. */
export function heldProblem({ spec, status }: Release): UserProblem {
  const { rollback = null, hold = null } = status ?? {};
  const what = versionOf(rollback?.from.image ?? spec.version);
  const back = rollback === null ? '' : ` to ${versionOf(rollback.to.image)}`;
  const reason = hold?.reason ? `: ${hold.reason}` : ', without saying why';
  const when = (hold?.since ?? '').replace(/^(\S{10})T(\S{5}).*$/, '$1 $2 UTC');
  return new UserProblem('held', {
    happened: `Releases of ${spec.service} in ${spec.environment} are held.`,
    why: `${named(rollback?.by ?? null)} rolled ${what} back${back} on ${when}${reason}`,
    hint: `When the reason is gone, lift the hold on that release's card, or say /deploy lift ${spec.service} --env ${spec.environment}.`,
  });
}

/** Throws UserProblem when there is nothing to lift: no hold, a rollback that still runs, or somebody was faster. */
export function requireHold(release: Release): ReleaseStatus {
  const { spec, status } = release;
  if (status?.hold?.lifted) {
    throw new UserProblem('already-decided', {
      happened: `${named(status.hold.lifted.by)} has lifted this hold already.`,
      why: 'A hold is lifted once.',
      hint: `Releases of ${spec.service} may begin again.`,
    });
  }
  if (status === null || status.hold === null) throw nothingHeld(spec.service, spec.environment);
  if (status.phase !== 'RollingBack') return status;
  throw new UserProblem('not-offered', {
    happened: `The rollback of ${spec.service} still runs.`,
    why: 'A hold is lifted after the rollback, when it is known how things are.',
    hint: 'Wait until its card says that it is rolled back.',
  });
}

export function nothingHeld(service: string, environment: string): UserProblem {
  return new UserProblem('not-offered', {
    happened: `Releases of ${service} in ${environment} are not held.`,
    why: 'No rollback of it holds anything up now.',
    hint: `/deploy status ${service} shows what runs.`,
  });
}

function named(by: Actor | null): string {
  if (by?.kind === 'engine') return 'An alert';
  return by?.kind === 'user' ? `<@${by.id}>` : 'Somebody';
}
