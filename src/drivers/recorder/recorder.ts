/** The flight recorder's memory: a tape for each release in flight, and what evidence takes from it. */
import type {
  Flight,
  RecordedFile,
  Recorder,
  Recording,
  Recordings,
  Tape,
} from '../../engine/evidence/recorder-ports.ts';
import { type RecorderRules, targetKey } from '../../model/catalog.ts';
import { type Ring, Rings } from './rings.ts';
import type { Track } from './track.ts';

interface Recorded {
  flight: Flight;
  readonly ring: Ring;
  readonly lacking: Map<string, string>;
}

export class FlightRecorder implements Recorder, Recordings {
  readonly #rules: () => RecorderRules;
  readonly #rings: Rings;
  readonly #recorded = new Map<string, Recorded>();

  /** The rules are asked each time: they may be reloaded. */
  constructor(rules: () => RecorderRules) {
    this.#rules = rules;
    this.#rings = new Rings(rules);
  }

  tape(flight: Flight): Tape {
    const recorded = this.#of(flight);
    const { ring, lacking } = recorded;
    // What is heard too late, of a release that is forgotten, is kept nowhere.
    const isKept = () => this.#recorded.get(flight.release) === recorded;
    return {
      add: (path, line) => {
        if (isKept()) this.#rings.add(ring, path, line);
      },
      newest: (path) => ring.tracks.get(path)?.newest ?? null,
      skipped: (path, why) => ring.tracks.get(path)?.skip(why),
      lacks: (what, why) => lacking.set(what, why),
    };
  }

  keepTo(releases: ReadonlySet<string>): void {
    for (const release of this.#recorded.keys()) {
      if (releases.has(release)) continue;
      this.#recorded.delete(release);
      this.#rings.remove(release);
    }
  }

  find({ target, bad }: Parameters<Recordings['find']>[0]): Recording | null {
    const key = targetKey(target);
    const recorded = [...this.#recorded.values()].findLast(
      ({ flight }) => targetKey(flight.target) === key && flight.bad === bad,
    );
    if (recorded === undefined) return null;
    const { ring, lacking } = recorded;
    const lost = { what: 'older parts of the recording', why: `${ring.lost} files ${this.#madeRoom()}` };
    return {
      files: [...ring.tracks.values()].map((track) => this.#file(track)),
      lacking: [...lackingOf(lacking, ring), ...(ring.lost > 0 ? [lost] : [])],
    };
  }

  /** What is recorded, for who writes it down. */
  all(): readonly { readonly flight: Flight; readonly ring: Ring }[] {
    return [...this.#recorded.values()];
  }

  /** So many lines were dropped by an earlier process. */
  resume(flight: Flight, path: string, dropped: number): void {
    this.#of(flight).ring.track(path).hasDropped(dropped);
  }

  /** Memory that is used, in bytes. */
  get bytes(): number {
    return this.#rings.bytes;
  }

  #of(flight: Flight): Recorded {
    const known = this.#recorded.get(flight.release);
    if (known !== undefined) {
      known.flight = flight;
      return known;
    }
    const recorded = { flight, ring: this.#rings.ring(flight.release), lacking: new Map<string, string>() };
    this.#recorded.set(flight.release, recorded);
    return recorded;
  }

  #file(track: Track): RecordedFile {
    const dropped = track.dropped === 0 ? [] : [`the oldest ${track.dropped} lines ${this.#madeRoom()}`];
    const why = [...dropped, ...track.skipped];
    return {
      path: track.path,
      from: track.from,
      to: track.newest ?? '',
      truncated: why.length === 0 ? null : why.join('; '),
      text: () => track.text(),
    };
  }

  #madeRoom(): string {
    const { perRelease, total } = this.#rules();
    const mib = (bytes: number) => `${bytes / 1024 / 1024} MiB`;
    return `made room: ${mib(perRelease)} are recorded of a release, ${mib(total)} of all`;
  }
}

/** What came later is not lacking any more. */
function lackingOf(lacking: ReadonlyMap<string, string>, { tracks }: Ring): Recording['lacking'] {
  const isHeard = (what: string) => [...tracks.keys()].some((path) => path.startsWith(what));
  return [...lacking].filter(([what]) => !isHeard(what)).map(([what, why]) => ({ what, why }));
}
