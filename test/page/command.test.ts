/** The sandbox's command: what it says when it cannot start, and what it leaves behind. Needs no browser. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm, watch, writeFile } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { buildWhatChanged } from '../../sandbox/build.ts';
import { startControllers } from '../../sandbox/cluster/controllers/index.ts';
import { startClusters } from '../../sandbox/cluster/index.ts';

let folder: string;
let started: Command[];
beforeAll(() => buildWhatChanged(() => undefined), 60_000);
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'command-'));
  started = [];
});
afterEach(async () => {
  for (const command of started) command.killGroup();
  await rm(folder, { recursive: true });
});

/** In a group of its own, with a folder of its own for temporary files. */
class Command {
  readonly child: ChildProcess;
  readonly ended: Promise<unknown>;
  out = '';
  errors = '';

  constructor(words: readonly string[], node: readonly string[]) {
    const { PROMETHEUS_URL: _, ...others } = process.env;
    const env = { ...others, TMPDIR: folder };
    const program = [...node, 'sandbox/start.mjs', ...words];
    this.child = spawn(process.execPath, program, { stdio: ['ignore', 'pipe', 'pipe'], detached: true, env });
    this.child.stdout?.on('data', (chunk) => {
      this.out += String(chunk);
    });
    this.child.stderr?.on('data', (chunk) => {
      this.errors += String(chunk);
    });
    this.ended = once(this.child, 'close');
  }

  /** Rejects when it ends before. */
  async says(words: RegExp): Promise<void> {
    while (!words.test(this.out)) {
      await Promise.race([
        once(this.child.stdout ?? this.child, 'data'),
        this.ended.then(() => Promise.reject(new Error(`it ended and had said: ${this.out}${this.errors}`))),
      ]);
    }
  }

  /** Of it and of all that it started. */
  get isAnybodyLeft(): boolean {
    try {
      return process.kill(-(this.child.pid ?? 0), 0);
    } catch {
      return false;
    }
  }

  killGroup(): void {
    if (this.isAnybodyLeft) process.kill(-(this.child.pid ?? 0), 'SIGKILL');
  }
}

function run(words: readonly string[], node: readonly string[] = []): Command {
  const command = new Command(words, node);
  started.push(command);
  return command;
}

describe('what keeps it from starting is said in one line, and nothing is left behind', () => {
  async function refused(words: readonly string[], node: readonly string[] = []): Promise<string> {
    const command = run(words, node);
    await command.ended;
    expect(command.child.exitCode).toBe(1);
    expect(command.errors.trimEnd().split('\n')).toHaveLength(1);
    expect(command.isAnybodyLeft).toBe(false);
    expect((await readdir(folder)).filter((name) => name.startsWith('rollbridge-sandbox'))).toEqual([]);
    return command.errors.trimEnd();
  }

  async function kubeconfig(text: string): Promise<string[]> {
    const path = join(folder, 'kubeconfig');
    await writeFile(path, text);
    return ['--kubeconfig', path];
  }

  test('a Node that is too old', async () => {
    const older = 'Object.defineProperty(process, "versions", { value: { ...process.versions, node: "20.19.0" } })';
    expect(await refused([], ['--import', `data:text/javascript,${encodeURIComponent(older)}`])).toBe(
      'The sandbox needs Node 24, which `npm ci` brings for npm scripts; this is 20.19.0. Use: npm run sandbox',
    );
  });

  test('a port that is taken', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as AddressInfo;
    const state = join(folder, 'state.json');
    const line = `Port ${port} is in use: choose another with --port N.`;
    const said = await refused(['--port', String(port), '--state', state]).finally(() => other.close());
    expect([said, await readdir(folder)]).toEqual([line, []]);
  });

  test('a scenario and an option that are not there', async () => {
    expect(await refused(['--scenario', 'chaos'])).toMatch(/^There is no scenario "chaos"; there is: quiet, halfway, /);
    expect(await refused(['--chaos'])).toBe("Unknown option '--chaos'. --help lists the options.");
  });

  test('a kubeconfig that is not there, is none, or has no current context', async () => {
    expect(await refused(['--kubeconfig', join(folder, 'none')])).toMatch(/^The kubeconfig \S+ cannot be read: ENOENT/);
    expect(await refused(await kubeconfig('{ a: b'))).toMatch(/^The kubeconfig \S+ cannot be read: /);
    expect(
      await refused(await kubeconfig('apiVersion: v1\nkind: Config\nclusters: []\nusers: []\ncontexts: []')),
    ).toMatch(/has no current context: kubectl config use-context sets one\.$/);
  });

  test('a cluster that does not answer', async () => {
    const clusters = '[{name: c, cluster: {server: "http://127.0.0.1:1"}}]';
    const contexts = '[{name: far, context: {cluster: c, user: u}}]';
    const text = `{current-context: far, clusters: ${clusters}, contexts: ${contexts}, users: [{name: u, user: {token: t}}]}`;
    expect(await refused(await kubeconfig(text))).toMatch(/^The cluster of the context "far" cannot be used: /);
  });

  test('a state that is broken, newer, or cannot be written', async () => {
    const state = join(folder, 'state.json');
    await writeFile(state, 'half a fi');
    expect(await refused(['--state', state])).toMatch(/holds no state of a sandbox, or a broken one: delete it/);
    await writeFile(state, '{"format":99}');
    expect(await refused(['--state', state])).toMatch(/was written by a newer sandbox \(format 99, this one knows 1\)/);
    expect(await refused(['--state', join(folder, 'no', 'state.json')])).toMatch(/^The state cannot be kept in \S+: /);
  });
});

