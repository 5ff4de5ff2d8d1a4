/** The image, as far as that goes without Docker: its Dockerfile is sound, and its steps lead to a program that starts. */
import { once } from 'node:events';
import { chmod, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { validate } from 'dockerfile-utils';
import { startWorkspace } from '../../sandbox/slack/index.ts';
import { catalogOf, SEED } from '../cluster/support/story.ts';
import { built, contextOf, stepsOf } from './dockerfile.ts';
import type { Stage } from './stage.ts';

const dockerfile = await readFile('Dockerfile', 'utf8');
const { version, devDependencies } = JSON.parse(await readFile('package.json', 'utf8')) as {
  readonly version: string;
  readonly devDependencies: Readonly<Record<string, string>>;
};

let context: string;
let image: Stage;
/** The only place that can be written, and not in the image. */
let temporary: string;
let before: readonly string[];

beforeAll(async () => {
  context = await contextOf('.dockerignore');
  image = await built(dockerfile, context);
  temporary = await mkdtemp(join(tmpdir(), 'rollbridge-written-'));
  await chmod(temporary, 0o777);
  before = await content();
  for (const path of ['', ...before]) await chmod(join(image.root, path), 0o555);
}, 120_000);

afterAll(async () => {
  for (const path of ['', ...before]) await chmod(join(image.root, path), 0o755);
  for (const folder of [image.root, temporary, context]) await rm(folder, { recursive: true });
});

async function content(): Promise<readonly string[]> {
  return (await readdir(image.root, { recursive: true })).toSorted();
}

const start = (args: readonly string[], env: Readonly<Record<string, string>> = {}) =>
  image.run([...image.entrypoint, ...args], env);

test('a linter finds nothing in the Dockerfile', () => {
  expect(validate(dockerfile)).toEqual([]);
  expect(validate(dockerfile.replace('EXPOSE 3000', 'EXPOSED 3000'))).not.toEqual([]);
});

test('both stages have the very Node that is developed with', () => {
  const bases = stepsOf(dockerfile).flatMap(({ does, rest }) => (does === 'FROM' ? [rest.split(' ')[0]] : []));
  expect(bases).toEqual(Array(2).fill(`node:${devDependencies.node}-bookworm-slim`));
});

test('nothing is sent to a build but what it needs', async () => {
  expect((await readdir(context)).toSorted()).toEqual(
    ['LICENSE', 'build.mjs', 'deploy', 'package-lock.json', 'package.json', 'src', 'tsconfig.json'].toSorted(),
  );
  expect(await readdir(join(context, 'deploy'))).toEqual(['crds']);
});

test('beside Node it holds the program, its source map, its license, and what Node compiled of it', async () => {
  const files = (await content()).filter((path) => path.startsWith('app/') && !path.startsWith('app/cache/'));
  expect(files).toEqual(['app/LICENSE', 'app/cache', 'app/rollbridge.cjs', 'app/rollbridge.cjs.map']);
});

test('it starts as nobody special, writes nothing, and need not be compiled again', async () => {
  expect(image.user).toBeGreaterThan(0);
  expect(await image.run(['sh', '-c', 'echo something > written'])).not.toMatchObject({ code: 0 });
  expect(await start(['--version'])).toEqual({ code: 0, stdout: `${version}\n`, stderr: '' });
  const { stdout, stderr } = await start(['--version'], { NODE_DEBUG_NATIVE: 'COMPILE_CACHE' });
  expect(stdout + stderr).toMatch(/CommonJS \S+rollbridge\.cjs was accepted/);
  expect(await content()).toEqual(before);
});

test('without its settings it ends with one line that names them', async () => {
  const { code, stderr } = await start([]);
  expect(code).toBe(1);
  expect(stderr.trim().split('\n')).toHaveLength(1);
  expect(stderr).toMatch(/ROLLBRIDGE_CONFIG is not set.*SLACK_BOT_TOKEN is not set/);
});

test('on an older Node it ends with one line that names the one it wants', async () => {
  const older = join(temporary, 'older.cjs');
  await writeFile(
    older,
    "Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '20.1.0' } })",
  );
  const { code, stderr } = await start(['--version'], { NODE_OPTIONS: `--require ${older}` });
  expect([code, stderr]).toEqual([
    1,
    expect.stringMatching(/^Rollbridge needs Node 24 or newer; this is 20\.1\.0\. .*\n$/),
  ]);
});

test('an error names the file and the line that somebody wrote', async () => {
  const broken = join(temporary, 'broken.cjs');
  await writeFile(broken, "console.log = () => { throw new Error('no room') }");
  const env = { NODE_OPTIONS: `--require ${broken}` };
  const { stderr } = await start(['--version'], env);
  const line = Number(/ at main \(.*\/src\/main\.ts:(\d+):\d+\)/.exec(stderr)?.[1]);
  expect((await readFile('src/main.ts', 'utf8')).split('\n')[line - 1]).toContain('console.log(ROLLBRIDGE_VERSION)');
});

test('it runs with a folder for temporary files alone, and ends when it is told to', async () => {
  const slack = await startWorkspace({ seed: SEED, manifest: 'manifest.yml' });
  const settings = { ROLLBRIDGE_CONFIG: join(temporary, 'catalog.yaml'), KUBECONFIG: join(temporary, 'kubeconfig') };
  await writeFile(settings.ROLLBRIDGE_CONFIG, JSON.stringify(catalogOf('shop')));
  await writeFile(settings.KUBECONFIG, KUBECONFIG);
  const tokens = { SLACK_BOT_TOKEN: SEED.bot.token, SLACK_APP_TOKEN: SEED.bot.appToken, SLACK_API_URL: slack.apiUrl };
  const child = image.launch(image.entrypoint, { ...settings, ...tokens, PORT: '0', TMPDIR: temporary });
  try {
    const ended = once(child, 'close');
    const messages: unknown[] = [];
    for await (const line of createInterface(child.stdout)) {
      const { msg } = JSON.parse(line) as { readonly msg: string };
      messages.push(msg);
      if (msg === 'ready') child.kill('SIGTERM');
    }
    expect(messages).toContain('ready');
    expect(messages.at(-1)).toBe('stopped');
    expect((await ended)[0]).toBe(0);
    expect(await content()).toEqual(before);
  } finally {
    child.kill('SIGKILL');
    await slack.close();
  }
}, 60_000);

/** Nobody listens there. */
const KUBECONFIG = JSON.stringify({
  'current-context': 'home',
  contexts: [{ name: 'home', context: { cluster: 'home', user: 'bot' } }],
  clusters: [{ name: 'home', cluster: { server: 'https://127.0.0.1:1' } }],
  users: [{ name: 'bot', user: { token: 'none' } }],
});
