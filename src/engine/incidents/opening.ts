/**
 * Opens incidents, each once: one is open at a place at a time, and what an incident was about while it was open opens no
 * other one afterwards, whoever asks how often. Its number makes it one also for two programs that open it at once.
 */
import type { Actor } from '../../model/decision.ts';
import { type Incident, type IncidentSpec, isOpen } from '../../model/incident.ts';
import { UserProblem } from '../../model/problem.ts';
import { Turns } from '../../waiting/turns.ts';
import { placeKey } from '../world.ts';
import { opened } from './changes.ts';
import { incidentsAt } from './ledger.ts';
import type { IncidentWorld } from './ports.ts';

/** By so many names there was one already that this memory did not know of. */
const TRIES = 5;
/** Names of objects are at most 63 long here, with room for a dash and a number. */
const LONGEST_PLACE = 56;

export interface Occasion {
  readonly spec: IncidentSpec;
  readonly by: Actor;
  /** RFC 3339: what it is about had happened by then; null when a person says that something is wrong now. */
  readonly since: string | null;
}

export interface Opened {
  readonly incident: Incident;
  readonly isNew: boolean;
}

export class IncidentOpening {
  readonly #world: Pick<IncidentWorld, 'store' | 'releases'>;
  readonly #turns = new Turns();

  constructor(world: Pick<IncidentWorld, 'store' | 'releases'>) {
    this.#world = world;
  }

  /** Throws UserProblem when it cannot be written. */
  open(occasion: Occasion): Promise<Opened> {
    const { service, environment } = occasion.spec;
    const place = placeKey(service, environment);
    return this.#turns.take(place, () => this.#open(occasion, place));
  }

  async #open({ spec, by, since }: Occasion, place: string): Promise<Opened> {
    const { store, releases } = this.#world;
    const there = incidentsAt(store, place);
    const known = coveredBy(there, since);
    if (known !== null) return { incident: known, isNew: false };
    const first = nextNumber(spec, there);
    for (let number = first; number < first + TRIES; number++) {
      const status = opened(spec, by, releases.clock.now());
      const { record, isNew } = await store.createNamed(incidentName(spec, number), spec, status);
      if (isNew) {
        releases.log.info({ incident: record.name, by, release: spec.release }, 'incident opened');
        return { incident: record, isNew };
      }
      const isHere = placeKey(record.spec.service, record.spec.environment) === place;
      if (isHere && coveredBy([record], since) !== null) return { incident: record, isNew };
    }
    throw new UserProblem('lost-race', {
      happened: 'No incident was opened.',
      why: 'It is not known yet which ones there were.',
      hint: 'Try again in a moment.',
    });
  }
}

/** The one that is about this already: it is open, or was still open when it happened. */
export function coveredBy(there: readonly Incident[], since: string | null): Incident | null {
  const wasOpen = ({ status }: Incident) =>
    since !== null && Date.parse(status?.resolution?.at ?? '') >= Date.parse(since);
  return there.find(isOpen) ?? there.find(wasOpen) ?? null;
}

function incidentName(spec: IncidentSpec, number: number): string {
  return `${prefixOf(spec)}${number}`;
}

function nextNumber(spec: IncidentSpec, there: readonly Incident[]): number {
  const prefix = prefixOf(spec);
  const numbers = there.map(({ name }) =>
    name.startsWith(prefix) ? Number(/^\d{1,6}$/.exec(name.slice(prefix.length))?.[0] ?? 0) : 0,
  );
  return Math.max(0, ...numbers) + 1;
}

function prefixOf({ service, environment }: IncidentSpec): string {
  return `${`${service}-${environment}`.slice(0, LONGEST_PLACE).replace(/-+$/, '')}-`;
}
