/** Pods for debugging from the request to their end, over pods in memory. */

import { DebugDesk } from '../../src/engine/debugging/desk.ts';
import type { TargetDebug, WantedPod } from '../../src/engine/debugging/ports.ts';
import { UserProblem } from '../../src/model/problem.ts';
import { codeOf } from './support/situations.ts';
import { Lab, quiet } from './support/world.ts';

class FakePods implements TargetDebug {
  readonly pods = new Map<string, WantedPod>();
  readonly asked: string[] = [];
  refusal: Error | null = null;
  said = 'Running';
  beginning: () => Promise<void> = () => Promise.resolve();

  async begin(_target: unknown, pod: WantedPod): Promise<{ container: string }> {
    this.asked.push(`begin ${pod.name}`);
    await this.beginning();
    if (this.refusal !== null) throw this.refusal;
    this.pods.set(pod.name, pod);
    return { container: pod.beside ? 'debug' : 'app' };
  }

  state(_target: unknown, name: string): Promise<string | null> {
    return Promise.resolve(this.pods.has(name) ? this.said : null);
  }

  end(_target: unknown, name: string): Promise<void> {
    this.asked.push(`end ${name}`);
    this.pods.delete(name);
    return Promise.resolve();
  }
}

interface Debugging {
  readonly made: Lab;
  readonly pods: FakePods;
  readonly desk: DebugDesk;
}

const running: Debugging[] = [];

/** `forMs`: how long a pod may stay. */
function debugging(forMs = 1_800_000): Debugging {
  const made = new Lab();
  const [service] = made.program.catalog.services;
  if (service === undefined) throw new Error('there is a service');
  const environments = service.environments.map((each) => ({ ...each, debug: { images: ['busybox:1.36'], forMs } }));
  made.program.catalog = { ...made.program.catalog, services: [{ ...service, environments }] };
  made.program.reconciler.refollow();
  const pods = new FakePods();
  const desk = new DebugDesk(made.program.world, pods);
  desk.start();
  running.push({ made, pods, desk });
  return { made, pods, desk };
}

afterEach(async () => {
  for (const { made, desk } of running.splice(0)) {
    await desk.stop();
    await made.stop();
  }
});

const ask = (made: Lab, image = '1.0.0-debug', id = 'UDEV') =>
  made.desk.debug({ by: { id }, service: 'shop', environment: null, image, reason: null });

const takeAway = (made: Lab, release: string, id = 'UDEV') =>
  made.desk.press({ by: { id }, offer: 'undo', release, basis: null, reason: null, pressedAt: new Date() });

async function until(made: Lab, name: string, phase: string): Promise<void> {
  const deadline = Date.now() + 10_000;
  const now = () => made.etcd.releases.get(name)?.status?.phase;
  while (now() !== phase) {
    if (Date.now() > deadline) throw new Error(`${name} is still ${now()}`);
    await quiet();
  }
}

test('a version of the service stands in place of its container; the release that is wanted is what is copied', async () => {
  const { made, pods } = debugging();
  const { name } = await ask(made);
  await until(made, name, 'Progressing');
  expect(pods.pods.get(name)).toMatchObject({
    hash: made.rollout.desired,
    image: 'ghcr.io/acme/shop:1.0.0-debug',
    beside: false,
  });
  expect(made.status(name).debug).toMatchObject({ pod: name, container: 'app' });
  expect(made.rollout.writes).toEqual([]);
});

test('an image with tools stands beside it; no other is taken', async () => {
  const { made, pods } = debugging();
  expect(await codeOf(() => ask(made, 'evil.example/miner:1'))).toBe('unknown-version');
  expect(await codeOf(() => ask(made, 'busybox:1.36', 'USTRANGER'))).toBe('not-allowed');
  const { name } = await ask(made, 'busybox:1.36');
  await until(made, name, 'Progressing');
  expect(pods.pods.get(name)).toMatchObject({ image: 'busybox:1.36', beside: true });
  expect(await codeOf(() => ask(made))).toBe('already-running');
});

test('it is taken away by a press, once, and nothing else is in its way', async () => {
  const { made, pods } = debugging();
  const { name } = await ask(made);
  await until(made, name, 'Progressing');
  expect(made.desk.view(name)?.offers).toEqual(['undo']);
  await made.deploy('2.0.0');
  await made.settle();
  expect(made.status().phase).toBe('AwaitingApproval');
  expect(await codeOf(() => takeAway(made, name, 'USTRANGER'))).toBe('not-allowed');
  const both = await Promise.all([codeOf(() => takeAway(made, name)), codeOf(() => takeAway(made, name, 'UAPP'))]);
  expect(both.sort()).toEqual(['already-decided', 'none']);
  await until(made, name, 'Completed');
  expect(pods.asked).toEqual([`begin ${name}`, `end ${name}`]);
  expect(made.said(name).slice(-1)).toEqual(['debugOver']);
  expect(await codeOf(() => takeAway(made, name))).toBe('not-offered');
});

test('it goes when its time is over, though the process has died in between', async () => {
  const { made, pods, desk } = debugging(50);
  const { name } = await ask(made);
  await until(made, name, 'Progressing');
  await desk.stop();
  const next = new DebugDesk(made.program.world, pods);
  next.start();
  running.push({ made, pods, desk: next });
  // The clock of a lab goes on by a millisecond each time that it is read.
  for (let n = 0; n < 60; n++) made.program.world.clock.now();
  await until(made, name, 'Completed');
  expect(pods.pods.size).toBe(0);
});

test('a pod that somebody has deleted ends it, and what the cluster refuses is said', async () => {
  const { made, pods } = debugging();
  const first = await ask(made);
  await until(made, first.name, 'Progressing');
  pods.pods.clear();
  await until(made, first.name, 'Completed');
  pods.refusal = new UserProblem('cluster-forbidden', {
    happened: 'No.',
    why: 'The right to create pods is missing.',
    hint: 'Grant it.',
  });
  const second = await ask(made);
  await until(made, second.name, 'Refused');
  expect(made.status(second.name).message).toMatch(/right to create pods is missing/);
});

describe('a record that is deleted', () => {
  test.each(['Pending', 'Starting'])('while it is %s ends the work on it', async (phase) => {
    const { made, pods, desk } = debugging();
    const reached = Promise.withResolvers<void>();
    const goesOn = Promise.withResolvers<void>();
    const held = () => {
      if (made.program.store.all().length === 0) return Promise.resolve();
      reached.resolve();
      return goesOn.promise;
    };
    if (phase === 'Starting') pods.beginning = held;
    else made.program.driver.step = (what) => (what === 'read' ? held() : Promise.resolve());
    const { name } = await ask(made);
    await reached.promise;
    expect(made.status(name).phase).toBe(phase);
    made.etcd.delete(name);
    const ended = desk.stop();
    goesOn.resolve();
    await ended;
  });
});

test('a refusal that cannot be written is written later, also of one that was made with kubectl', async () => {
  const { made } = debugging();
  let failures = 0;
  made.program.store.step = (what) => {
    if (what !== 'write' || ++failures > 2) return Promise.resolve();
    return Promise.reject(new Error('the store is away'));
  };
  const spec = { service: 'shop', environment: 'production', action: 'debug', version: '1.0.0' } as const;
  const { name } = made.etcd.write('shop-production-9', null, { ...spec, debug: { image: 'evil.example/miner:1' } });
  await until(made, name, 'Refused');
  expect(failures).toBeGreaterThan(2);
});
