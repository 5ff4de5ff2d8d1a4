/**
 * Brings each incident forward: woken by changes of it, of releases, and by the clock of its status updates. Says in the
 * story of the release that there is an incident, and shows every incident that may look different.
 */
import { type Incident, isArchived } from '../../model/incident.ts';
import type { Release, ReleaseStatus } from '../../model/release.ts';
import { Lane } from '../lane.ts';
import { told } from '../release/changes.ts';
import { placeKey, releaseNamed } from '../world.ts';
import { needOf } from './decide.ts';
import { incidentsAt, ledgerOf } from './ledger.ts';
import type { IncidentWorld } from './ports.ts';
import { seen } from './seen.ts';

/** Timers of Node's take no more than 24.8 days; nobody waits so long for an update. */
const LONGEST_MS = 60 * 60_000;

export class IncidentKeeper {
  readonly #world: IncidentWorld;
  readonly #lanes = new Map<string, Lane>();
  #unfollow: (() => void)[] = [];

  constructor(world: IncidentWorld) {
    this.#world = world;
  }

  start(): void {
    const { store, releases } = this.#world;
    this.#unfollow = [
      store.follow(
        (incident) => this.#wake(incident),
        (incident) => this.#forget(incident),
      ),
      releases.store.follow((release) => this.#releaseChanged(release)),
    ];
    for (const incident of store.all()) this.#wake(incident);
  }

  /** Resolves when nothing is being written any more. */
  async stop(): Promise<void> {
    for (const unfollow of this.#unfollow) unfollow();
    await Promise.all([...this.#lanes.values()].map((lane) => lane.stop()));
  }

  /** What was changed elsewhere stands on the card too, but is no reason to draw it: it is seen at the next change. */
  #releaseChanged({ spec }: Release): void {
    const key = placeKey(spec.service, spec.environment);
    for (const incident of incidentsAt(this.#world.store, key)) {
      if (isToBeTold(incident)) this.#wake(incident);
    }
  }

  #wake(incident: Incident): void {
    if (isArchived(incident)) {
      this.#forget(incident);
      return;
    }
    const { name } = incident;
    const lane =
      this.#lanes.get(name) ??
      new Lane(
        () => this.#turn(name),
        (error) => this.#world.releases.log.error({ err: error, incident: name }, 'an incident is looked at again'),
      );
    this.#lanes.set(name, lane);
    lane.wake();
  }

  #forget({ name }: Incident): void {
    void this.#lanes.get(name)?.stop();
    this.#lanes.delete(name);
    this.#world.audience.over(name);
  }

  async #turn(name: string): Promise<number | null> {
    const { store, releases, audience } = this.#world;
    const incident = ledgerOf(store).byName.get(name);
    if (incident === undefined) return null;
    const view = seen(this.#world, incident);
    audience.changed(view);
    const { status, againMs } = needOf(view, releases.clock.now());
    // The change is heard of, and leads to the next turn.
    if (status !== null) {
      await store.update(name, (fresh) => needOf(seen(this.#world, fresh), releases.clock.now()).status);
      return null;
    }
    await this.#tellRelease(incident);
    return againMs === null ? null : Math.min(againMs, LONGEST_MS);
  }

  async #tellRelease({ name, spec, status }: Incident): Promise<void> {
    const { store } = this.#world.releases;
    const release = spec.release === undefined ? null : releaseNamed(this.#world.releases, spec.release);
    if (release === null || status === null) return;
    const news = (known: ReleaseStatus) => newsFor(known, { name, status }, this.#world.releases.clock.now());
    if (release.status === null || news(release.status) === null) return;
    await store.update(release.name, (fresh) => (fresh.status === null ? null : news(fresh.status)));
  }
}

/** Null when its story says all already. */
function newsFor(
  release: ReleaseStatus,
  { name, status }: { readonly name: string; readonly status: NonNullable<Incident['status']> },
  now: Date,
): ReleaseStatus | null {
  const says = (what: 'incidentOpened' | 'incidentResolved') =>
    release.story.some((event) => event.what === what && event.incident === name);
  const { room, openedBy, resolution } = status;
  // Until it is settled where people meet there is nothing to link to.
  if (!says('incidentOpened')) {
    if (room === null || !room.did.includes('create')) return null;
    return told(release, now, { what: 'incidentOpened', incident: name, by: openedBy, channel: room.channel });
  }
  if (resolution === null || says('incidentResolved')) return null;
  return told(release, now, { what: 'incidentResolved', incident: name, by: resolution.by, cause: resolution.cause });
}

/** What becomes of a release stands on the card, and in the post-mortem, until that is shared. */
function isToBeTold({ status }: Incident): boolean {
  return status?.phase !== 'Closed' || status.room?.did.includes('postmortem') !== true;
}
