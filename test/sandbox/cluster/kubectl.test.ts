/** The sandbox's clusters through kubectl and the plugin of Argo Rollouts, as people type; skipped where these are not. */
import { type ChildProcess, execFile, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type Controllers, startControllers } from '../../../sandbox/cluster/controllers/index.ts';
import { type Clusters, startClusters } from '../../../sandbox/cluster/index.ts';
import type { AnyObject } from '../../../sandbox/cluster/objects.ts';
import { Time } from '../../../sandbox/cluster/time.ts';
import { deployment, template } from './objects.ts';

const run = promisify(execFile);
const answers = (...words: readonly string[]) => spawnSync('kubectl', words).status === 0;
const hasKubectl = answers('version', '--client');
const hasPlugin = hasKubectl && answers('argo', 'rollouts', 'version', '--short');
const withKubectl = hasKubectl ? describe : describe.skip;
const withPlugin = hasPlugin ? describe : describe.skip;
const why = (is: boolean, what: string) => (is ? '' : ` (skipped: there is no ${what} on the PATH)`);

let clusters: Clusters;
let controllers: Controllers;
let folder: string;
const time = new Time({ speed: 20 });

beforeAll(async () => {
  clusters = await startClusters({ names: ['home', 'eu'], time });
  const home = clusters.cluster('home');
  controllers = startControllers(home.store);
  home.connect(controllers.pods);
  folder = await mkdtemp(join(tmpdir(), 'kubectl-'));
  await clusters.writeKubeconfig(join(folder, 'config'));
});

afterAll(async () => {
  controllers.stop();
  time.stop();
  await clusters.close();
});

/** What it prints. Rejects with what it says when it fails. */
async function kubectl(...words: readonly string[]): Promise<string> {
  const { stdout, stderr } = await run('kubectl', [...words, '--namespace', 'shop'], { env: environment() });
  return `${stdout}${stderr}`;
}

function environment() {
  return { ...process.env, KUBECONFIG: join(folder, 'config'), HOME: folder };
}

async function manifest(object: AnyObject): Promise<string> {
  const path = join(folder, `${object.kind}-${object.metadata.name}.json`.toLowerCase());
  await writeFile(path, JSON.stringify(object));
  return path;
}

/** Runs until what it prints matches; returns all of it. */
async function reads(pattern: RegExp, ...words: readonly string[]): Promise<string> {
  const child: ChildProcess = spawn('kubectl', [...words, '--namespace', 'shop'], { env: environment() });
  const closed = once(child, 'close');
  let text = '';
  const { promise, resolve } = Promise.withResolvers<void>();
  child.stdout?.on('data', (chunk: Buffer) => {
    text += chunk.toString();
    if (pattern.test(text)) resolve();
  });
  await Promise.race([promise, closed]);
  child.kill();
  await closed;
  return text;
}

