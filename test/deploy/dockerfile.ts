/**
 * The Dockerfile's steps, done without Docker. It knows what our Dockerfile uses and throws for anything else. What `npm ci`
 * would install is linked.
 */
import { cp, mkdir, mkdtemp, readFile, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { Stage } from './stage.ts';

interface Step {
  readonly does: string;
  readonly rest: string;
}

export function stepsOf(dockerfile: string): readonly Step[] {
  const lines = dockerfile.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  return lines.map((line) => {
    const [, does = '', rest = ''] = /^([A-Z]+) (.*[^\\])$/.exec(line) ?? [];
    if (does === '') throw new Error(`not read here: ${line}`);
    return { does, rest };
  });
}

/** The last stage. What is copied comes from `context`, a folder with nothing but what .dockerignore lets through. */
export async function built(dockerfile: string, context: string): Promise<Stage> {
  const stages = new Map<string, Stage>();
  let stage: Stage | null = null;
  for (const { does, rest } of stepsOf(dockerfile)) {
    if (does === 'FROM') {
      const [from = '', , name = ''] = rest.split(' ');
      stage = await Stage.from(from);
      stages.set(name, stage);
    } else if (stage !== null) {
      await step(stage, { does, rest }, (name) => (name === null ? context : (stages.get(name)?.root ?? '')));
    }
  }
  if (stage === null) throw new Error('a Dockerfile without FROM');
  for (const { root } of stages.values()) if (root !== stage.root) await rm(root, { recursive: true });
  return stage;
}

async function step(stage: Stage, { does, rest }: Step, source: (stage: string | null) => string): Promise<void> {
  switch (does) {
    case 'WORKDIR':
      stage.workdir = rest;
      await mkdir(stage.path('.'), { recursive: true });
      return;
    case 'COPY':
      return await copy(stage, rest.split(' '), source);
    case 'RUN':
      if (rest.startsWith('npm ci')) return await symlink(resolve('node_modules'), stage.path('node_modules'));
      return await succeeded(stage, rest.startsWith('[') ? words(rest) : ['sh', '-c', rest]);
    case 'ENV':
      for (const pair of rest.split(' ')) stage.env[pair.split('=')[0] ?? ''] = pair.split('=')[1] ?? '';
      return;
    case 'USER':
      stage.user = Number(rest.split(':')[0]);
      return;
    case 'ENTRYPOINT':
      stage.entrypoint = words(rest);
      return;
    case 'EXPOSE':
      return;
    default:
      throw new Error(`not done here: ${does}`);
  }
}

/** One file keeps its name in the folder it is copied to; of a folder the content is copied, as Docker does it. */
async function copy(stage: Stage, args: readonly string[], source: (stage: string | null) => string): Promise<void> {
  const [, name = null] = /^--from=(.+)$/.exec(args[0] ?? '') ?? [];
  const paths = name === null ? args : args.slice(1);
  const to = stage.path(paths.at(-1) ?? '');
  for (const path of paths.slice(0, -1)) {
    const isFile = name === null && /\.\w+$|^[A-Z]+$/.test(path);
    await cp(join(source(name), path), isFile ? join(to, path) : to, { recursive: true });
  }
}

async function succeeded(stage: Stage, command: readonly string[]): Promise<void> {
  const { code, stderr } = await stage.run(command);
  if (code !== 0) throw new Error(`${command.join(' ')} ended with ${code}: ${stderr}`);
}

function words(json: string): readonly string[] {
  return JSON.parse(json) as readonly string[];
}

/** What a build would be sent. Only lists of what is let through are read: `*`, and then one `!path` a line. */
export async function contextOf(ignored: string): Promise<string> {
  const [all, ...paths] = (await readFile(ignored, 'utf8')).trim().split('\n');
  if (all !== '*' || paths.some((path) => !/^![\w./-]+$/.test(path))) throw new Error(`not read here: ${ignored}`);
  const context = await mkdtemp(join(tmpdir(), 'rollbridge-context-'));
  for (const path of paths) await cp(path.slice(1), join(context, path.slice(1)), { recursive: true });
  return context;
}
