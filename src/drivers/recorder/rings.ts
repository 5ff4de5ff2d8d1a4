/**
 * What was heard of every release in flight, within bounds. Whoever wants more room than there is gets it from the oldest
 * of whatever is largest, so that one that talks much never silences the others.
 */
import type { RecorderRules } from '../../model/catalog.ts';
import { BLOCK_BYTES, Track } from './track.ts';

/** As much as evidence keeps of one log. */
const BLOCKS_OF_A_TRACK = 16;

export class Ring {
  readonly tracks = new Map<string, Track>();
  /** Tracks of which nothing is left. */
  lost = 0;

  get blocks(): number {
    let sum = 0;
    for (const track of this.tracks.values()) sum += track.blocks;
    return sum;
  }

  track(path: string): Track {
    const track = this.tracks.get(path) ?? new Track(path);
    this.tracks.set(path, track);
    return track;
  }

  /** Making room for a line may have taken all else that its track had. */
  keep(track: Track): void {
    if (this.tracks.has(track.path)) return;
    this.tracks.set(track.path, track);
    this.lost--;
  }

  /** The oldest block of the largest track. Of several that are as large, what was heard of last goes last. */
  drop(): Buffer | null {
    const [largest] = [...this.tracks.values()].sort(
      (a, b) => b.blocks - a.blocks || (a.newest ?? '').localeCompare(b.newest ?? ''),
    );
    if (largest === undefined) return null;
    const freed = largest.drop();
    if (largest.blocks === 0) {
      this.tracks.delete(largest.path);
      this.lost++;
    }
    return freed;
  }
}

export class Rings {
  readonly #rules: () => RecorderRules;
  readonly #rings = new Map<string, Ring>();

  /** The rules are asked each time: they may be reloaded. */
  constructor(rules: () => RecorderRules) {
    this.#rules = rules;
  }

  /** Memory that is taken. */
  get bytes(): number {
    return this.#blocks * BLOCK_BYTES;
  }

  get #blocks(): number {
    let sum = 0;
    for (const ring of this.#rings.values()) sum += ring.blocks;
    return sum;
  }

  ring(release: string): Ring {
    const ring = this.#rings.get(release) ?? new Ring();
    this.#rings.set(release, ring);
    return ring;
  }

  remove(release: string): void {
    this.#rings.delete(release);
  }

  add(ring: Ring, path: string, line: string | Buffer): void {
    const track = ring.track(path);
    track.add(line, () => this.#room(ring, track));
    ring.keep(track);
  }

  /** One more block within all bounds, one that others gave up where there is one. */
  #room(ring: Ring, track: Track): Buffer {
    const { perRelease, total } = this.#rules();
    let freed: Buffer | null = null;
    while (track.blocks >= BLOCKS_OF_A_TRACK) freed = track.drop();
    while (ring.blocks >= blocksIn(perRelease)) freed = ring.drop();
    while (this.#blocks >= blocksIn(total)) freed = this.#largest()?.drop() ?? null;
    return freed ?? Buffer.allocUnsafeSlow(BLOCK_BYTES);
  }

  #largest(): Ring | undefined {
    return [...this.#rings.values()].sort((a, b) => b.blocks - a.blocks)[0];
  }
}

function blocksIn(bytes: number): number {
  return Math.floor(bytes / BLOCK_BYTES);
}
