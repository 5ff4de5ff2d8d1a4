/** Where evidence is kept: a folder for each capture, the newest of each service, readable by nobody else. */
import { constants } from 'node:fs';
import { access, chmod, mkdir, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { create } from 'tar';
import type { EvidenceVault, OpenBundle } from '../../engine/evidence/ports.ts';
import type { CaptureAbout } from '../../model/capture.ts';
import type { EvidenceRules } from '../../model/catalog.ts';
import { redactorOf } from '../../model/redactor.ts';
import { type BundlePlace, FolderBundle } from './bundle.ts';
import { evidenceDirectory } from './directory.ts';
import { surplusOf } from './retention.ts';
import { captureNamesIn, capturesIn } from './shelf.ts';
import { readingFailed, writingFailed } from './words.ts';

type Rules = Pick<EvidenceRules, 'directory' | 'keep' | 'retention' | 'redact'>;

const PARTIAL = '.partial';
/** A partial folder that nobody has touched for so long belongs to a process that is gone for good. */
const ABANDONED_MS = 60 * 60_000;
const HOUR_MS = 60 * 60_000;

export interface VaultOptions {
  /** Asked each time: they may be reloaded. */
  readonly rules: () => Rules;
  readonly temporary: string;
  /** A capture has its name. */
  readonly onWhole?: () => void;
  /** Old captures could not be removed. */
  readonly onError: (error: unknown) => void;
}

export class FolderVault implements EvidenceVault {
  readonly #options: VaultOptions;
  readonly #open = new Set<string>();
  #looking: NodeJS.Timeout | undefined;

  constructor(options: VaultOptions) {
    this.#options = options;
  }

  async open(service: string, asOf: Date): Promise<OpenBundle> {
    const directory = await this.#directory();
    // Also here: a disk that is full would never see the end of a capture.
    await this.#prune(directory, 'before').catch(this.#options.onError);
    const name = await this.#freeName(directory, `${service}_${timeIn(asOf)}`);
    const place = { partial: join(directory, name + PARTIAL), whole: join(directory, name), name };
    try {
      const bundle = await FolderBundle.open(place, redactorOf(this.#options.rules().redact));
      return {
        put: (piece) => bundle.put(piece),
        has: (path) => bundle.has(path),
        lacks: (what, why) => bundle.lacks(what, why),
        seal: (about) => this.#sealed(bundle, about, place),
      };
    } catch (error) {
      this.#open.delete(name);
      throw writingFailed(place.partial, error);
    }
  }

  /** Looks now and every hour for what is too old: nothing may be captured for long. */
  start(): void {
    const look = () => void this.#prune(this.#path(), 'after').catch(this.#options.onError);
    this.#looking = setInterval(look, HOUR_MS).unref();
    look();
  }

  stop(): void {
    clearInterval(this.#looking);
  }

  /** Where all of it is, for whoever keeps more there. Throws UserProblem when it cannot be used. */
  place(): Promise<string> {
    return this.#directory();
  }

  async archive(folder: string): Promise<Uint8Array | null> {
    const directory = this.#path();
    if (!(await exists(join(directory, folder)))) return null;
    try {
      return await buffer(create({ gzip: true, portable: true, cwd: directory }, [folder]));
    } catch (error) {
      throw readingFailed(join(directory, folder), error);
    }
  }

  async #sealed(bundle: FolderBundle, about: CaptureAbout, { whole, name }: BundlePlace) {
    try {
      const sealed = await bundle.seal(about);
      this.#options.onWhole?.();
      await this.#prune(dirname(whole), 'after').catch(this.#options.onError);
      return sealed;
    } finally {
      this.#open.delete(name);
    }
  }

  #path(): string {
    return evidenceDirectory(this.#options.rules(), this.#options.temporary);
  }

  /** Anybody may write in a system's folder for temporary files: what was made there by somebody else is not ours. */
  async #directory(): Promise<string> {
    const path = this.#path();
    const isShared = this.#options.rules().directory === null;
    try {
      await mkdir(path, { recursive: true, mode: 0o700 });
      const { uid } = await stat(path);
      if (isShared && uid !== process.getuid?.()) throw new Error('it belongs to somebody else');
      if (isShared) await chmod(path, 0o700);
      await access(path, constants.W_OK);
      return path;
    } catch (error) {
      throw writingFailed(path, error);
    }
  }

  /** Two environments of a service may be captured as of the same moment. */
  async #freeName(directory: string, wanted: string): Promise<string> {
    for (let n = 1; ; n++) {
      const name = n === 1 ? wanted : `${wanted}_${n}`;
      if ((await exists(join(directory, name))) || this.#open.has(name)) continue;
      this.#open.add(name);
      return name;
    }
  }

  /** Before a capture, which waits for it, sizes are not looked at: every manifest would have to be read. */
  async #prune(directory: string, when: 'before' | 'after'): Promise<void> {
    const rules = this.#options.rules();
    const names = await captureNamesIn(directory);
    const isSized = when === 'after' && rules.retention.bytes !== null;
    const captures = isSized ? await capturesIn(directory) : names.map((name) => ({ name, bytes: 0 }));
    const whole = captures.filter(({ name }) => !name.endsWith(PARTIAL));
    const surplus = surplusOf(whole, rules, new Date());
    const abandoned = await this.#abandoned(directory, names);
    const gone = [...surplus, ...abandoned].map((name) => rm(join(directory, name), { recursive: true, force: true }));
    await Promise.all(gone);
  }

  async #abandoned(directory: string, names: readonly string[]): Promise<readonly string[]> {
    const found = names
      .filter((name) => name.endsWith(PARTIAL))
      .map(async (name) => {
        // One that is not there any more was finished meanwhile.
        const { mtimeMs = Date.now() } = (await stat(join(directory, name)).catch(() => null)) ?? {};
        return Date.now() - mtimeMs > ABANDONED_MS ? [name] : [];
      });
    return (await Promise.all(found)).flat();
  }
}

/** UTC, sortable, and fit for every file system. */
function timeIn(date: Date): string {
  return date.toISOString().replaceAll(':', '-');
}

async function exists(path: string): Promise<boolean> {
  return await stat(path).then(
    () => true,
    () => false,
  );
}
