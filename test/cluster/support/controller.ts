/**
 * Argo's controller of the cluster under test, to be stopped: a process beside a real control plane, a part of the
 * sandbox's, which is asked for it over HTTP.
 */
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** It answers to nothing meanwhile, and goes on where it was. */
export async function withControllerStopped(during: () => Promise<void>): Promise<void> {
  const tell = await wayTo();
  await tell('stop');
  try {
    await during();
  } finally {
    await tell('continue');
  }
}

async function wayTo(): Promise<(word: 'stop' | 'continue') => Promise<void>> {
  const { ROLLOUTS_CONTROLLER_URL: url, KUBECONFIG = '' } = process.env;
  if (url !== undefined) return (word) => ask(`${url}/${word}`);
  const pid = Number(await readFile(join(dirname(KUBECONFIG), 'home', 'rollouts-controller.pid'), 'utf8'));
  return async (word) => void process.kill(pid, word === 'stop' ? 'SIGSTOP' : 'SIGCONT');
}

async function ask(url: string): Promise<void> {
  const { ok, status } = await fetch(url, { method: 'POST' });
  if (!ok) throw new Error(`the controller was not told: ${status} of ${url}`);
}