withKubectl(`kubectl${why(hasKubectl, 'kubectl')}`, () => {
  beforeAll(() => kubectl('create', 'namespace', 'shop'));

  test('finds out about the server and what it serves', async () => {
    expect(await kubectl('version')).toContain('Server Version: v1.34.1');
    expect(await kubectl('api-resources', '--api-group=argoproj.io')).toMatch(
      /rollouts +ro +argoproj.io\/v1alpha1 +true +Rollout/,
    );
    expect(await kubectl('explain', 'rollout.spec.strategy.canary')).toContain('stableService');
    expect(await kubectl('get', 'crd')).toContain('releases.rollbridge.dev');
    expect(await kubectl('--context', 'eu', 'get', 'namespaces')).toMatch(/default +Active/);
  });

  test('applies, rolls out and shows a Deployment', async () => {
    const path = await manifest(deployment('web', { replicas: 2 }));
    expect(await kubectl('apply', '-f', path)).toBe('deployment.apps/web created\n');
    expect(await kubectl('apply', '-f', path)).toBe('deployment.apps/web unchanged\n');
    expect(await kubectl('rollout', 'status', 'deployment/web')).toContain('successfully rolled out');
    expect(await kubectl('get', 'deployments')).toMatch(/web +2\/2 +2 +2 /);
    expect(await kubectl('get', 'pods')).toMatch(/web-\w+-\w+ +1\/1 +Running +0 /);
    expect(await kubectl('get', 'all')).toMatch(/deployment.apps\/web[\s\S]*replicaset.apps\/web-/);
    expect(await kubectl('describe', 'deployment', 'web')).toMatch(
      /2 desired \| 2 updated \| 2 total \| 2 available[\s\S]*ScalingReplicaSet/,
    );
  });

  test('changes it in every way there is', async () => {
    expect(await kubectl('set', 'image', 'deployment/web', 'app=ghcr.io/acme/shop:2.0.0')).toContain('image updated');
    expect(await kubectl('scale', 'deployment/web', '--replicas=1')).toContain('scaled');
    expect(await kubectl('label', 'deployment', 'web', 'team=shop')).toContain('labeled');
    expect(await kubectl('annotate', 'deployment', 'web', 'note=hello')).toContain('annotated');
    expect(await kubectl('rollout', 'restart', 'deployment/web')).toContain('restarted');
    const env = { spec: { template: { spec: { containers: [{ name: 'app', env: [{ name: 'A', value: 'b' }] }] } } } };
    expect(await kubectl('patch', 'deployment', 'web', '-p', JSON.stringify(env))).toContain('patched');
    const path = await manifest(
      deployment('web', { replicas: 1, template: template('web', 'ghcr.io/acme/shop:3.0.0') }),
    );
    await expect(kubectl('apply', '--server-side', '-f', path)).rejects.toThrow(/Apply failed with \d conflicts?/);
    expect(await kubectl('apply', '--server-side', '--force-conflicts', '-f', path)).toContain('serverside-applied');
    expect(await kubectl('get', 'deployment', 'web', '-o', 'jsonpath={.spec.template.spec.containers[0]}')).toMatch(
      /"env".*"image":"ghcr.io\/acme\/shop:3.0.0"/,
    );
  });

  test('reads logs, also as they come', async () => {
    await kubectl('rollout', 'status', 'deployment/web');
    expect(await kubectl('logs', 'deployment/web', '--tail=1')).toMatch(/^level=info.*\n$/);
    const followed = await reads(/(?:.*\n){4}/, 'logs', '-f', 'deployment/web', '--tail=1');
    expect(followed.split('\n').length).toBeGreaterThan(3);
  });

  test('watches', async () => {
    const seen = reads(/seen +1/, 'get', 'configmaps', '--watch');
    await kubectl('create', 'configmap', 'seen', '--from-literal=a=b');
    expect(await seen).toMatch(/kube-root-ca.crt[\s\S]*seen +1/);
  });

  test('makes what it knows by itself, in protobuf', async () => {
    await kubectl('create', 'serviceaccount', 'bot');
    await kubectl('create', 'role', 'reader', '--verb=get,list', '--resource=pods');
    await kubectl('create', 'rolebinding', 'bot', '--role=reader', '--serviceaccount=shop:bot');
    await kubectl('create', 'secret', 'generic', 'keys', '--from-literal=a=b');
    expect(await kubectl('get', 'secret', 'keys', '-o', 'jsonpath={.data.a}')).toBe('Yg==');
    const made = await kubectl(
      'create',
      'deployment',
      'two',
      '--image=ghcr.io/acme/shop:1.0.0',
      '--replicas=2',
      '-o',
      'json',
    );
    expect(JSON.parse(made)).toMatchObject({ spec: { replicas: 2, selector: { matchLabels: { app: 'two' } } } });
    expect(await kubectl('expose', 'deployment', 'two', '--port=80', '--target-port=8080')).toContain('exposed');
  });

  test('asks who may do what', async () => {
    const bot = ['--as', 'system:serviceaccount:shop:bot'];
    expect(await kubectl('auth', 'can-i', 'list', 'pods', ...bot)).toBe('yes\n');
    await expect(kubectl('auth', 'can-i', 'delete', 'pods', ...bot)).rejects.toMatchObject({ stdout: 'no\n' });
    await expect(kubectl('get', 'secrets', ...bot)).rejects.toThrow(
      'secrets is forbidden: User "system:serviceaccount:shop:bot" cannot list resource "secrets" in API group "" in the namespace "shop"',
    );
    expect(await kubectl('auth', 'whoami')).toContain('system:masters');
    const token = (await kubectl('create', 'token', 'bot')).trim();
    expect(await kubectl('get', 'pods', '--token', token)).toContain('web-');
  });

  test('is told what does not fit', async () => {
    const path = await manifest(deployment('wrong', { foo: 1 }));
    await expect(kubectl('create', '-f', path)).rejects.toThrow('strict decoding error: unknown field "spec.foo"');
    await expect(kubectl('get', 'deployment', 'nope')).rejects.toThrow(
      'Error from server (NotFound): deployments.apps "nope" not found',
    );
  });

  test('takes away, and waits until it is gone', async () => {
    expect(await kubectl('delete', 'deployment', 'web')).toContain('deployment.apps "web" deleted');
    await kubectl('wait', 'pod', '-l', 'app=web', '--for=delete');
    expect(await kubectl('get', 'pods', '-l', 'app=web')).toContain('No resources found');
  });
});

