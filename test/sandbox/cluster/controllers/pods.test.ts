import type { LogLine } from '../../../../sandbox/cluster/api/pods.ts';
import type { Pod } from '../../../../sandbox/cluster/controllers/kinds.ts';
import { Scene, SHOP, service, template } from './scene.ts';

function podOf(scene: Scene, tag: string, spec: object = {}): Pod {
  const { metadata, spec: containers } = template('pay', tag);
  return scene.create<Pod>({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { ...metadata, name: 'pay', namespace: SHOP },
    spec: { ...containers, ...spec },
  });
}

/** Opens its gates with it. */
function reimage(scene: Scene, tag: string): void {
  const image = `ghcr.io/acme/pay:${tag}`;
  scene.change<Pod>('Pod', 'pay', ({ spec: { schedulingGates: _, containers, ...spec }, ...pod }) => ({
    ...pod,
    spec: { ...spec, containers: containers.map((each) => ({ ...each, image })) },
  }));
}

function stateOf(scene: Scene): string {
  const { status } = scene.get<Pod>('Pod', 'pay');
  const ready = status?.conditions?.find(({ type }) => type === 'Ready')?.status ?? 'False';
  const [container] = status?.containerStatuses ?? [];
  const state = Object.entries(container?.state ?? {}).map(([name, { reason }]) => reason ?? name);
  return [status?.phase ?? 'Pending', ...state, ready === 'True' ? 'ready' : 'not ready'].join(', ');
}

test.each([
  ['1.0.0', 'Running, running, ready'],
  ['1.0.0-notready', 'Running, running, not ready'],
  ['1.0.0-crash', 'Running, CrashLoopBackOff, not ready'],
  ['1.0.0-pull', 'Pending, ErrImagePull, not ready'],
  ['1.0.0-unhealthy', 'Running, running, ready'],
])('a pod of %s becomes: %s', (tag, state) => {
  const scene = new Scene();
  podOf(scene, tag);
  scene.seconds(2);
  expect(stateOf(scene)).toBe(state);
  expect(scene.errors).toEqual([]);
});

test('a pod behind a gate has no node until the gate is opened, and then starts the image that it has by then', () => {
  const scene = new Scene();
  podOf(scene, '1.0.0', { schedulingGates: [{ name: 'story.test/choose' }] });
  scene.seconds(5);
  expect(scene.get<Pod>('Pod', 'pay').spec.nodeName).toBeUndefined();
  reimage(scene, '1.0.0-crash');
  scene.seconds(2);
  expect(stateOf(scene)).toBe('Running, CrashLoopBackOff, not ready');
});

test('a pod whose image is changed while it runs is restarted with that one, once the old one has stopped', () => {
  const scene = new Scene();
  podOf(scene, '1.0.0-stop3');
  scene.seconds(5);
  reimage(scene, '2.0.0-start4');
  scene.seconds(2.9);
  expect(stateOf(scene)).toBe('Running, running, ready');
  scene.seconds(1);
  expect(stateOf(scene)).toBe('Running, ContainerCreating, not ready');
  scene.seconds(4);
  expect(stateOf(scene)).toBe('Running, running, ready');
  const { status } = scene.get<Pod>('Pod', 'pay');
  expect(status?.containerStatuses).toMatchObject([{ image: 'ghcr.io/acme/pay:2.0.0-start4', restartCount: 1 }]);
  const lines = scene.controllers.pods.log({ namespace: SHOP, pod: 'pay', container: 'app', previous: false });
  expect(lines?.[0]?.text).toContain('version=2.0.0 ');
});

test.each([
  ['1.0.0-pull', '2.0.0', 'Running, running, ready', 0],
  ['1.0.0-crash', '2.0.0', 'Running, running, ready', 4],
  ['1.0.0', '2.0.0-pull', 'Running, ErrImagePull, not ready', 1],
  ['1.0.0-start8', '2.0.0', 'Running, running, ready', 0],
])('a pod of %s that is given %s becomes: %s', (tag, next, state, restartCount) => {
  const scene = new Scene();
  podOf(scene, tag);
  scene.seconds(3);
  reimage(scene, next);
  scene.seconds(4);
  expect(stateOf(scene)).toBe(state);
  expect(scene.get<Pod>('Pod', 'pay').status?.containerStatuses).toMatchObject([{ restartCount }]);
  scene.seconds(10);
  expect(stateOf(scene)).toBe(state);
});

