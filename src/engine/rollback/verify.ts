/**
 * Sees whether a rollback has put things right, once it is healthy: beside the work, and for a limited time. It reads
 * only; what it finds changes nothing but what the card says.
 */
import type { Logger } from 'pino';
import { UserProblem } from '../../model/problem.ts';
import type { Release, ReleaseStatus } from '../../model/release.ts';
import type { Rollback } from '../../model/rollback.ts';
import { type Finding, outcomeOf } from '../../model/verification.ts';
import { BackOff } from '../../waiting/back-off.ts';
import { pause, within } from '../../waiting/pause.ts';
import { ReleaseFollower } from '../follower.ts';
import { keepWriting } from '../keep-writing.ts';
import type { Place } from '../lookup.ts';
import { hasBegun, placeOf, releaseNamed, releasesOf, type World } from '../world.ts';
import { findingsOf, metricFinding } from './findings.ts';
import { dueToVerify, looked, looking } from './verify-plan.ts';
import type { Gauges, TargetReach } from './verify-ports.ts';

/** One look may take this long; what has not answered by then is not known. */
const LOOK_WITHIN_MS = 15_000;

export interface VerifyParts {
  readonly reach: TargetReach;
  readonly gauges: Gauges;
}

export class VerifyDesk {
  readonly #world: World;
  readonly #parts: VerifyParts;
  readonly #log: Logger;
  readonly #follower = new ReleaseFollower(
    (release) => this.#look(release),
    (error, name) => this.#log.error({ err: error, release: name }, 'a rollback could not be verified'),
  );

  constructor(world: World, parts: VerifyParts) {
    this.#world = world;
    this.#parts = parts;
    this.#log = world.log;
  }

  /** Looks at every release, now and whenever one changes. */
  start(): void {
    this.#follower.start(this.#world.store);
  }

  /** Nothing begins any more. What is being looked at is looked at again by the next process. */
  async stop(): Promise<void> {
    await this.#follower.stop();
  }

  #look(release: Release): void {
    const { name } = release;
    const rollback = dueToVerify(release, this.#world.clock.now());
    const place = rollback === null ? null : placeOf(this.#world, release);
    if (rollback === null || place === null) return;
    this.#follower.begin(name, () => this.#verify(name, rollback, place));
  }

  async #verify(name: string, rollback: Rollback, place: Place): Promise<void> {
    await this.#write(name, (status) => looking(status, this.#world.clock.now()));
    const { verifyWithinMs } = place.environment.rollback;
    const since = Date.parse(rollback.verification?.since ?? this.#world.clock.now().toISOString());
    const backOff = new BackOff();
    for (;;) {
      const findings = await this.#findings(rollback, place);
      if (this.#follower.stopped.aborted) return;
      const isOver = this.#world.clock.now().getTime() - since >= verifyWithinMs || this.#isOvertaken(name, place);
      if (isOver || outcomeOf(findings) === 'verified') return await this.#conclude(name, findings);
      await pause(backOff.next(), this.#follower.stopped);
      if (this.#follower.stopped.aborted) return;
    }
  }

  async #conclude(name: string, findings: readonly Finding[]): Promise<void> {
    await this.#write(name, (status) => looked(status, findings, this.#world.clock.now()));
    this.#log.info({ release: name, state: outcomeOf(findings), findings }, 'rollback verified');
  }

  /** What is seen now. Never rejects: what cannot be read is not known. */
  async #findings(rollback: Rollback, place: Place): Promise<readonly Finding[]> {
    const look = Promise.all([this.#reached(rollback, place), this.#measured(rollback, place)]);
    return (await within(LOOK_WITHIN_MS, look))?.flat() ?? [unreadable('it took too long to answer')];
  }

  async #reached(rollback: Rollback, { target }: Place): Promise<readonly Finding[]> {
    try {
      return findingsOf(await this.#parts.reach.reach(target), rollback);
    } catch (error) {
      if (error instanceof UserProblem) return [unreadable(error.why, error.hint)];
      return [unreadable(String(error))];
    }
  }

  async #measured({ to }: Rollback, { service, environment, target }: Place): Promise<readonly Finding[]> {
    const hash = this.#world.driver.latest(target)?.desiredHash ?? to.hash;
    if (hash === null) return [];
    const asked = { service: service.name, environment: environment.name, target, hash };
    const signal = AbortSignal.any([this.#follower.stopped, AbortSignal.timeout(LOOK_WITHIN_MS)]);
    return (await this.#parts.gauges.measured(asked, signal)).map(metricFinding);
  }

  /** A younger release changes what there is to see. */
  #isOvertaken(name: string, place: Place): boolean {
    const newest = releasesOf(this.#world, place).find(hasBegun);
    const healthyAt = releaseNamed(this.#world, name)?.status?.rollback?.clock.healthyAt ?? '';
    return newest !== undefined && newest.name !== name && (newest.status?.startedAt ?? '') > healthyAt;
  }

  #write(release: string, change: (status: ReleaseStatus) => ReleaseStatus | null): Promise<void> {
    return keepWriting(this.#world, { release, change, stop: this.#follower.stopped });
  }
}

function unreadable(why: string, hint = 'See whether the cluster answers.'): Finding {
  return { about: 'cluster', state: 'unknown', says: `the cluster could not be read: ${why}`, hint };
}
