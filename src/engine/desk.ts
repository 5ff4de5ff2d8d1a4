/** Takes what people ask for, checks who, what and whether it is still so, and writes it down for the engine. */
import type { Actor, Basis, Verb } from '../model/decision.ts';
import { UserProblem } from '../model/problem.ts';
import { isDebugging, isUnderWay, type Release, type ReleaseStatus } from '../model/release.ts';
import type { Offer, ReleaseView, RollbackPlan } from '../model/release-view.ts';
import { requireRight } from './access.ts';
import type {
  DebugIntent,
  DeployIntent,
  Intents,
  Overview,
  Pressed,
  PressIntent,
  RepeatIntent,
  RollbackIntent,
  RolledBack,
  ScaleIntent,
} from './intents.ts';
import { findPlace, findService, noSuchRelease } from './lookup.ts';
import { BeginDesk } from './release/beginnings.ts';
import { calledOff } from './release/calling-off.ts';
import { approvalsFor, approved, lifted, wished } from './release/changes.ts';
import { refuseHeld, requireHold } from './release/holds.ts';
import { basisOf, offersOf } from './release/offers.ts';
import { alreadyDecided, effectiveOffer, notOffered, refuseStale, rightFor } from './release/press-rules.ts';
import { canBeUndone, refuseAutoscaled } from './release/scaling.ts';
import { acknowledged, requireUnacknowledged } from './rollback/acknowledgement.ts';
import type { RollbackDesk } from './rollback/rollback.ts';
import { currentOf, placeOf, releaseNamed, releasesOf, viewOf, type World } from './world.ts';

/** What a press means, and what it is held against. */
interface Meant {
  readonly offer: Offer;
  readonly basis: Basis;
  /** How many approvals the gate needs. */
  readonly needed: number;
  readonly view: ReleaseView;
}

export class Desk implements Intents, Overview {
  readonly #world: World;
  readonly #beginnings: BeginDesk;
  readonly #rollbacks: RollbackDesk;

  constructor(world: World, rollbacks: RollbackDesk) {
    this.#world = world;
    this.#beginnings = new BeginDesk(world);
    this.#rollbacks = rollbacks;
  }

  deploy(intent: DeployIntent): Promise<Release> {
    return this.#beginnings.deploy(intent);
  }

  repeat(intent: RepeatIntent): Promise<Release> {
    return this.#beginnings.repeat(intent);
  }

