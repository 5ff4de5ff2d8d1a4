/** Builds what is older than its sources: the program and the page. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { SandboxProblem } from './problem.ts';
import { programFile } from './program.ts';

export const PAGE_FOLDER = 'dist-sandbox';

interface Part {
  readonly name: string;
  readonly made: string;
  readonly from: readonly string[];
  /** For Node. */
  readonly command: readonly string[];
}

function parts(): Part[] {
  return [
    {
      name: 'the program',
      made: programFile(),
      from: ['src', 'deploy/crds', 'build.mjs', 'package-lock.json'],
      command: ['build.mjs'],
    },
    {
      name: 'the page',
      made: join(PAGE_FOLDER, 'index.html'),
      from: ['sandbox/page', 'sandbox/web/shape.ts', 'package-lock.json'],
      command: [
        'node_modules/vite/bin/vite.js',
        'build',
        '--logLevel',
        'warn',
        '--config',
        'sandbox/page/vite.config.ts',
      ],
    },
  ];
}

/** Says what is built. Throws SandboxProblem with the builder's words if one fails. */
export async function buildWhatChanged(say: (line: string) => void): Promise<void> {
  const stale = parts().filter(({ made, from }) => !existsSync(made) || newest(from) > statSync(made).mtimeMs);
  if (stale.length === 0) return;
  say(`Building ${stale.map(({ name }) => name).join(' and ')} …`);
  await Promise.all(stale.map(build));
}

function newest(paths: readonly string[]): number {
  const times = paths.flatMap((path) => {
    if (!statSync(path).isDirectory()) return [statSync(path).mtimeMs];
    const inside = readdirSync(path, { recursive: true, withFileTypes: true });
    return inside.filter((each) => each.isFile()).map((each) => statSync(join(each.parentPath, each.name)).mtimeMs);
  });
  return Math.max(...times);
}

async function build({ name, command }: Part): Promise<void> {
  // Tests say NODE_ENV=test: the page would have React's warnings and half of its speed.
  const env = { ...process.env, NODE_ENV: 'production' };
  const child = spawn(process.execPath, command, { env, stdio: ['ignore', 'pipe', 'pipe'] });
  const stop = () => child.kill();
  process.once('exit', stop);
  let words = '';
  const hear = (chunk: Buffer) => {
    words += chunk.toString();
  };
  child.stdout.on('data', hear);
  child.stderr.on('data', hear);
  const [code] = (await once(child, 'close')) as [number | null];
  process.off('exit', stop);
  if (code !== 0) throw new SandboxProblem(`Building ${name} failed:\n${words}`);
}
