/** What was captured, as it lies on disk and as people download it from the thread. */
import { mkdtemp, readdir, readFile, stat } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { extract } from 'tar';
import { CHANNEL, DEV, type Story } from './story.ts';

export interface Bundle {
  readonly name: string;
  readonly folder: string;
  /** Path to content. */
  readonly files: ReadonlyMap<string, string>;
}

export interface Manifest {
  readonly occasion: string;
  readonly again: boolean;
  readonly release: string;
  readonly asOf: string;
  readonly files: readonly {
    readonly path: string;
    readonly bytes: number;
    readonly sha256: string;
    readonly source: string;
  }[];
  readonly missing: readonly { readonly what: string; readonly why: string }[];
}

/** The newest capture of the story. */
export async function captured(story: Story): Promise<Bundle> {
  const newest = (await capturedAll(story)).at(-1);
  if (newest === undefined) throw new Error('nothing was captured');
  return newest;
}

/** Every capture that is whole, oldest first; or those on their way. */
export async function capturedAll(story: Story, ending: '' | '.partial' = ''): Promise<readonly Bundle[]> {
  const directory = join(story.folder, 'rollbridge-evidence');
  const all = (await readdir(directory)).filter((name) => !name.startsWith('.'));
  const names = all.filter((name) => name.endsWith('.partial') === (ending !== ''));
  return await Promise.all(names.sort().map((name) => bundleIn(join(directory, name), name)));
}

/** The newest archive in the thread of the newest card. */
export async function downloaded(story: Story): Promise<Bundle> {
  const file = await story.people.waitFor(
    (people) =>
      people
        .thread(CHANNEL, story.card()?.ts ?? '', { as: DEV })
        .flatMap((message) => people.files(message))
        .at(-1),
    { what: 'an archive in the thread', timeoutMs: 20_000 },
  );
  const into = await mkdtemp(join(story.folder, 'download-'));
  await pipeline([file.bytes], extract({ cwd: into }));
  const name = file.name.replace(/\.tar\.gz$/, '');
  return await bundleIn(join(into, name), name);
}

/** Without what is being written at the moment: it has another name by the time it would be read. */
async function bundleIn(folder: string, name: string): Promise<Bundle> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const whole = entries.filter((entry) => entry.isFile() && !entry.name.endsWith('.tmp~'));
  const paths = whole.map((entry) => join(entry.parentPath, entry.name));
  const files = await Promise.all(
    paths.map(async (path) => [relative(folder, path), await readFile(path, 'utf8')] as const),
  );
  return { name, folder, files: new Map(files.toSorted(([a], [b]) => (a < b ? -1 : 1))) };
}

export function json<T>({ files }: Bundle, path: string): T {
  const text = files.get(path);
  if (text === undefined) throw new Error(`there is no ${path} among ${[...files.keys()].join(', ')}`);
  return JSON.parse(text) as T;
}

export function manifestOf(bundle: Bundle): Manifest {
  return json<Manifest>(bundle, 'manifest.json');
}

export async function modeOf(path: string): Promise<number> {
  return (await stat(path)).mode & 0o777;
}
