/**
 * Sees to it that releases are recorded while they are in flight, and for a while afterwards: evidence takes from there what
 * a cluster has forgotten. Beside the work, like evidence; nothing waits for it.
 */
import { targetKey } from '../../model/catalog.ts';
import { hasEnded, type Release } from '../../model/release.ts';
import { placeOf, type World } from '../world.ts';
import type { Flight, Recorder, RecordingSource } from './recorder-ports.ts';

/** How long after its end a release is still recorded: most rollbacks of what went well come within minutes. */
const AFTERWARDS_MS = 10 * 60_000;
/** How often it is looked whether that time is over. */
const LOOK_MS = 15_000;

export interface RecorderParts {
  readonly recorder: Recorder;
  readonly sources: readonly RecordingSource[];
  /** False while it is not known which releases there are: then nothing is forgotten. */
  readonly known: () => boolean;
}

interface Listening {
  readonly flight: Flight;
  readonly stop: AbortController;
}

export class RecorderDesk {
  readonly #world: World;
  readonly #parts: RecorderParts;
  /** By the name of the release. */
  readonly #listening = new Map<string, Listening>();
  #timer: NodeJS.Timeout | null = null;
  #unfollow: () => void = () => undefined;

  constructor(world: World, parts: RecorderParts) {
    this.#world = world;
    this.#parts = parts;
  }

  /** Looks at every release now and from time to time, and at each that changes. */
  start(): void {
    const { store } = this.#world;
    this.#unfollow = store.follow(
      (release) => this.#look(release),
      ({ name }) => this.#end(name),
    );
    this.#timer = setInterval(() => this.lookAtAll(), LOOK_MS);
    this.#timer.unref();
    this.lookAtAll();
  }

  /** Also when the catalog is another one. */
  lookAtAll(): void {
    const all = this.#world.store.all();
    for (const release of all) this.#look(release);
    const names = new Set(all.map(({ name }) => name));
    for (const name of this.#listening.keys()) if (!names.has(name)) this.#end(name);
    if (this.#parts.known()) this.#parts.recorder.keepTo(new Set(this.#listening.keys()));
  }

  stop(): void {
    this.#unfollow();
    if (this.#timer !== null) clearInterval(this.#timer);
    for (const name of [...this.#listening.keys()]) this.#end(name);
  }

  #look(release: Release): void {
    const { clock, catalog } = this.#world;
    const { capture, recorder } = catalog.evidence;
    const flight = capture && recorder.record && isInFlight(release, clock.now()) ? this.#flightOf(release) : null;
    const before = this.#listening.get(release.name)?.flight;
    if (before !== undefined && flight !== null && isSame(before, flight)) return;
    this.#end(release.name);
    if (flight === null) return;
    const stop = new AbortController();
    this.#listening.set(release.name, { flight, stop });
    const tape = this.#parts.recorder.tape(flight);
    for (const source of this.#parts.sources) source.record(flight, tape, stop.signal);
  }

  /** What was heard is forgotten at the next look. */
  #end(name: string): void {
    this.#listening.get(name)?.stop.abort();
    this.#listening.delete(name);
  }

  /** Null before the controller has seen the new version, and when the catalog has no place for it. */
  #flightOf(release: Release): Flight | null {
    const place = placeOf(this.#world, release);
    const record = release.status?.targets[0];
    if (place === null || !record?.hash) return null;
    const { service, environment, target } = place;
    const versions = { bad: record.hash, good: record.replaced?.hash ?? null };
    return { release: release.name, service: service.name, environment: environment.name, target, ...versions };
  }
}

/** Until its rollback is captured, or nobody is likely to ask for one any more. */
export function isInFlight({ status }: Pick<Release, 'status'>, now: Date): boolean {
  if (status === null) return false;
  const { phase, evidence, endedAt } = status;
  if (!hasEnded(phase) || evidence?.state === 'capturing') return true;
  if (evidence?.occasion === 'rollback' || endedAt === null) return false;
  return now.getTime() - Date.parse(endedAt) < AFTERWARDS_MS;
}

function isSame(one: Flight, other: Flight): boolean {
  return one.bad === other.bad && targetKey(one.target) === targetKey(other.target);
}
