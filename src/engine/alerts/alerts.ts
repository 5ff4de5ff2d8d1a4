/**
 * Takes alerts, and does what the catalog's rules say: asks in the thread, rolls back, or only tells. Each alert is taken once,
 * whoever sends it how often; what was taken is written down with the release.
 */
import { type Alert, type AlertRule, alertKey, fits } from '../../model/alert.ts';
import { targetKey } from '../../model/catalog.ts';
import { UserProblem } from '../../model/problem.ts';
import type { Release, ReleaseStatus } from '../../model/release.ts';
import type { IncidentAlarms } from '../incidents/alarms.ts';
import { keepWriting } from '../keep-writing.ts';
import { type Place, placeNamed, placesOf } from '../lookup.ts';
import { PASSING } from '../release/intake.ts';
import type { RollbackDesk } from '../rollback/rollback.ts';
import { hasBegun, releasesOf, viewOf, type World } from '../world.ts';
import { heard, namesOf, refusedFor, resolved, unheard } from './heard.ts';
import { olderThan, type Suspected, type Verdict, verdictOn } from './suspicion.ts';

interface Concern extends Suspected {
  readonly place: Place;
}

export interface AlertParts {
  readonly rollbacks: Pick<RollbackDesk, 'rollBackForAlert'>;
  readonly incidents: Pick<IncidentAlarms, 'fired'>;
}

export class AlertDesk {
  readonly #world: World;
  readonly #parts: AlertParts;
  readonly #stop = new AbortController();

  constructor(world: World, parts: AlertParts) {
    this.#world = world;
    this.#parts = parts;
  }

  /** Resolves when everything was done and written down. Throws when something was not: then all of them are to be sent again. */
  async take(alerts: readonly Alert[]): Promise<void> {
    const { catalog } = this.#world;
    const errors: unknown[] = [];
    // Rollbacks first: nobody is asked about what is on its way back.
    const concerns = concernsOf(placesThatListen(catalog), alerts).toSorted((a, b) => rank(a) - rank(b));
    const works = [
      ...concerns.map((concern) => () => this.#suspect(concern)),
      ...concerns.map((concern) => () => this.#tellIncidents(concern)),
      ...this.#resolvedIn(alerts).map((name) => () => this.#resolve(name, alerts)),
    ];
    for (const work of works) {
      try {
        await work();
      } catch (error) {
        errors.push(error);
      }
    }
    if (errors.length > 0) throw new AggregateError(errors, 'alerts were not taken');
  }

  /** What is not written down by now never is. */
  stop(): void {
    this.#stop.abort();
  }

  async #suspect(concern: Concern): Promise<void> {
    const { place, alerts } = concern;
    const release = releasesOf(this.#world, place).find(hasBegun);
    if (release === undefined || release.status === null) return this.#log(concern, null, 'nothing');
    const { status } = release;
    const parts = Map.groupBy(unheard(status, alerts), (alert) => olderThan(alert, status));
    for (const part of parts.values()) await this.#decide({ ...concern, alerts: part }, release);
  }

  /** Whether a release is to blame or not. What matches in two places is not told: somebody has to say which one is meant. */
  async #tellIncidents({ place, rule, alerts, isAmbiguous }: Concern): Promise<void> {
    if (isAmbiguous) return;
    const where = { service: place.service.name, environment: place.environment.name };
    const release = releasesOf(this.#world, place).find(hasBegun) ?? null;
    await this.#parts.incidents.fired({ place: where, rule, alerts, release });
  }

  async #decide(concern: Concern, release: Release): Promise<void> {
    const verdict = this.#verdict(concern, release);
    this.#log(concern, release, verdict.does);
    if (verdict.does === 'nothing') return;
    if (verdict.does === 'rollback') return this.#rollBack(concern, release, verdict.from);
    await this.#world.store.update(release.name, (fresh) => {
      if (fresh.status === null) return null;
      const now = this.#verdict(concern, fresh);
      // It was told as it stood; what has become possible since needs another alert.
      const verdict: Verdict = now.does === 'rollback' ? { does: 'tell', why: 'unknown' } : now;
      return heard(fresh.status, { alerts: concern.alerts, verdict }, this.#world.clock.now());
    });
  }

