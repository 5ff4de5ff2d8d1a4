/** Keeps the number of incidents that are over bounded, at each place: one removal after the other, and what fails is left for later. */
import { type Incident, isOpen } from '../../model/incident.ts';
import { Lane } from '../lane.ts';
import { placeKey } from '../world.ts';
import { incidentsAt, ledgerOf } from './ledger.ts';
import type { IncidentRemoval, IncidentWorld } from './ports.ts';

/** Somebody else was writing. */
const LATER_MS = 60_000;
/** A post-mortem that Slack has not taken for so long, it never will. */
const OWED_MS = 24 * 60 * 60_000;

export class IncidentPruner {
  readonly #world: Pick<IncidentWorld, 'store' | 'releases'>;
  readonly #removal: IncidentRemoval;
  readonly #lane: Lane;
  /** Places at which more may have to go. */
  readonly #due = new Set<string>();
  #unfollow: () => void = () => undefined;

  constructor(world: Pick<IncidentWorld, 'store' | 'releases'>, removal: IncidentRemoval) {
    this.#world = world;
    this.#removal = removal;
    this.#lane = new Lane(
      () => this.#turn(),
      (error) => world.releases.log.warn({ err: error }, 'old incidents could not be removed'),
    );
  }

  start(): void {
    this.#unfollow = this.#world.store.follow((incident) => this.#changed(incident));
    this.lookAtAll();
  }

  /** As at the start, and when the catalog is another one. */
  lookAtAll(): void {
    for (const place of ledgerOf(this.#world.store).byPlace.keys()) this.#due.add(place);
    this.#lane.wake();
  }

  async stop(): Promise<void> {
    this.#unfollow();
    await this.#lane.stop();
  }

  #changed(incident: Incident): void {
    if (isOpen(incident)) return;
    this.#due.add(placeKey(incident.spec.service, incident.spec.environment));
    this.#lane.wake();
  }

  async #turn(): Promise<number | null> {
    const { store, releases } = this.#world;
    for (const place of [...this.#due]) {
      const surplus = surplusOf(incidentsAt(store, place), releases.catalog.incidents.keep, releases.clock.now());
      let isDone = true;
      for (const incident of surplus) {
        if (await this.#removal.remove(incident))
          releases.log.info({ incident: incident.name }, 'old incident removed');
        else isDone = false;
      }
      if (isDone) this.#due.delete(place);
    }
    return this.#due.size === 0 ? null : LATER_MS;
  }
}

/**
 * Of one place, newest first; the oldest first to go. Never one that is open, or whose post-mortem is still to be shared;
 * and never the newest, whose number the next one goes by.
 */
export function surplusOf(there: readonly Incident[], keep: number, now: Date): readonly Incident[] {
  const over = there.filter((incident) => !isOpen(incident));
  return over
    .slice(keep)
    .filter((incident) => incident !== there[0] && !isOwed(incident, now))
    .reverse();
}

function isOwed({ status, createdAt }: Incident, now: Date): boolean {
  const since = Date.parse(status?.resolution?.at ?? createdAt);
  const isShared = status?.room?.did.includes('postmortem') ?? false;
  return !isShared && now.getTime() - since <= OWED_MS;
}
