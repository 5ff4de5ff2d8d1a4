/**
 * Writes recordings down now and then, so that one survives the end of the process: the end of each track, redacted, in a
 * file of its own below the folder of evidence. It takes little time of whatever else goes on.
 */
import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Flight } from '../../engine/evidence/recorder-ports.ts';
import { pause } from '../../waiting/pause.ts';
import type { FlightRecorder } from './recorder.ts';
import type { Track } from './track.ts';

const FOLDER = '.recorder';
const FLIGHT = 'flight.json';
const UNFINISHED = '.tmp~';
/** Of each track its end: searching it for secrets holds everything else up for a few ms. */
const MOST_BYTES = 64 * 1024;
/** How often at most, and how much of the time: after each file it rests so many times as long as that took. */
const ROUND_MS = 2_000;
const REST = 20;

export interface SpoolOptions {
  readonly recorder: FlightRecorder;
  /** Where evidence is kept; asked each time. May throw. */
  readonly directory: () => Promise<string>;
  /** Takes secrets out of a text. */
  readonly redact: (text: string) => string;
  /** Hears the same thing once. */
  readonly onError: (error: unknown) => void;
}

interface Header {
  readonly path: string;
  readonly dropped: number;
  readonly skipped: readonly string[];
}

export class Spool {
  readonly #options: SpoolOptions;
  readonly #stop = new AbortController();
  /** By file: what is written already. */
  readonly #written = new Map<string, number>();
  #loading: Promise<void> = Promise.resolve();
  #running: Promise<void> = Promise.resolve();
  /** What went wrong last. */
  #said = '';

  constructor(options: SpoolOptions) {
    this.#options = options;
  }

  /** Takes what an earlier process left. Throws nothing. */
  load(): Promise<void> {
    this.#loading = this.#tried(async (folder) => {
      for (const name of await namesIn(folder)) await this.#tried(() => this.#loadRelease(join(folder, name)));
    });
    return this.#loading;
  }

  /** Once everything is loaded: what is not would be taken for something to be forgotten. */
  start(): void {
    this.#running = this.#loading.then(() => this.#rounds());
  }

  /** Resolves when everything is written. */
  async stop(): Promise<void> {
    this.#stop.abort();
    await this.#running;
    await this.#round();
  }

  async #rounds(): Promise<void> {
    while (!this.#stop.signal.aborted) {
      await pause(ROUND_MS, this.#stop.signal);
      await this.#round();
    }
  }

  async #round(): Promise<void> {
    const recorded = this.#options.recorder.all();
    if (recorded.length === 0 && this.#written.size === 0) return;
    await this.#tried(async (folder) => {
      for (const { flight, ring } of recorded) {
        const place = join(folder, flight.release);
        for (const track of [...ring.tracks.values()]) await this.#write(place, flight, track);
        await this.#tidy(place, new Set(ring.tracks.keys()));
      }
      await this.#forget(folder);
    });
  }

  async #tried(work: (folder: string) => Promise<void>): Promise<void> {
    try {
      await work(join(await this.#options.directory(), FOLDER));
      this.#said = '';
    } catch (error) {
      if (String(error) !== this.#said) this.#options.onError(error);
      this.#said = String(error);
    }
  }

  async #write(folder: string, flight: Flight, track: Track): Promise<void> {
    const file = join(folder, fileOf(track.path));
    if (this.#written.get(file) === track.changes) return;
    const began = performance.now();
    if (!this.#written.has(join(folder, FLIGHT))) await this.#begin(folder, flight);
    const { changes, path, skipped } = track;
    const { text, left } = endOf(track.text());
    const header: Header = { path, dropped: track.dropped + left, skipped };
    await writeWhole(file, `${JSON.stringify(header)}\n${this.#options.redact(text)}`);
    this.#written.set(file, changes);
    if (!this.#stop.signal.aborted) await pause((performance.now() - began) * REST, this.#stop.signal);
  }

  async #begin(folder: string, flight: Flight): Promise<void> {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    await writeWhole(join(folder, FLIGHT), JSON.stringify(flight));
    this.#written.set(join(folder, FLIGHT), 0);
  }

  /** Files of tracks that are gone. */
  async #tidy(folder: string, paths: ReadonlySet<string>): Promise<void> {
    const kept = new Set([FLIGHT, ...[...paths].map(fileOf)].map((name) => join(folder, name)));
    for (const file of [...this.#written.keys()]) {
      if (!file.startsWith(`${folder}/`) || kept.has(file)) continue;
      this.#written.delete(file);
      await rm(file, { force: true });
    }
  }

  /** Releases that are recorded no more, among them what could not be loaded. */
  async #forget(folder: string): Promise<void> {
    const releases = new Set(this.#options.recorder.all().map(({ flight }) => flight.release));
    for (const name of await namesIn(folder)) {
      if (releases.has(name)) continue;
      const place = join(folder, name);
      await rm(place, { recursive: true, force: true });
      for (const file of [...this.#written.keys()]) if (file.startsWith(`${place}/`)) this.#written.delete(file);
    }
  }

  async #loadRelease(folder: string): Promise<void> {
    const flight = JSON.parse(await readFile(join(folder, FLIGHT), 'utf8')) as Flight;
    this.#written.set(join(folder, FLIGHT), 0);
    const tape = this.#options.recorder.tape(flight);
    for (const name of await namesIn(folder)) {
      const file = join(folder, name);
      if (name === FLIGHT) continue;
      if (name.endsWith(UNFINISHED)) await rm(file, { force: true });
      else {
        const [first = '', ...lines] = (await readFile(file, 'utf8')).split('\n');
        const { path, dropped, skipped } = JSON.parse(first) as Header;
        for (const line of lines) if (line !== '') tape.add(path, line);
        this.#options.recorder.resume(flight, path, dropped);
        for (const why of skipped) tape.skipped(path, why);
      }
    }
  }
}

async function namesIn(folder: string): Promise<readonly string[]> {
  try {
    return await readdir(folder);
  } catch {
    return []; // nothing was written
  }
}

function fileOf(path: string): string {
  return `${createHash('sha256').update(path).digest('hex').slice(0, 32)}.log`;
}

/** Whole lines, and how many are left out before them. */
function endOf(text: string): { readonly text: string; readonly left: number } {
  if (text.length <= MOST_BYTES) return { text, left: 0 };
  const from = text.indexOf('\n', text.length - MOST_BYTES) + 1;
  return { text: text.slice(from), left: text.slice(0, from).split('\n').length - 1 };
}

async function writeWhole(file: string, text: string): Promise<void> {
  await writeFile(file + UNFINISHED, text, { mode: 0o600 });
  await rename(file + UNFINISHED, file);
}
