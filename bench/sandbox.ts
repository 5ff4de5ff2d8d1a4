/** P7: from the start of the sandbox until somebody can use its page, beside a Node that does nothing. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { rm } from 'node:fs/promises';
import { chromiumPath, Windows } from '../test/page/browser.ts';
import { randomPause } from './numbers.ts';
import { untilOver } from './start.ts';

/** Milliseconds of every try. */
export interface SandboxStarts {
  /** Its page has told what there is: the first answer of the stream that a window lives on. */
  readonly told: readonly number[];
  /** A browser that runs already shows the channel with the field to write in; empty where there is none. */
  readonly shown: readonly number[];
  /** As `told`, with the program and the page to be built first. */
  readonly first: readonly number[];
  readonly empty: readonly number[];
}

const BUILT = ['dist', 'dist-sandbox'];
/** Each builds all anew. */
const FIRST_STARTS = 3;

export async function measureSandbox(rounds: number): Promise<SandboxStarts> {
  const starts = { told: [] as number[], shown: [] as number[], first: [] as number[], empty: [] as number[] };
  for (let round = 0; round < FIRST_STARTS; round++) {
    for (const folder of BUILT) await rm(folder, { recursive: true, force: true });
    starts.first.push((await tryOnce(null)).told);
  }
  const chromium = chromiumPath();
  const windows = chromium === null ? null : await Windows.launch(chromium);
  for (let round = 0; round < rounds; round++) {
    await randomPause();
    const { told, shown } = await tryOnce(windows);
    starts.told.push(told);
    if (shown !== null) starts.shown.push(shown);
    await randomPause();
    starts.empty.push(await untilOver(['-e', ''], ''));
  }
  await windows?.quit();
  return starts;
}

async function tryOnce(windows: Windows | null): Promise<{ told: number; shown: number | null }> {
  const from = performance.now();
  const child = spawn(process.execPath, ['sandbox/start.mjs', '--port', '0'], { stdio: ['ignore', 'pipe', 'inherit'] });
  try {
    const url = await addressOf(child);
    const shown = windows && untilShown(windows, url).then(() => performance.now() - from);
    const told = await untilTold(url).then(() => performance.now() - from);
    return { told, shown: await shown };
  } finally {
    await windows?.closeAll();
    child.kill('SIGINT');
    await once(child, 'exit');
  }
}

async function addressOf(child: ChildProcess): Promise<string> {
  let said = '';
  child.stdout?.setEncoding('utf8');
  for await (const chunk of child.stdout?.iterator({ destroyOnReturn: false }) ?? []) {
    said += String(chunk);
    const address = /Open (http\S+)/.exec(said)?.[1];
    if (address !== undefined) return address;
  }
  throw new Error(`the sandbox has ended:\n${said}`);
}

async function untilTold(url: string): Promise<void> {
  await fetch(url).then((page) => page.text());
  const stream = await fetch(`${url}/api/people/U0DANA/live?window=bench`);
  const first = await stream.body?.getReader().read();
  if (first?.value === undefined) throw new Error('the page is told nothing');
}

async function untilShown(windows: Windows, url: string): Promise<void> {
  const page = await windows.open(`${url}/slack/dana/deploys`);
  await page.getByRole('combobox', { name: 'Write to #deploys' }).waitFor();
}