describe('Ctrl-C leaves no process and no folder', () => {
  async function over(command: Command): Promise<void> {
    await command.ended;
    expect([command.child.exitCode, command.errors]).toEqual([0, '']);
    expect(command.isAnybodyLeft).toBe(false);
    expect(await readdir(folder)).toEqual([]);
  }

  test('while a release runs, also when it is pressed twice', async () => {
    const command = run(['--port', '0']);
    await command.says(/Ctrl-C ends it/);
    command.child.kill('SIGINT');
    command.child.kill('SIGINT');
    await over(command);
  });

  test('in a terminal, which tells all processes of it at once', async () => {
    const command = run(['--port', '0', '--scenario', 'quiet']);
    await command.says(/Ctrl-C ends it/);
    process.kill(-(command.child.pid ?? 0), 'SIGINT');
    await over(command);
  });

  test('while it starts', async () => {
    const seen = watch(folder);
    const command = run(['--port', '0']);
    for await (const _ of seen) break;
    command.child.kill('SIGINT');
    await over(command);
  });
});

test('on a cluster that was there before, what is missing is made, and made once', async () => {
  const own = await startClusters({ names: ['there'] });
  const [cluster] = own.clusters;
  if (cluster === undefined) throw new Error('there is no cluster');
  const controllers = startControllers(cluster.store);
  cluster.connect(controllers.pods);
  const path = join(folder, 'there.yaml');
  await own.writeKubeconfig(path);
  const words = ['--port', '0', '--kubeconfig', path, '--namespace', 'demo', '--scenario', 'quiet'];
  for (const made of [/Made in the namespace demo: Namespace demo, .*Rollout invoices/, null]) {
    const command = run(words);
    await command.says(/Ctrl-C ends it/);
    if (made === null) expect(command.out).not.toContain('Made');
    else expect(command.out).toMatch(made);
    command.child.kill('SIGINT');
    await command.ended;
  }
  const rollouts = cluster.store.list('Rollout', { namespace: 'demo' }).map(({ metadata }) => metadata.name);
  expect(rollouts).toEqual(['checkout', 'invoices', 'search', 'shop', 'web']);
  expect(cluster.store.list('AnalysisTemplate', { namespace: 'demo' })).toEqual([]);
  controllers.stop();
  await own.close();
}, 60_000);
