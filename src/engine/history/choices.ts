/** What forms offer to choose from: services, versions, and ways back. From memory alone, so that a list is there at once. */
import { setImmediate as breath } from 'node:timers/promises';
import type { KnownVersion, ServiceChoice } from '../../model/choices.ts';
import { UserProblem } from '../../model/problem.ts';
import { hasEnded } from '../../model/release.ts';
import type { RollbackPlan } from '../../model/release-view.ts';
import { requireRollbackRight } from '../access.ts';
import type { Choices, Person } from '../intents.ts';
import { type Place, placeNamed } from '../lookup.ts';
import { choose } from '../rollback/way-back.ts';
import { placeKey, type World } from '../world.ts';
import { knownVersions } from './known-versions.ts';

/** More than any menu shows. */
const MOST_VERSIONS = 100;
/** Places that are looked at before everything else gets its turn: a rollback is never kept waiting by a list. */
const AT_ONCE = 25;
/** A plan that is only shown goes nowhere, so it needs no template. */
const NOT_READ = '';

export class WorldChoices implements Choices {
  readonly #world: World;

  constructor(world: World) {
    this.#world = world;
  }

  services(): readonly ServiceChoice[] {
    const { services, defaultEnvironment } = this.#world.catalog;
    return services.map(({ name, environments }) => {
      const names = environments.map((environment) => environment.name);
      const usual = names.length === 1 ? names[0] : names.find((each) => each === defaultEnvironment);
      return { name, environments: names, usual: usual ?? null };
    });
  }

  versions(service: string, environment: string): readonly KnownVersion[] {
    const { catalog, driver, store } = this.#world;
    const place = placeNamed(catalog, { service, environment });
    if (place === null) return [];
    return knownVersions({
      repository: place.service.image,
      environment: place.environment.name,
      snapshot: driver.latest(place.target),
      // Of every environment: what has proven itself in one is what the next one gets.
      releases: store.all().filter(({ spec }) => spec.service === place.service.name),
      revisions: driver.revisions(place.target),
    }).slice(0, MOST_VERSIONS);
  }

  async ways(by: Person, named: string, most: number): Promise<readonly RollbackPlan[]> {
    const found: RollbackPlan[] = [];
    for (const [index, place] of this.#places(named).entries()) {
      if (index % AT_ONCE === AT_ONCE - 1) await breath();
      const plan = await this.#way(by, place);
      if (plan !== null) found.push(plan);
      if (found.length === most) break;
    }
    return found;
  }

  /** Null where this person may not go back, or nothing is known to go back to. */
  async #way(by: Person, place: Place): Promise<RollbackPlan | null> {
    const { driver, directory } = this.#world;
    const service = place.service.name;
    const environment = place.environment.name;
    if (driver.latest(place.target) === null) return null;
    try {
      requireRollbackRight(by, place.environment, directory);
      const intent = { by, service, environment, to: null, from: null, reason: null };
      const { plan } = await choose(this.#world, intent, place, (match) => {
        const revision = driver.revisions(place.target).find(match);
        return Promise.resolve(revision === undefined ? null : { ...revision, template: NOT_READ });
      });
      return plan.outlook.mechanism === 'nothing' ? null : plan;
    } catch (error) {
      if (error instanceof UserProblem) return null;
      throw error;
    }
  }

  /** What is under way stands first: whoever wants to go back now most likely means that. */
  #places(named: string): readonly Place[] {
    const words = named.toLowerCase().split(/\s+/);
    const places = this.#world.catalog.services.flatMap((service) =>
      service.environments.flatMap((environment) => {
        const [target, ...others] = environment.targets;
        const isNamed = words.every((word) => `${service.name} ${environment.name}`.includes(word));
        return target === undefined || others.length > 0 || !isNamed ? [] : [{ service, environment, target }];
      }),
    );
    const underWay = new Set(
      this.#world.store
        .all()
        .filter(({ status }) => status !== null && !hasEnded(status.phase))
        .map(({ spec }) => placeKey(spec.service, spec.environment)),
    );
    const isUnderWay = ({ service, environment }: Place) => underWay.has(placeKey(service.name, environment.name));
    return [...places.filter(isUnderWay), ...places.filter((place) => !isUnderWay(place))];
  }
}
