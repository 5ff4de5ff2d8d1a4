/** Listening to releases in flight: every container of the new version, each line once, within bounds, and patiently. */
import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { ArgoRecording } from '../../../../src/drivers/argo/evidence/recorder.ts';
import { linesIn } from '../../../../src/drivers/argo/evidence/recorder-lines.ts';
import { share } from '../../../../src/drivers/argo/evidence/recorder-share.ts';
import type { ContainerFacts } from '../../../../src/drivers/argo/facts.ts';
import type { RememberedPod } from '../../../../src/drivers/argo/namespace-view.ts';
import { FlightRecorder } from '../../../../src/drivers/recorder/recorder.ts';
import type { Flight } from '../../../../src/engine/evidence/recorder-ports.ts';
import { ApiError } from '../../../../src/kubernetes/errors.ts';
import { EndlessCluster } from './endless-cluster.ts';

jest.setTimeout(20_000);

const at = (second: number) => `2026-11-21T10:00:${String(second).padStart(2, '0')}.000000000Z`;
const flightOf = (name: string): Flight => ({
  release: name,
  service: name,
  environment: 'production',
  target: { region: 'eu', cluster: 'home', namespace: 'ns', kind: 'Rollout', name, container: 'app' },
  bad: 'bad',
  good: 'good',
});
const container = (restarts = 0, running = true): ContainerFacts => ({ name: 'app', restarts, running });
const podOf = (name: string, containers = [container()], hash = 'bad'): RememberedPod => ({
  name,
  hash,
  createdAt: '',
  ready: true,
  trouble: null,
  containers,
});

let cluster: EndlessCluster;
let pods: Record<string, RememberedPod[]>;
let recorder: FlightRecorder;
let recording: ArgoRecording;
let lacks: string[];
let landing: AbortController;
const bounds = { record: true, perRelease: 1024 * 1024, total: 4 * 1024 * 1024 };

beforeEach(() => {
  cluster = new EndlessCluster();
  pods = {};
  lacks = [];
  landing = new AbortController();
  recorder = new FlightRecorder(() => bounds);
  recording = new ArgoRecording({
    connections: { home: cluster },
    remembered: ({ name }) => pods[name] ?? null,
    onLack: (where, why) => lacks.push(`${where}: ${why}`),
  });
});
afterEach(() => landing.abort());

function takesOff(name = 'shop'): void {
  const flight = flightOf(name);
  recording.record(flight, recorder.tape(flight), landing.signal);
}

const heard = (pod: string, flight = 'shop') =>
  recorder
    .find(flightOf(flight))
    ?.files.find(({ path }) => path === `logs/${pod}/app.log`)
    ?.text() ?? '';
const events = () =>
  recorder
    .find(flightOf('shop'))
    ?.files.find(({ path }) => path === 'events.json')
    ?.text() ?? '';

async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((resolve) => setTimeout(resolve, 10));
}

describe('a container of the new version', () => {
  test('is listened to as it speaks, up to its last word, and containers of others are not', async () => {
    pods.shop = [podOf('new'), podOf('old', [container()], 'good')];
    takesOff();
    await until(() => cluster.open.has('new'));
    cluster.say('new', `${at(1)} hello\n${at(2)} wor`);
    cluster.say('new', 'ld\n');
    await until(() => heard('new').includes('world'));
    pods.shop = [];
    cluster.say('new', `${at(3)} SIGTERM\n`);
    cluster.end('new');
    await until(() => heard('new').includes('SIGTERM'));
    expect(heard('new')).toBe(`${at(1)} hello\n${at(2)} world\n${at(3)} SIGTERM\n`);
    expect(cluster.asked.filter((path) => path.includes('/old/'))).toEqual([]);
    expect(cluster.queries[0]).toMatchObject({
      container: 'app',
      follow: 'true',
      timestamps: 'true',
      tailLines: '500',
    });
  });

  test('is heard once though its log begins anew each time that it is asked for', async () => {
    pods.shop = [podOf('new')];
    takesOff();
    await until(() => cluster.open.has('new'));
    cluster.say('new', `${at(1)} one\n${at(2)} two\n`);
    await until(() => heard('new').includes('two'));
    cluster.end('new');
    await until(() => cluster.opened === 2);
    cluster.say('new', `${at(1)} one\n${at(2)} two\n${at(3)} three\n${at(3)} four\n`);
    await until(() => heard('new').includes('four'));
    expect(heard('new').match(/one|two|three|four/g)).toEqual(['one', 'two', 'three', 'four']);
  });

  test('that crashed tells what it said before', async () => {
    cluster.previous.set('new', `${at(1)} panic\n`);
    pods.shop = [podOf('new', [container(1)])];
    takesOff();
    await until(() => cluster.open.has('new'));
    cluster.say('new', `${at(5)} again\n`);
    await until(() => heard('new').includes('again'));
    expect(heard('new')).toBe(`${at(1)} panic\n${at(5)} again\n`);
  });

  test('that talks without end is left alone for a while, and that is said', async () => {
    pods.shop = [podOf('new')];
    takesOff();
    await until(() => cluster.open.has('new'));
    const many = Array.from({ length: 400 }, (_, n) => `${at(n % 60)} ${'x'.repeat(1_000)}\n`).join('');
    cluster.say('new', many);
    await until(() => !cluster.open.has('new'));
    const file = recorder.find(flightOf('shop'))?.files[0];
    expect(file?.truncated).toMatch(/more than 64 KiB a second were not listened to/);
  });

  test('is asked for again when the API server was away', async () => {
    cluster.failing = new Error('away');
    pods.shop = [podOf('new')];
    takesOff();
    await until(() => cluster.asked.length > 2);
    cluster.failing = null;
    await until(() => cluster.open.has('new'));
    recording.reachable('home');
    await until(() => cluster.opened >= 2);
  });
});

