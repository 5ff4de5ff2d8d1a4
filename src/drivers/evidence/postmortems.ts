/** Post-mortems as pages, with what the captures of the incident's releases still show. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { IncidentView, Names } from '../../model/incident-view.ts';
import type { Contents } from '../../report/evidence/contents.ts';
import type { Captured } from '../../report/incident/material.ts';
import { postmortemHtml } from '../../report/incident/postmortem.ts';
import { MANIFEST, parseCapture } from './manifest.ts';
import { readWanted } from './pages.ts';

export class PostmortemPages {
  readonly #directory: () => string;

  /** `directory` is asked each time: it may be another one after a reload. */
  constructor(directory: () => string) {
    this.#directory = directory;
  }

  /** Whatever is missing on the disk, there is a page; null for an incident that nobody has taken up. */
  async page(view: IncidentView, names: Names): Promise<Uint8Array | null> {
    const { status } = view.incident;
    if (status === null) return null;
    const folders = view.releases.flatMap((release) => release.status?.evidence?.folder ?? []);
    const captures: Captured[] = [];
    for (const name of folders) captures.push({ name, contents: await this.#contents(name) });
    const parts: string[] = [];
    for (const part of postmortemHtml({ view, status, captures, names })) {
      parts.push(part);
      await nextTurn();
    }
    return Buffer.from(parts.join(''));
  }

  /** Null when it is not there any more, or is not what was written. */
  async #contents(name: string): Promise<Contents | null> {
    const folder = join(this.#directory(), name);
    const text = await readFile(join(folder, MANIFEST), 'utf8').catch(() => null);
    const capture = text === null ? null : parseCapture(text);
    if (capture === null) return null;
    const { files, missing, ...about } = capture;
    return { about, files, missing, texts: await readWanted(folder, files) };
  }
}
