/** The sandbox between runs, with the built program: it goes on where it was. Needs no browser. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm, watch } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { Ends } from '../../sandbox/ends.ts';
import { readOptions } from '../../sandbox/options.ts';
import { APPROVER, DEPLOYS, DEVELOPER } from '../../sandbox/people.ts';
import { startSandbox } from '../../sandbox/sandbox.ts';
import { NAMESPACE } from '../../sandbox/services/index.ts';
import type { Driver } from '../../sandbox/slack/index.ts';
import { readState } from '../../sandbox/state.ts';

let folder: string;
let state: string;
/** What a killed one leaves lies here. */
let left: string;
let ends: Ends;
let killed: ChildProcess[];
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'state-'));
  state = join(folder, 'sandbox.json');
  left = await mkdtemp(join(tmpdir(), 'left-'));
  ends = new Ends();
  killed = [];
});
afterEach(async () => {
  await ends.all();
  for (const { pid = 0 } of killed) endGroup(pid);
  for (const each of [folder, left]) await rm(each, { recursive: true });
});

async function open(...words: string[]) {
  const options = readOptions(['--port', '0', '--state', state, ...words]);
  const { slack, own } = await startSandbox(options, { say: () => undefined, ends, environment: {} });
  if (slack === null || own === null) throw new Error('it stands on something of its own');
  own.time.speed = 6;
  const pods = () => own.clusters.flatMap(({ store }) => store.list('Pod', { namespace: NAMESPACE }));
  return { people: slack.driver, uids: () => pods().map(({ metadata }) => metadata.uid) };
}

async function close(): Promise<void> {
  await ends.all();
  ends = new Ends();
}

const newest = (people: Driver) => people.messages(DEPLOYS, { as: APPROVER }).at(-1);

const until = (people: Driver, text: string) =>
  people.waitFor(
    (now) => {
      const card = newest(now);
      return card && now.textOf(card).includes(text) ? card : null;
    },
    { what: `a card that says ${text}`, timeoutMs: 30_000 },
  );

test('a release in flight is picked up where it was, with its card, its thread and its pods', async () => {
  const before = await open('--scenario', 'halfway');
  const asked = before.people.say(DEVELOPER, DEPLOYS, 'Who can approve?');
  const card = await before.people.waitFor(
    (now) => now.messages(DEPLOYS, { as: APPROVER }).find((each) => now.textOf(each).includes('Awaiting approval')),
    { what: 'a card that waits', timeoutMs: 30_000 },
  );
  const uids = before.uids();
  await close();

  const after = await open();
  expect(after.uids()).toEqual(uids);
  const known = after.people.messages(DEPLOYS, { as: APPROVER });
  expect(known.find(({ ts }) => ts === asked.ts)).toMatchObject({ author: DEVELOPER, text: 'Who can approve?' });
  const again = known.find(({ ts }) => ts === card.ts);
  await after.people.press(APPROVER, again ?? card, 'Approve and promote');
  await after.people.waitFor(
    (now) => now.messages(DEPLOYS, { as: APPROVER }).find((each) => now.textOf(each).includes('Completed')),
    { what: 'the end of it', timeoutMs: 30_000 },
  );
  const thread = after.people.thread(DEPLOYS, card.ts, { as: APPROVER }).map((each) => after.people.textOf(each));
  expect(thread.filter((text) => text.includes('Requested by'))).toHaveLength(2);
}, 90_000);

test('after a kill the file is whole, and what was there is there again', async () => {
  const child = start('--scenario', 'halfway');
  await untilKept('Release');
  endGroup(child.pid ?? 0);
  await once(child, 'exit');

  const after = await open();
  await until(after.people, 'Awaiting approval');
}, 90_000);

test('a situation does not begin over one that was kept', async () => {
  await open('--scenario', 'quiet');
  await close();
  await expect(open('--scenario', 'broken')).rejects.toThrow(
    `${state} holds a situation already: leave out --scenario, or delete it to begin anew.`,
  );
});

test('nothing lies beside the file but evidence', async () => {
  await open('--scenario', 'quiet');
  await close();
  const beside = (await readdir(folder)).filter((name) => name !== 'sandbox.json.evidence');
  expect(beside).toEqual(['sandbox.json']);
  expect(JSON.parse(await readFile(state, 'utf8'))).toMatchObject({ format: 1 });
});

/** In a group of its own, so that the program dies with it. */
function start(...words: string[]): ChildProcess {
  const child = spawn(process.execPath, ['sandbox/start.mjs', '--port', '0', '--state', state, ...words], {
    stdio: ['ignore', 'ignore', 'inherit'],
    detached: true,
    env: { ...process.env, TMPDIR: left },
  });
  killed.push(child);
  return child;
}

function endGroup(pid: number): void {
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // It is gone.
  }
}

/** An object of this kind is in the file. Whenever it is looked at, it is whole. */
async function untilKept(kind: string): Promise<void> {
  const isThere = async () => {
    const { home } = (await readState(state))?.clusters?.stores ?? {};
    return home?.objects.some((object) => object.kind === kind) ?? false;
  };
  for await (const _ of watch(folder)) if (await isThere()) return;
}
