/** Listens to the containers of all releases in flight of one cluster: so many streams at once, a fair share for each. */
import type { Flight, Tape } from '../../../engine/evidence/recorder-ports.ts';
import type { TextReader, TextStream } from '../../../kubernetes/connection.ts';
import { ApiError, isNotFound } from '../../../kubernetes/errors.ts';
import type { Target } from '../../../model/catalog.ts';
import { BackOff } from '../../../waiting/back-off.ts';
import type { ContainerFacts } from '../facts.ts';
import type { RememberedPod } from '../namespace-view.ts';
import { refusal } from './reader.ts';
import { fileOf, type Listened, listen, TOO_FAST } from './recorder-log.ts';
import { share } from './recorder-share.ts';

/** Of one cluster: each is a connection of its own. */
const MOST_STREAMS = 64;
/** How often it is looked which containers there are. */
const LOOK_MS = 1_000;
/** What a container that is gone still had to say comes within this time; one that talks too much is left alone as long. */
const GRACE_MS = 5_000;
/** A right that is missing is not asked for again before. */
const RIGHT_MS = 60_000;
const NO_STREAM = `more than ${MOST_STREAMS} containers of the cluster ran in releases`;

export interface StreamsOptions {
  readonly connection: TextReader & TextStream;
  /** The pods that memory knows. */
  readonly remembered: (target: Target) => readonly RememberedPod[] | null;
  /** Once for each reason. */
  readonly onLack: (why: string) => void;
}

interface Listening {
  readonly flight: Flight;
  readonly tape: Tape;
}

interface Wanted extends Listening {
  readonly pod: RememberedPod;
  readonly container: ContainerFacts;
}

interface Stream {
  readonly flight: string;
  readonly backOff: BackOff;
  /** Null while it is closed. */
  stop: AbortController | null;
  /** The run that is listened to; runs up to this one were heard to their end when it is closed. */
  restarts: number;
  heard: boolean;
  /** In ms since 1970: not opened before. */
  notBefore: number;
  /** Since when there is nothing more to come: the pod is gone, or the container has begun anew. */
  overSince: number | null;
}

export class ClusterStreams {
  readonly #options: StreamsOptions;
  readonly #flights = new Set<Listening>();
  /** By release, pod and container. */
  readonly #streams = new Map<string, Stream>();
  readonly #lacks = new Set<string>();
  #timer: NodeJS.Timeout | null = null;

  constructor(options: StreamsOptions) {
    this.#options = options;
  }

