/** `kubectl argo rollouts` as a person types it. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

export async function argo({ namespace }: { readonly namespace: string }, ...words: readonly string[]): Promise<void> {
  await run('kubectl', ['argo', 'rollouts', '--namespace', namespace, ...words]);
}
