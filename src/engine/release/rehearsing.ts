/** Dry runs: the same questions as a deployment or a rollback would meet, all of them, and no change. */
import type { Checked, CheckName, DryRun } from '../../model/dry-run.ts';
import { UserProblem } from '../../model/problem.ts';
import type { ReleaseSpec } from '../../model/release.ts';
import { requireRight, requireRollbackRight } from '../access.ts';
import type { DeployIntent, Rehearsals, RollbackIntent } from '../intents.ts';
import { findPlace, type Place } from '../lookup.ts';
import type { Goal } from '../ports.ts';
import { choose } from '../rollback/way-back.ts';
import { releasesOf, type World } from '../world.ts';
import { checked } from './checks.ts';
import { imageFor, versionOf } from './versions.ts';

interface Found {
  readonly from: string | null;
  readonly to: string | null;
  readonly isHalted: boolean;
  readonly isFirst: boolean;
  readonly checks: readonly Checked[];
}

/** It resumes what is halted, and there is a version to go back to. */
const ROLLBACK = { isHalted: false, isFirst: false };

export class RehearsalDesk implements Rehearsals {
  readonly #world: World;

  constructor(world: World) {
    this.#world = world;
  }

  async rehearseDeploy(intent: DeployIntent): Promise<DryRun> {
    const { catalog, directory, driver } = this.#world;
    const place = findPlace(catalog, intent.service, intent.environment);
    const right = await asked('right', () => requireRight(intent.by, 'deploy', place.environment, directory));
    const target = await asked('target', () => driver.read(place.target));
    const running = target.value?.image ?? null;
    const version = await asked('version', () => imageFor(intent.version, place.service.image, running));
    const checks = [right.checked, target.checked, version.checked];
    const [snapshot, image] = [target.value, version.value];
    const isHalted = snapshot?.pause?.reason === 'user';
    const found = { from: running, to: image, isHalted, isFirst: snapshot !== null && snapshot.stableHash === null };
    if (snapshot === null || image === null) return this.#report('deploy', place, { ...found, checks }, null);
    const others = releasesOf(this.#world, place);
    const asking = checked({ action: 'deploy', place, image, snapshot, release: null, others });
    const goal: Goal = { verb: 'start', image, found: snapshot.image };
    const spec = this.#spec(place, image.slice(place.service.image.length + 1), intent);
    return this.#report('deploy', place, { ...found, checks: [...checks, ...asking] }, { goal, spec });
  }

  async rehearseRollback(intent: Omit<RollbackIntent, 'pressedAt'>): Promise<DryRun> {
    const { catalog, directory } = this.#world;
    const place = findPlace(catalog, intent.service, intent.environment);
    const right = await asked('right', () => requireRollbackRight(intent.by, place.environment, directory));
    const way = await asked('wayBack', () => choose(this.#world, intent, place));
    const checks = [right.checked, way.checked];
    if (way.value === null) {
      const from = this.#world.driver.latest(place.target)?.image ?? null;
      return this.#report('rollback', place, { from, to: null, ...ROLLBACK, checks }, null);
    }
    const { goal, plan, release } = way.value;
    const found = { from: plan.from.image, to: plan.to.image, ...ROLLBACK, checks };
    // A rollback of what a release brought is written into that release.
    const spec = release === null ? this.#spec(place, versionOf(plan.to.image), intent) : null;
    return { ...(await this.#report('rollback', place, found, { goal, spec })), plan };
  }

  #spec({ service, environment }: Place, version: string, { by, reason }: Pick<DeployIntent, 'by' | 'reason'>) {
    const spec = { service: service.name, environment: environment.name, version, requestedBy: by.id };
    return reason === null ? spec : { ...spec, reason };
  }

  /** `next` is what would be begun; null when a check failed before that could be told. */
  async #report(
    what: DryRun['asked'],
    place: Place,
    found: Found,
    next: { readonly goal: Goal; readonly spec: ReleaseSpec | null } | null,
  ): Promise<DryRun> {
    const { driver, records } = this.#world;
    const [rehearsal, record] = await Promise.all([
      next === null ? null : driver.rehearse(place.target, next.goal).catch(unlessRefused),
      records.rehearse(next?.spec ?? null).catch(unlessRefused),
    ]);
    const { service, environment } = place;
    return {
      asked: what,
      service: service.name,
      environment,
      ...found,
      plan: null,
      rehearsal,
      record: record?.write ?? null,
      rights: record?.rights ?? [],
    };
  }
}

interface Asked<T> {
  readonly value: T | null;
  readonly checked: Checked;
}

async function asked<T>(name: CheckName, work: () => T | Promise<T>): Promise<Asked<T>> {
  try {
    return { value: await work(), checked: { name, problem: null } };
  } catch (error) {
    if (!(error instanceof UserProblem)) throw error;
    return { value: null, checked: { name, problem: error } };
  }
}

/** What cannot be asked is left open: the rest of the report is worth having. */
function unlessRefused(error: unknown): null {
  if (error instanceof UserProblem) return null;
  throw error;
}
