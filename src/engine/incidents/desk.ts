/** Takes what people ask of incidents, checks who, what and whether it is still so, and writes it down. */
import type { Environment } from '../../model/catalog.ts';
import type { Incident } from '../../model/incident.ts';
import type { IncidentView } from '../../model/incident-view.ts';
import { UserProblem } from '../../model/problem.ts';
import type { Release } from '../../model/release.ts';
import { requireResponder } from '../access.ts';
import type { Person } from '../intents.ts';
import { findService } from '../lookup.ts';
import { currentOf, placeKey, releasesIn } from '../world.ts';
import { done } from './deeds.ts';
import { figuresOf } from './figures.ts';
import type { DeedIntent, Incidents, Meant, OpenIntent } from './intents.ts';
import { ledgerOf } from './ledger.ts';
import type { IncidentOpening } from './opening.ts';
import type { IncidentWorld } from './ports.ts';
import { fitsFilter, type IncidentFilter } from './search.ts';
import { placeFor, seen } from './seen.ts';

/** A release that began longer ago than this is not taken for the cause. */
const LATELY_MS = 24 * 60 * 60_000;

export class IncidentDesk implements Incidents {
  readonly #world: IncidentWorld;
  readonly #opening: IncidentOpening;

  constructor(world: IncidentWorld, opening: IncidentOpening) {
    this.#world = world;
    this.#opening = opening;
  }

  async open({ by, reason, severity, ...where }: OpenIntent): Promise<{ view: IncidentView; isNew: boolean }> {
    const { service, environment } = placeFor(this.#world.releases, where.service, where.environment);
    await this.#require(by, environment);
    const release = this.#cause(placeKey(service.name, environment.name), where.release);
    const spec = {
      service: service.name,
      environment: environment.name,
      severity,
      ...(reason === null ? {} : { reason }),
      ...(release === null ? {} : { release: release.name }),
    };
    const { incident, isNew } = await this.#opening.open({ spec, by: { kind: 'user', id: by.id }, since: null });
    return { view: seen(this.#world, incident), isNew };
  }

  async act({ by, incident: name, deed }: DeedIntent): Promise<Incident> {
    const { releases, store } = this.#world;
    const { environment } = this.meant({ incident: name, channel: null, service: null });
    if (environment === null) throw homeless(name);
    await this.#require(by, environment);
    const now = releases.clock.now();
    const incident = await store.update(name, (fresh) => {
      const figures = figuresOf(fresh, seen(this.#world, fresh).releases, now);
      return done(fresh, deed, { by: { kind: 'user', id: by.id }, now, figures });
    });
    releases.log.info({ incident: name, by: by.id, deed: deed.do }, 'incident changed');
    return incident;
  }

  found(filter: IncidentFilter): readonly Incident[] {
    const { releases, store } = this.#world;
    if (filter.service !== null) placeFor(releases, filter.service, filter.environment);
    const wanted = { ...filter, service: filter.service?.trim().toLowerCase() ?? null };
    return store.all().filter((incident) => fitsFilter(incident, wanted));
  }

  meant({ incident, channel, service, environment = null }: Meant): IncidentView {
    const { byName, byChannel, open } = ledgerOf(this.#world.store);
    const named = incident === null ? undefined : byName.get(incident);
    if (named !== undefined) return seen(this.#world, named);
    if (incident !== null) throw unknown(`There is no incident "${incident}".`);
    const place = service === null ? null : findService(this.#world.releases.catalog, service).name;
    const here = channel === null ? [] : (byChannel.get(channel) ?? []);
    const fitting = open.filter(
      ({ spec }) =>
        (place === null || spec.service === place) && (environment === null || spec.environment === environment),
    );
    const isHere = place === null && environment === null && here.length > 0;
    const [only, ...more] = isHere ? here : fitting;
    if (only === undefined) throw unknown(place === null ? 'No incident is open.' : `No incident of ${place} is open.`);
    if (more.length === 0) return seen(this.#world, only);
    throw new UserProblem('usage', {
      happened: `${more.length + 1} incidents are open.`,
      why: 'It is not said which one is meant.',
      hint: 'Name the service and --env, or say it in the channel of the incident.',
    });
  }

  #require(by: Person, environment: Environment): Promise<void> {
    const { catalog, directory } = this.#world.releases;
    return requireResponder(by, environment, catalog.incidents.invite, directory);
  }

  #cause(key: string, named: string | null): Release | null {
    const { releases } = this.#world;
    const there = releasesIn(releases, key);
    if (named !== null) return there.find(({ name }) => name === named) ?? null;
    const current = currentOf(there);
    const since = releases.clock.now().getTime() - LATELY_MS;
    return current !== null && Date.parse(current.createdAt) >= since ? current : null;
  }
}

function unknown(happened: string): UserProblem {
  return new UserProblem('unknown-incident', {
    happened,
    why: 'It was removed, or never opened.',
    hint: '/incident list shows the incidents there are.',
  });
}

function homeless(name: string): UserProblem {
  return new UserProblem('unknown-environment', {
    happened: `Nobody may change the incident "${name}".`,
    why: 'The catalog does not know its service or environment any more.',
    hint: 'Delete the object with kubectl, or add the service to the catalog.',
  });
}