  /** How many are open. */
  get open(): number {
    return [...this.#streams.values()].filter(({ stop }) => stop !== null).length;
  }

  add(listening: Listening, signal: AbortSignal): void {
    this.#flights.add(listening);
    signal.addEventListener('abort', () => this.#remove(listening), { once: true });
    this.#timer ??= setInterval(() => this.#look(), LOOK_MS);
    this.#timer.unref();
    this.#look();
  }

  /** Opens all of them anew: their connections are dead though they look open. */
  renew(): void {
    for (const stream of this.#streams.values()) stream.stop?.abort();
  }

  #remove(listening: Listening): void {
    this.#flights.delete(listening);
    const isOthers = [...this.#flights].some(({ flight }) => flight.release === listening.flight.release);
    if (!isOthers) this.#close(({ flight }) => flight === listening.flight.release);
    if (this.#flights.size > 0 || this.#timer === null) return;
    clearInterval(this.#timer);
    this.#timer = null;
  }

  #close(which: (stream: Stream) => boolean): void {
    for (const [key, stream] of this.#streams) {
      if (!which(stream)) continue;
      stream.stop?.abort();
      this.#streams.delete(key);
    }
  }

  #look(): void {
    const now = Date.now();
    const wanted = new Map(
      [...this.#flights].flatMap((each) => this.#wantedOf(each)).map((each) => [keyOf(each), each]),
    );
    this.#letGo(wanted, now);
    const asked = [...wanted].map(([key, of]) => {
      return { key, of, flight: of.flight.release, urgency: urgencyOf(of), open: this.#isOpen(key) };
    });
    const chosen = new Set(share(asked, MOST_STREAMS));
    for (const each of asked) {
      if (chosen.has(each)) this.#tend(each.key, each.of, now);
      else this.#leaveOut(each.key, each.of);
    }
  }

  /** Containers of the new version that have run. */
  #wantedOf({ flight, tape }: Listening): readonly Wanted[] {
    const pods = this.#options.remembered(flight.target)?.filter(({ hash }) => hash === flight.bad) ?? [];
    return pods.flatMap((pod) =>
      pod.containers
        .filter(({ running, restarts }) => running || restarts > 0)
        .map((container) => ({ flight, tape, pod, container })),
    );
  }

  #isOpen(key: string): boolean {
    return (this.#streams.get(key)?.stop ?? null) !== null;
  }

  /** A pod that memory knows no more may still have something to say. */
  #letGo(wanted: ReadonlyMap<string, Wanted>, now: number): void {
    for (const [key, stream] of this.#streams) {
      const { restarts } = wanted.get(key)?.container ?? {};
      if (restarts !== undefined && restarts <= stream.restarts) stream.overSince = null;
      else stream.overSince ??= now;
      if (stream.overSince !== null && now - stream.overSince >= GRACE_MS) stream.stop?.abort();
      if (restarts === undefined && stream.stop === null) this.#streams.delete(key);
    }
  }

  #leaveOut(key: string, { tape, ...which }: Wanted): void {
    tape.lacks(fileOf(whichOf(which)), NO_STREAM);
    this.#streams.get(key)?.stop?.abort();
  }

  #tend(key: string, wanted: Wanted, now: number): void {
    const { container, flight } = wanted;
    const fresh = { flight: flight.release, backOff: new BackOff(), stop: null, restarts: -1, heard: false };
    const stream: Stream = this.#streams.get(key) ?? { ...fresh, notBefore: 0, overSince: null };
    this.#streams.set(key, stream);
    // One that has to make room takes a moment to close.
    if (stream.stop !== null || now < stream.notBefore || this.open >= MOST_STREAMS) return;
    const isNewRun = container.restarts > stream.restarts;
    if (isNewRun || container.running || !stream.heard)
      void this.#run(stream, wanted, isNewRun && container.restarts > 0);
  }

  async #run(stream: Stream, wanted: Wanted, restarted: boolean): Promise<void> {
    const stop = new AbortController();
    Object.assign(stream, { stop, heard: false, restarts: wanted.container.restarts });
    const began = Date.now();
    try {
      const heard = await listen(this.#options.connection, listenedOf(wanted), { restarted, signal: stop.signal });
      if (!heard) wanted.tape.skipped(fileOf(whichOf(wanted)), TOO_FAST);
      if (heard && Date.now() - began > GRACE_MS) stream.backOff.reset();
      stream.heard = heard;
      stream.notBefore = Date.now() + (heard ? stream.backOff.next() : GRACE_MS);
    } catch (error) {
      stream.notBefore = Date.now() + this.#heardNothing(error, stream, wanted);
    } finally {
      stream.stop = null;
    }
  }

  /** How long to leave it alone, in ms. */
  #heardNothing(error: unknown, { backOff }: Stream, { tape }: Wanted): number {
    if (!(error instanceof ApiError) || isNotFound(error)) return backOff.next();
    if (error.status !== 403) return backOff.next();
    const why = refusal(error);
    tape.lacks('logs', why);
    if (!this.#lacks.has(why)) this.#options.onLack(why);
    this.#lacks.add(why);
    return RIGHT_MS;
  }
}

/** What crashes first, then what serves. */
function urgencyOf({ container, pod }: Wanted): number {
  return container.restarts > 0 || pod.trouble !== null ? 0 : 1;
}

function keyOf({ flight, pod, container }: Wanted): string {
  return `${flight.release} ${pod.name} ${container.name}`;
}

function whichOf({ pod, container }: Pick<Wanted, 'pod' | 'container'>) {
  return { pod: pod.name, container: container.name };
}

function listenedOf(wanted: Wanted): Listened {
  return { namespace: wanted.flight.target.namespace, tape: wanted.tape, ...whichOf(wanted) };
}
