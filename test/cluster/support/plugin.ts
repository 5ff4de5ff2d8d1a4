/** `kubectl` and its plugin `kubectl argo rollouts` as a person types them. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

interface Place {
  readonly namespace: string;
}

type Environment = Readonly<Record<string, string>>;

/** Rejects when it fails, with what it said. */
export async function argo({ namespace }: Place, ...words: readonly string[]): Promise<void> {
  await typed(['argo', 'rollouts', '--namespace', namespace, ...words]);
}

/** Likewise; `more` is added to what it finds in its environment. */
export async function kubectl({ namespace }: Place, words: readonly string[], more: Environment = {}): Promise<void> {
  await typed(['--namespace', namespace, ...words], more);
}

/** Jest gives each suite an environment of its own, and it says which cluster is meant: children do not get it by themselves. */
async function typed(words: readonly string[], more: Environment = {}): Promise<void> {
  await run('kubectl', words, { env: { ...process.env, ...more } });
}