withPlugin(`kubectl argo rollouts${why(hasPlugin, 'kubectl with the plugin of Argo Rollouts')}`, () => {
  const argo = (...words: readonly string[]) => kubectl('argo', 'rollouts', ...words);
  const shop = () => clusters.cluster('home').store.get<AnyObject>('Rollout', 'shop', 'shop') as AnyObject;

  beforeAll(async () => {
    const { store } = clusters.cluster('home');
    if (store.get('Namespace', null, 'shop') === null) await kubectl('create', 'namespace', 'shop');
    const strategy = { canary: { steps: [{ setWeight: 20 }, { pause: {} }] } };
    const rollout = {
      ...deployment('shop', { replicas: 1, strategy }),
      apiVersion: 'argoproj.io/v1alpha1',
      kind: 'Rollout',
    };
    await kubectl('create', '-f', await manifest(rollout));
  });

  test('shows a Rollout and lists all', async () => {
    expect(await argo('get', 'rollout', 'shop', '--no-color')).toMatch(
      /Name: +shop\nNamespace: +shop[\s\S]*Strategy: +Canary/,
    );
    expect(await argo('list', 'rollouts')).toMatch(/shop +Canary/);
  });

  test('sets an image, of which it is recorded as the writer', async () => {
    expect(await argo('set', 'image', 'shop', 'app=ghcr.io/acme/shop:2.0.0')).toContain('image updated');
    expect(shop()).toMatchObject({
      spec: { template: { spec: { containers: [{ image: 'ghcr.io/acme/shop:2.0.0' }] } } },
    });
    expect(shop().metadata.managedFields?.map(({ manager }) => manager)).toContain('kubectl-argo-rollouts');
  });

  test('aborts, retries and promotes', async () => {
    expect(await argo('abort', 'shop')).toContain("rollout 'shop' aborted");
    expect(shop().status).toMatchObject({ abort: true });
    expect(await argo('retry', 'rollout', 'shop')).toContain('retried');
    expect((shop().status as { abort?: boolean }).abort ?? false).toBe(false);
    expect(await argo('promote', 'shop')).toContain('promoted');
    expect(await argo('promote', 'shop', '--full')).toContain('fully promoted');
    expect(await argo('restart', 'shop')).toContain('restarts');
    expect(shop().spec).toHaveProperty('restartAt');
  });

  test('goes back to a revision that is kept', async () => {
    await reads(/^shop-(\w+) [\s\S]*^shop-(?!\1)\w+ /m, 'get', 'replicasets', '-l', 'app=shop', '--watch');
    expect(await argo('undo', 'shop')).toContain('undo');
    expect(shop()).toMatchObject({
      spec: { template: { spec: { containers: [{ image: 'ghcr.io/acme/shop:1.0.0' }] } } },
    });
  });
});
