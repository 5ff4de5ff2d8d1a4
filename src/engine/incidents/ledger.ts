/** The incidents that there are, found without looking at all of them for each question. */
import { type Incident, isOpen } from '../../model/incident.ts';
import { placeKey } from '../world.ts';
import type { IncidentStore } from './ports.ts';

/** Every list is newest first. */
export interface Ledger {
  readonly byName: ReadonlyMap<string, Incident>;
  /** By `placeKey`. */
  readonly byPlace: ReadonlyMap<string, readonly Incident[]>;
  /** By the id of their channel. */
  readonly byChannel: ReadonlyMap<string, readonly Incident[]>;
  readonly open: readonly Incident[];
}

/** One for each list of the store, which is the same list as long as no incident has changed. */
const ledgers = new WeakMap<readonly Incident[], Ledger>();

export function ledgerOf(store: Pick<IncidentStore, 'all'>): Ledger {
  const all = store.all();
  const ledger = ledgers.get(all) ?? ledgerFor(all);
  ledgers.set(all, ledger);
  return ledger;
}

/** Newest first. */
export function incidentsAt(store: Pick<IncidentStore, 'all'>, place: string): readonly Incident[] {
  return ledgerOf(store).byPlace.get(place) ?? [];
}

function ledgerFor(all: readonly Incident[]): Ledger {
  const withChannel = all.filter(({ status }) => (status?.room?.channel ?? null) !== null);
  return {
    byName: new Map(all.map((incident) => [incident.name, incident])),
    byPlace: Map.groupBy(all, ({ spec }) => placeKey(spec.service, spec.environment)),
    byChannel: Map.groupBy(withChannel, ({ status }) => status?.room?.channel ?? ''),
    open: all.filter(isOpen),
  };
}
