/** The ways to take a release back that are compared: Rollbridge, a bare client, and the kubectl plugin. */
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import type { Rollout } from '../src/drivers/argo/objects.ts';
import type { Arena } from './arena.ts';

const run = promisify(execFile);
const PLUGIN = 'kubectl-argo-rollouts';

export type Way = 'button' | 'command' | 'getAndPatch' | 'patch' | 'kubectl' | 'plugin';

export function isRollbridge(way: Way): boolean {
  return way === 'button' || way === 'command';
}

/** Makes ready what people have before they decide: the card in front of them. The rest is what is measured. */
export async function prepared(arena: Arena, service: string, way: Way): Promise<() => Promise<unknown>> {
  const path = arena.rolloutPath(service);
  switch (way) {
    case 'button': {
      const card = await arena.card(service);
      return () => arena.pressRollback(service, card);
    }
    case 'command':
      return () => arena.say(service, `/rollback ${service} now`);
    case 'getAndPatch':
      return async () => {
        const { status } = await arena.bare.request<Rollout>('GET', path);
        await arena.bare.request('PATCH', `${path}/status`, guardedAbort(status?.currentPodHash, status?.stableRS));
      };
    case 'patch':
      return () => arena.bare.request('PATCH', `${path}/status`, ABORT);
    case 'kubectl':
      return () => abortByKubectl(arena.namespace, service);
    case 'plugin':
      return () => run(PLUGIN, ['abort', service, '-n', arena.namespace]);
  }
}

/** What the plugin sends. */
const ABORT = { body: { status: { abort: true } }, contentType: 'application/merge-patch+json' };

/** Refused when the Rollout is no longer what was read. */
function guardedAbort(current: string | undefined, stable: string | undefined) {
  const body = [
    { op: 'test', path: '/status/currentPodHash', value: current },
    { op: 'test', path: '/status/stableRS', value: stable },
    { op: 'add', path: '/status/abort', value: true },
  ];
  return { body, contentType: 'application/json-patch+json' };
}

/** As people type it. */
export async function abortByKubectl(namespace: string, service: string): Promise<void> {
  await run('kubectl', ['argo', 'rollouts', 'abort', service, '-n', namespace]);
}

/** Null when kubectl and its plugin are not both on the path. */
export async function pluginVersion(): Promise<string | null> {
  try {
    const { stdout } = await run('kubectl', ['argo', 'rollouts', 'version', '--short']);
    const version = /v\d[^\s+]*/.exec(stdout)?.[0] ?? 'unknown';
    return version.startsWith('v99.') ? ((await builtFrom()) ?? 'unknown') : version;
  } catch (error) {
    const { code, stderr = '' } = error as NodeJS.ErrnoException & { readonly stderr?: string };
    if (code === 'ENOENT' || stderr.includes('unknown command')) return null;
    throw error;
  }
}

/** A plugin that was built from its Go module does not know its own version; what Go wrote into the file does. */
async function builtFrom(): Promise<string | null> {
  for (const folder of (process.env.PATH ?? '').split(delimiter)) {
    const bytes = await readFile(join(folder, PLUGIN)).catch(() => null);
    if (bytes === null) continue;
    const at = bytes.indexOf('\tgithub.com/argoproj/argo-rollouts\tv');
    return at === -1
      ? null
      : (bytes
          .toString('latin1', at, at + 80)
          .split('\t')[2]
          ?.split(/\s/)[0] ?? null);
  }
  return null;
}
