/** Fills the gaps of a capture with what was recorded while the release was in flight: pods may be gone, their words are not. */
import type { EvidenceBundle, Piece } from '../../../engine/evidence/ports.ts';
import type { RecordedFile, Recording } from '../../../engine/evidence/recorder-ports.ts';
import { type ClusterEvent, EVENTS } from './events.ts';
import { KEPT_BYTES } from './logs.ts';

/** A cluster keeps events for an hour. */
const KEPT_EVENTS_MS = 60 * 60_000;

/** A bundle in which nothing is missing before the recorder was asked. */
export class Filling implements EvidenceBundle {
  readonly #bundle: EvidenceBundle;
  readonly #missing: { readonly what: string; readonly why: string }[] = [];
  /** Of each log, when the oldest line that the cluster still had was written. */
  readonly #oldest = new Map<string, string>();

  constructor(bundle: EvidenceBundle) {
    this.#bundle = bundle;
  }

  put(piece: Piece): Promise<void> {
    const { content, path } = piece;
    if ('text' in content) {
      const log = path.replace(/\.previous\.log$/, '.log');
      const from = timeOf(content.text);
      if (from < (this.#oldest.get(log) ?? '~')) this.#oldest.set(log, from);
    }
    return this.#bundle.put(piece);
  }

  has(path: string): boolean {
    return this.#bundle.has(path);
  }

  lacks(what: string, why: string): void {
    this.#missing.push({ what, why });
  }

  /** To be called last: what is missing then is missing. */
  async fill(recording: Recording | null, asOf: Date): Promise<void> {
    const found = await Promise.all((recording?.files ?? []).map((file) => this.#fill(file, asOf)));
    const filled = new Set(found.flat());
    for (const { what, why } of this.#missing) {
      const isFilled = filled.has(what) || [...filled].some((path) => path.startsWith(`${what}/`));
      if (!isFilled) this.#bundle.lacks(what, why);
    }
    for (const { what, why } of recording?.lacking ?? []) {
      const isNoLoss = what.startsWith('logs/') && this.has(what);
      if (!isNoLoss) this.#bundle.lacks(`${what} (recorder)`, why);
    }
  }

  /** Which gaps are none any more. */
  async #fill(file: RecordedFile, asOf: Date): Promise<readonly string[]> {
    if (file.path === EVENTS) return await this.#fillEvents(file, asOf);
    if (!file.path.startsWith('logs/')) return [];
    const isThere = this.has(file.path);
    if (!isThere) {
      await this.#putLog(file, file.text());
      return [file.path];
    }
    const oldest = this.#oldest.get(file.path);
    if (oldest === undefined || oldest <= file.from) return [];
    const lines = file.text().split('\n');
    const earlier = lines.filter((line) => line !== '' && timeOf(line) < oldest).join('\n');
    await this.#putLog({ ...file, path: file.path.replace(/\.log$/, '.earlier.log'), to: oldest }, `${earlier}\n`);
    return [];
  }

  #putLog({ path, truncated, ...file }: RecordedFile, text: string): Promise<void> {
    const content = { text, newest: KEPT_BYTES };
    return this.#bundle.put({ path, content, source: sourceOf(file), ...(truncated !== null && { truncated }) });
  }

  async #fillEvents(file: RecordedFile, asOf: Date): Promise<readonly string[]> {
    const isThere = this.has(EVENTS);
    const isOld = asOf.getTime() - Date.parse(file.from) > KEPT_EVENTS_MS;
    if (isThere && !isOld) return [];
    const { truncated } = file;
    await this.#bundle.put({
      path: isThere ? 'events.earlier.json' : EVENTS,
      content: { object: eventsIn(file.text()) },
      source: sourceOf(file),
      ...(truncated !== null && { truncated }),
    });
    return [EVENTS];
  }
}

export function sourceOf({ from, to }: Pick<RecordedFile, 'from' | 'to'>): string {
  return `recorder, from ${from} to ${to}`;
}

/** Of an event that was seen several times the newest; a line that a redactor has broken is left out. */
function eventsIn(text: string): readonly ClusterEvent[] {
  const events = new Map<string, ClusterEvent>();
  for (const line of text.split('\n')) {
    try {
      const event = JSON.parse(line.slice(line.indexOf(' ') + 1)) as ClusterEvent;
      events.set(event.metadata.uid ?? event.metadata.name, event);
    } catch {
      // Nothing can be said of it.
    }
  }
  return [...events.values()];
}

function timeOf(text: string): string {
  return text.slice(0, Math.max(0, text.indexOf(' ')));
}