  #verdict(concern: Concern, release: Release): Verdict {
    return verdictOn(viewOf(this.#world, release, concern.place), concern, this.#world.clock.now());
  }

  /** The traffic first: that the alerts were taken is written down for as long as it takes. */
  async #rollBack({ place, alerts }: Concern, release: Release, from: string): Promise<void> {
    const { clock } = this.#world;
    try {
      const rolled = await this.#parts.rollbacks.rollBackForAlert({
        service: place.service.name,
        environment: place.environment.name,
        to: null,
        from,
        release: release.name,
        reason: namesOf(alerts).join(', '),
        pressedAt: clock.now(),
      });
      const verdict = { does: 'rollback', from } as const;
      void this.#note(rolled.release ?? release, (status) => heard(status, { alerts, verdict }, clock.now()));
    } catch (error) {
      if (!(error instanceof UserProblem) || PASSING.has(error.code)) throw error;
      const says = `${error.message} ${error.why}`;
      await this.#world.store.update(release.name, ({ status }) =>
        status === null ? null : refusedFor(status, { alerts, says }, clock.now()),
      );
    }
  }

  async #note({ name }: Release, change: (status: ReleaseStatus) => ReleaseStatus | null): Promise<void> {
    try {
      await keepWriting(this.#world, { release: name, change, stop: this.#stop.signal });
    } catch (error) {
      this.#world.log.warn({ err: error, release: name }, 'it is not written down which alerts were taken');
    }
  }

  /** Releases that know one of the ended alerts as firing. */
  #resolvedIn(alerts: readonly Alert[]): readonly string[] {
    const keys = resolvedKeys(alerts);
    if (keys.size === 0) return [];
    return this.#world.store.all().flatMap(({ name, status }) => {
      const knows = status?.alerts?.some(({ key, firing }) => firing && keys.has(key)) ?? false;
      return knows ? [name] : [];
    });
  }

  async #resolve(name: string, alerts: readonly Alert[]): Promise<void> {
    await this.#world.store.update(name, ({ status }) =>
      status === null ? null : resolved(status, resolvedKeys(alerts), this.#world.clock.now()),
    );
  }

  #log({ place, alerts }: Concern, release: Release | null, does: Verdict['does']): void {
    const { service, environment } = place;
    const names = namesOf(alerts);
    this.#world.log.info(
      { service: service.name, environment: environment.name, release: release?.name ?? null, names, does },
      'alerts were taken',
    );
  }
}

/** Places with several targets are refused everywhere, so nothing is done there. */
function placesThatListen(catalog: World['catalog']): readonly Place[] {
  const names = new Map(
    placesOf(catalog).map(({ service, environment }) => [
      `${service.name}/${environment.name}`,
      { service: service.name, environment: environment.name },
    ]),
  );
  return [...names.values()].flatMap((named) => {
    const place = placeNamed(catalog, named);
    return place === null || place.environment.alerts.length === 0 ? [] : [place];
  });
}

function concernsOf(places: readonly Place[], alerts: readonly Alert[]): readonly Concern[] {
  const concerns = new Map<string, Concern & { readonly alerts: Alert[] }>();
  for (const alert of alerts) {
    if (alert.state !== 'firing') continue;
    const found = places.flatMap((place) => {
      const rule = place.environment.alerts.find((each) => fits(each, alert));
      return rule === undefined ? [] : [{ place, rule }];
    });
    const isAmbiguous = found.length > 1;
    for (const { place, rule } of found) {
      const key = `${targetKey(place.target)} ${place.environment.alerts.indexOf(rule)} ${isAmbiguous}`;
      const concern = concerns.get(key) ?? { place, rule, isAmbiguous, alerts: [] };
      concern.alerts.push(alert);
      concerns.set(key, concern);
    }
  }
  return [...concerns.values()];
}

function rank({ rule }: { readonly rule: AlertRule }): number {
  return rule.does === 'rollback' ? 0 : 1;
}

function resolvedKeys(alerts: readonly Alert[]): ReadonlySet<string> {
  return new Set(alerts.filter(({ state }) => state === 'resolved').map(alertKey));
}
