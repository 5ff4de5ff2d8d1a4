/** What the flight recorder has written down, where the program keeps its files. */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { until } from './cluster.ts';
import type { Story } from './story.ts';

/** Waits until it has all that these pods had said. */
export async function recorded(story: Story, pods: ReadonlyMap<string, string>): Promise<void> {
  const wanted = [...pods.values()].flatMap((said) => said.trimEnd().split('\n').slice(-1));
  const isThere = async () => {
    const written = await recordings(story);
    return wanted.every((line) => written.includes(line.replaceAll('hunter2', '[redacted]')));
  };
  await until(isThere, { what: `a recording of ${wanted.join(' and ')}` });
}

/** Names of releases. */
export async function recordedReleases(story: Story): Promise<readonly string[]> {
  return await readdir(folderOf(story));
}

async function recordings(story: Story): Promise<string> {
  const entries = await readdir(folderOf(story), { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile() && entry.name.endsWith('.log'));
  return (await Promise.all(files.map(({ parentPath, name }) => readFile(join(parentPath, name), 'utf8')))).join('');
}

function folderOf(story: Story): string {
  return join(story.folder, 'rollbridge-evidence', '.recorder');
}