describe('many containers', () => {
  test('share the streams of a cluster: no more than 64, every release its part', async () => {
    pods.chatty = Array.from({ length: 100 }, (_, n) => podOf(`chatty-${n}`));
    pods.shop = [podOf('new')];
    takesOff('chatty');
    takesOff('shop');
    await until(() => cluster.open.has('new'));
    expect(cluster.most).toBeLessThanOrEqual(64);
    const left = recorder.find(flightOf('chatty'))?.lacking ?? [];
    expect(left.length).toBeGreaterThanOrEqual(36);
    expect(left[0]?.why).toMatch(/more than 64 containers/);
  });

  test('are left alone when nothing is in flight any more', async () => {
    pods.shop = [podOf('new')];
    takesOff();
    await until(() => cluster.open.has('new'));
    landing.abort();
    await until(() => !cluster.open.has('new'));
    expect(cluster.watching).toBe(false);
  });

  test('are shared out one by one, the most urgent and the open ones first', () => {
    const wanted = (flight: string, key: string, urgency = 1, open = false) => ({ flight, key, urgency, open });
    const all = [
      wanted('a', 'a1'),
      wanted('a', 'a2', 1, true),
      wanted('a', 'a3', 0),
      wanted('b', 'b1'),
      wanted('c', 'c1'),
      wanted('c', 'c2'),
    ];
    expect(share(all, 4).map(({ key }) => key)).toEqual(['a3', 'b1', 'c1', 'a2']);
    expect(share(all, 99)).toHaveLength(6);
    expect(share([], 4)).toEqual([]);
  });
});

describe('events', () => {
  const event = (name: string, version: number) => ({
    type: 'ADDED',
    object: {
      metadata: { name: `e-${version}`, uid: `u-${version}`, resourceVersion: String(version) },
      involvedObject: { name },
      lastTimestamp: at(version),
    },
  });

  test('of the release are heard, those of others are not, and a watch that ends goes on where it was', async () => {
    takesOff();
    await until(() => cluster.watching);
    for (const [n, name] of ['shop', 'shop-bad', 'shop-bad-x1', 'shop-api', 'other'].entries())
      cluster.happens(event(name, n + 1));
    await until(() => events().includes('u-3'));
    cluster.endWatch();
    await until(() => cluster.watches === 2);
    expect(cluster.watchQuery.resourceVersion).toBe('5');
    cluster.happens(event('shop-bad', 6));
    await until(() => events().includes('u-6'));
    recording.reachable('home');
    await until(() => cluster.watches === 3);
    expect(cluster.watchQuery.resourceVersion).toBe('6');
    expect(events().match(/u-\d/g)).toEqual(['u-1', 'u-2', 'u-3', 'u-6']);
  });

  test('a right that is missing is said once, however many releases want it', async () => {
    const refused = 'events is forbidden: User "bot" cannot watch resource "events" in API group ""';
    cluster.watchFailing = new ApiError(403, 'Forbidden', refused, 'GET', '');
    takesOff();
    await until(() => lacks.length > 0);
    takesOff('other');
    const why = 'Rollbridge lacks the right to watch events';
    expect(lacks).toEqual([`home/ns: ${why}`]);
    for (const name of ['shop', 'other'])
      expect(recorder.find(flightOf(name))?.lacking).toEqual([{ what: 'events.json', why }]);
  });
});

describe('lines', () => {
  const collect = async (...pieces: readonly string[]) => {
    const lines: string[] = [];
    async function* all() {
      for (const piece of pieces) yield await Promise.resolve(Buffer.from(piece));
    }
    for await (const line of linesIn(all())) lines.push(line.toString());
    return lines;
  };

  test.each<[string, readonly string[], readonly string[]]>([
    ['come whole out of pieces', ['a', 'b\nc', '\n', '\nd\n'], ['ab', 'c', '', 'd']],
    ['come also without an end', ['a\nb'], ['a', 'b']],
    ['come not at all from nothing', [], []],
  ])('%s', async (_, pieces, lines) => {
    expect(await collect(...pieces)).toEqual(lines);
  });

  test('without end fill no memory, and what comes after them is heard', async () => {
    const [long, next] = await collect(...Array.from({ length: 50 }, () => 'x'.repeat(10_000)), '\nnext\n');
    expect(long).toHaveLength(16 * 1024);
    expect(next).toBe('next');
  });
});