  async press(intent: PressIntent): Promise<Pressed> {
    const view = this.#require(intent.release);
    const offer = effectiveOffer(intent.offer, view);
    if (offer === 'retry' || offer === 'restart') return this.#again(offer, intent, view);
    await requireRight(intent.by, rightFor(offer, view.environment), view.environment, this.#world.directory);
    this.#refuseOwn(intent, offer, view);
    if (isUnderWay(view.release)) refuseHeld(offer, view.held);
    if (offer === 'reject') return this.#reject(intent, view);
    if (offer === 'lift') return this.#lift(intent);
    if (offer === 'acknowledge') return this.#acknowledge(intent);
    if (offer === 'undo') return isDebugging(view.release) ? this.#takeAway(intent) : this.#undo(intent, view);
    const basis = intent.basis ?? view.basis;
    let given = 0;
    const needed = offer === 'approve' ? view.environment.access.approvals : 1;
    const meant: Meant = { offer, basis, needed, view };
    const release = await this.#world.store.update(intent.release, (fresh) => {
      const status = this.#stillOffered(fresh, meant);
      const next = this.#pressed(status, intent, meant);
      given = offer === 'approve' ? approvalsFor(next, basis).length : 1;
      return next;
    });
    this.#world.log.info({ release: release.name, by: intent.by.id, offer, given, needed }, 'pressed');
    return { release, carriedOut: given >= needed, given, needed };
  }

  debug(intent: DebugIntent): Promise<Release> {
    return this.#beginnings.debug(intent);
  }

  scale(intent: ScaleIntent): Promise<Release> {
    return this.#beginnings.scale(intent);
  }

  plan(intent: Omit<RollbackIntent, 'pressedAt'>): Promise<RollbackPlan> {
    return this.#rollbacks.plan(intent);
  }

  rollback(intent: RollbackIntent): Promise<RolledBack> {
    return this.#rollbacks.rollBack(intent, 'pressed');
  }

  views(service: string | null): readonly ReleaseView[] {
    const { catalog } = this.#world;
    const services = service === null ? catalog.services : [findService(catalog, service)];
    return services.flatMap((each) =>
      each.environments.flatMap((environment) =>
        environment.targets.flatMap((target) => {
          const place = { service: each, environment, target };
          const release = currentOf(releasesOf(this.#world, place));
          return release === null ? [] : [viewOf(this.#world, release, place)];
        }),
      ),
    );
  }

  current(service: string, environment: string | null): ReleaseView {
    const place = findPlace(this.#world.catalog, service, environment);
    const release = currentOf(releasesOf(this.#world, place));
    if (release === null) {
      throw new UserProblem('nothing-running', {
        happened: `Nothing was released yet of ${place.service.name} in ${place.environment.name}.`,
        why: 'Rollbridge knows no release of it.',
        hint: `Start one: /deploy ${place.service.name} <version>.`,
      });
    }
    return viewOf(this.#world, release, place);
  }

  view(name: string): ReleaseView | null {
    const release = releaseNamed(this.#world, name);
    const place = release === null ? null : placeOf(this.#world, release);
    return release === null || place === null ? null : viewOf(this.#world, release, place);
  }

  #require(name: string): ReleaseView {
    const view = this.view(name);
    if (view !== null) return view;
    throw noSuchRelease(name);
  }

  #refuseOwn({ by }: PressIntent, offer: Offer, { release, environment }: ReleaseView): void {
    const { requester } = release.status ?? {};
    const isOwn = requester?.kind === 'user' && requester.id === by.id;
    const decides = offer === 'approve' || (offer === 'promoteFull' && environment.access.approvals > 0);
    if (!decides || !isOwn || environment.access.requesterMayApprove) return;
    throw new UserProblem('own-request', {
      happened: 'You asked for this release, so somebody else must approve it.',
      why: `In ${environment.name} nobody approves their own release.`,
      hint: 'Ask another approver.',
    });
  }

  /** Reject is a rollback with a reason: traffic first. */
  async #reject(intent: PressIntent, { release, environment, basis, offers }: ReleaseView): Promise<Pressed> {
    const { status } = release;
    if (status?.wish) throw alreadyDecided(status.wish.by, status.wish.verb);
    if (!offers.includes('reject')) throw notOffered('reject', release);
    if (intent.basis !== null && status !== null) refuseStale(intent.basis, basis, status);
    const rolled = await this.#rollbacks.rollBack(
      {
        by: intent.by,
        service: release.spec.service,
        environment: environment.name,
        to: null,
        from: intent.basis?.hash ?? null,
        reason: intent.reason,
        pressedAt: intent.pressedAt,
      },
      'rejected',
    );
    return { release: rolled.release ?? release, carriedOut: true, given: 1, needed: 1 };
  }

  /** A release of its own: approvals, card and requester begin anew. */
  async #again(
    action: 'retry' | 'restart',
    { by, basis, reason }: PressIntent,
    { release: { spec } }: ReleaseView,
  ): Promise<Pressed> {
    const { service, environment } = spec;
    const from = basis?.hash ?? null;
    const release = await this.#beginnings.repeat({ by, action, service, environment, from, reason });
    return { release, carriedOut: true, given: 1, needed: 1 };
  }

  /** Bound to the hold alone: whatever else became of the target, it is the same hold. */
  async #lift({ release: name, by, reason }: PressIntent): Promise<Pressed> {
    const release = await this.#world.store.update(name, (fresh) =>
      lifted(requireHold(fresh), { kind: 'user', id: by.id }, reason, this.#world.clock.now()),
    );
    this.#world.log.info({ release: release.name, by: by.id }, 'hold lifted');
    return { release, carriedOut: true, given: 1, needed: 1 };
  }

  /** Bound to the rollback alone, as a lift is to the hold. */
  async #acknowledge({ release: name, by, reason }: PressIntent): Promise<Pressed> {
    const release = await this.#world.store.update(name, (fresh) =>
      acknowledged(requireUnacknowledged(fresh, by), { kind: 'user', id: by.id }, reason, this.#world.clock.now()),
    );
    this.#world.log.info({ release: release.name, by: by.id }, 'rollback acknowledged');
    return { release, carriedOut: true, given: 1, needed: 1 };
  }

  /** Bound to the pod alone. */
  async #takeAway({ release: name, by: { id }, reason }: PressIntent): Promise<Pressed> {
    const { store, clock } = this.#world;
    const why = reason === null ? {} : { reason };
    const release = await store.update(name, (fresh) => {
      const { status } = fresh;
      if (status?.wish) throw alreadyDecided(status.wish.by, status.wish.verb);
      if (status === null || !offersOf(fresh, null, this.#require(name).environment).includes('undo')) {
        throw notOffered('undo', fresh);
      }
      const asked = { verb: 'undo', by: { kind: 'user', id }, basis: basisOf(fresh, null), ...why } as const;
      return wished(status, { ...asked, at: clock.now().toISOString() }, clock.now());
    });
    return { release, carriedOut: true, given: 1, needed: 1 };
  }

  /** Bound to the number of pods alone, read afresh: whatever else became of the target. */
  async #undo({ release: name, by: { id }, reason }: PressIntent, view: ReleaseView): Promise<Pressed> {
    const { driver, catalog, store, clock, log } = this.#world;
    const { spec } = view.release;
    await refuseAutoscaled(driver, findPlace(catalog, spec.service, spec.environment));
    const snapshot = await driver.read(view.target);
    const why = reason === null ? {} : { reason };
    const release = await store.update(name, (fresh) => {
      const { status } = fresh;
      if (status?.wish) throw alreadyDecided(status.wish.by, status.wish.verb);
      if (status === null || !canBeUndone(fresh, status, snapshot)) throw notOffered('undo', fresh);
      const asked = { verb: 'undo', by: { kind: 'user', id }, basis: basisOf(fresh, snapshot), ...why } as const;
      return wished(status, { ...asked, at: clock.now().toISOString() }, clock.now());
    });
    log.info({ release: release.name, by: id }, 'undo asked for');
    return { release, carriedOut: true, given: 1, needed: 1 };
  }

  /** The status of the release as it is stored now, if the press still fits it. */
  #stillOffered(fresh: Release, { offer, basis, view }: Meant): ReleaseStatus {
    const { environment, target } = view;
    const snapshot = this.#world.driver.latest(target);
    const { status } = fresh;
    if (status?.wish) throw alreadyDecided(status.wish.by, status.wish.verb);
    if (status !== null) refuseStale(basis, basisOf(fresh, snapshot), status);
    if (status === null || !offersOf(fresh, snapshot, environment).includes(offer)) throw notOffered(offer, fresh);
    return status;
  }

  #pressed(status: ReleaseStatus, intent: PressIntent, { offer, basis, needed }: Meant): ReleaseStatus {
    const now = this.#world.clock.now();
    const by: Actor = { kind: 'user', id: intent.by.id };
    if (offer === 'approve') {
      if (approvalsFor(status, basis).some((approval) => approval.by === intent.by.id)) {
        throw new UserProblem('already-decided', {
          happened: 'You have approved this already.',
          why: `${needed} different people must approve.`,
          hint: 'Ask another approver.',
        });
      }
      return approved(status, { by: intent.by.id, at: now.toISOString(), basis }, needed, now);
    }
    const verb = offer as Verb;
    const reason = intent.reason === null ? {} : { reason: intent.reason };
    // Nobody has taken it up: there is nothing that could have begun.
    if (status.phase === 'Pending') return calledOff(status, by, intent.reason ?? undefined, now);
    return wished(status, { verb, by, at: now.toISOString(), basis, ...reason }, now);
  }
}