test('a pod is starting for as long as its image says, and no longer', () => {
  const scene = new Scene();
  podOf(scene, '1.0.0-start8');
  scene.seconds(7.9);
  expect(stateOf(scene)).toBe('Pending, ContainerCreating, not ready');
  scene.seconds(0.2);
  expect(stateOf(scene)).toBe('Running, running, ready');
});

test('a pod that is deleted goes after its time, and says so in its log', () => {
  const scene = new Scene();
  podOf(scene, '1.0.0-stop3');
  scene.seconds(2);
  const lines: LogLine[] = [];
  const ends: string[] = [];
  const wanted = { namespace: SHOP, pod: 'pay', container: 'app', previous: false };
  scene.controllers.pods.follow(wanted, { line: (line) => lines.push(line), end: () => ends.push('end') });
  scene.store.delete('Pod', SHOP, 'pay');
  scene.seconds(2.9);
  expect(scene.get<Pod>('Pod', 'pay').metadata.deletionTimestamp).toBeDefined();
  expect(ends).toEqual([]);
  scene.seconds(0.2);
  expect(scene.pods()).toEqual([]);
  expect(ends).toEqual(['end']);
  expect(lines.at(-1)?.text).toBe('level=warn version=1.0.0 pod=pay msg="SIGTERM received, draining"');
});

test('a pod logs a line each second, the same at every reading, with the failures of its image', () => {
  const scene = new Scene();
  podOf(scene, '1.0.0-err2');
  scene.seconds(10);
  const wanted = { namespace: SHOP, pod: 'pay', container: 'app', previous: false };
  const lines = scene.controllers.pods.log(wanted);
  expect(lines?.length).toBe(10);
  expect(lines?.[1]?.text).toContain('status=500 password=hunter2');
  expect(lines?.[2]?.text).toContain('level=info version=1.0.0 pod=pay n=2 msg="GET /api/items" status=200');
  expect(scene.controllers.pods.log(wanted)).toEqual(lines);
  expect(scene.controllers.pods.log({ ...wanted, previous: true })).toBeNull();
});

test('a pod that crashed has a log of its run before, which ends with the reason', () => {
  const scene = new Scene();
  podOf(scene, '1.0.0-crash');
  scene.seconds(3);
  const wanted = { namespace: SHOP, pod: 'pay', container: 'app', previous: true };
  expect(scene.controllers.pods.log(wanted)?.at(-1)?.text).toBe('panic: cannot open database');
  expect(scene.get<Pod>('Pod', 'pay').status?.containerStatuses?.[0]?.restartCount).toBe(3);
});

const GET = { method: 'GET', headers: new Headers(), body: '' };

async function ask(scene: Scene, path: string, more: object = {}) {
  const to = { namespace: SHOP, service: 'pay', port: 'http' };
  const answer = scene.controllers.pods.respond(to, { ...GET, path, ...more });
  scene.time.advance(10_000);
  return await answer;
}

test('a Service answers with what runs in a pod that is ready', async () => {
  const scene = new Scene();
  scene.create(service('pay', 'pay'));
  podOf(scene, '1.0.0');
  expect(await ask(new Scene(), '/')).toBeNull();
  scene.seconds(2);
  const { status, body } = (await ask(scene, '/api/items')) ?? {};
  expect([status, JSON.parse(body ?? '')]).toEqual([
    200,
    { version: '1.0.0', pod: 'pay', items: ['a', 'b'], database: 'ready' },
  ]);
  expect((await ask(scene, '/private'))?.status).toBe(401);
  const { token } = JSON.parse(
    (await ask(scene, '/login', { method: 'POST', body: '{"username":"a","password":"b"}' }))?.body ?? '',
  );
  expect((await ask(scene, '/private', { headers: new Headers({ 'X-Access-Token': token }) }))?.status).toBe(200);
  expect((await ask(scene, '/login', { method: 'POST', body: 'no' }))?.status).toBe(401);
});

test('health is what the image says, and nobody answers where nobody is ready', async () => {
  const scene = new Scene();
  scene.create(service('pay', 'pay'));
  podOf(scene, '1.0.0-unhealthy');
  scene.seconds(2);
  expect((await ask(scene, '/healthz'))?.status).toBe(503);
  expect((await ask(scene, '/'))?.status).toBe(200);
  scene.store.delete('Pod', SHOP, 'pay');
  expect(await ask(scene, '/')).toBeNull();
});

test('a request that is unlucky fails as often as the image says', async () => {
  const scene = new Scene();
  scene.create(service('pay', 'pay'));
  podOf(scene, '1.0.0-err60');
  scene.seconds(2);
  expect((await ask(scene, '/'))?.status).toBe(500);
});
