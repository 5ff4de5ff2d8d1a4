/** Patches: every kind of write that Rollbridge makes, and how each fails. */
import { type Case, configMap, deployment, failure, type MetCluster, made, path, rollout, type Tree } from './met.ts';

const REFUSED = failure(422, 'Invalid', 'the server rejected our request due to an error in our request', {});

async function patched(cluster: MetCluster, place: string, body: unknown, type: 'json-patch' | 'merge' | 'strategic') {
  return await cluster.ask('PATCH', path(cluster, place), { body, type });
}

const test = (at: string, value: unknown) => ({ op: 'test', path: at, value });
const add = (at: string, value: unknown) => ({ op: 'add', path: at, value });

/** A Rollout whose status was written as the controller writes it. */
async function running(cluster: MetCluster): Promise<void> {
  await made(cluster, 'rollouts', rollout('shop'));
  const pauseConditions = [{ reason: 'CanaryPauseStep', startTime: '2026-11-21T12:00:00Z' }];
  const status = {
    currentPodHash: 'abc',
    stableRS: 'def',
    currentStepIndex: 1,
    controllerPause: true,
    pauseConditions,
  };
  await patched(cluster, 'rollouts/shop/status', { status }, 'merge');
}

export const patches: readonly Case[] = [
  {
    name: 'an image is set when the place still holds what was seen there, and the generation rises',
    act: async (cluster) => {
      await running(cluster);
      const place = '/spec/template/spec/containers/0';
      const body = [
        test(`${place}/name`, 'app'),
        test(`${place}/image`, 'ghcr.io/acme/shop:1.0.0'),
        add(`${place}/image`, 'ghcr.io/acme/shop:2.0.0'),
      ];
      const [done, late] = [
        await patched(cluster, 'rollouts/shop', body, 'json-patch'),
        await patched(cluster, 'rollouts/shop', body, 'json-patch'),
      ];
      const { spec, metadata, status } = done.body as { spec: Tree; metadata: Tree; status: Tree };
      const [container] = (spec.template as { spec: { containers: Tree[] } }).spec.containers;
      return [container?.image, metadata.generation, status.currentPodHash, late.body];
    },
    expected: ['ghcr.io/acme/shop:2.0.0', 2, 'abc', REFUSED],
  },
  {
    name: 'an abort is written into the status, which raises no generation, unless the version is another by now',
    act: async (cluster) => {
      await running(cluster);
      const abort = (current: string) => [
        test('/status/currentPodHash', current),
        test('/status/stableRS', 'def'),
        add('/status/abort', true),
      ];
      const late = await patched(cluster, 'rollouts/shop/status', abort('xyz'), 'json-patch');
      const done = await patched(cluster, 'rollouts/shop/status', abort('abc'), 'json-patch');
      const { status, metadata } = done.body as { status: Tree; metadata: Tree };
      return [late.body, status.abort, metadata.generation];
    },
    expected: [REFUSED, true, 1],
  },
  {
    name: 'a pause is cleared once; the second time there is nothing to remove',
    act: async (cluster) => {
      await running(cluster);
      const clear = [
        test('/status/pauseConditions/0/startTime', '2026-11-21T12:00:00Z'),
        test('/status/currentStepIndex', 1),
        { op: 'remove', path: '/status/pauseConditions' },
      ];
      const done = await patched(cluster, 'rollouts/shop/status', clear, 'json-patch');
      const again = await patched(
        cluster,
        'rollouts/shop/status',
        [{ op: 'remove', path: '/status/pauseConditions' }],
        'json-patch',
      );
      return [(done.body as { status: Tree }).status, again.body];
    },
    expected: [{ currentPodHash: 'abc', stableRS: 'def', currentStepIndex: 1, controllerPause: true }, REFUSED],
  },
  {
    name: 'what is patched at the object itself leaves the status alone, even when the patch names it',
    act: async (cluster) => {
      await running(cluster);
      const done = await patched(
        cluster,
        'rollouts/shop',
        { spec: { paused: true }, status: { abort: true } },
        'merge',
      );
      const { spec, status } = done.body as { spec: Tree; status: Tree };
      return [spec.paused, status.abort ?? 'not there'];
    },
    expected: [true, 'not there'],
  },
  {
    name: 'an annotation that is added, as a nudge, raises no generation of a Rollout',
    act: async (cluster) => {
      await running(cluster);
      const body = { metadata: { annotations: { 'rollbridge.dev/nudge': '1' } } };
      const { metadata } = (await patched(cluster, 'rollouts/shop', body, 'merge')).body as { metadata: Tree };
      return [metadata.annotations, metadata.generation];
    },
    expected: [{ 'rollbridge.dev/nudge': '1' }, 1],
  },
  {
    name: 'a template is restored with the window that goes with it',
    act: async (cluster) => {
      await running(cluster);
      const template = { metadata: { labels: { app: 'shop' } }, spec: { containers: [{ name: 'app', image: 'a:0' }] } };
      const body = [
        add('/spec/rollbackWindow', { revisions: 3 }),
        add('/metadata/annotations', { 'rollbridge.dev/former-window': 'null' }),
        add('/spec/paused', false),
        { op: 'replace', path: '/spec/template', value: template },
      ];
      const { spec } = (await patched(cluster, 'rollouts/shop', body, 'json-patch')).body as { spec: Tree };
      return [spec.template, spec.rollbackWindow, spec.paused];
    },
    expected: [
      { metadata: { labels: { app: 'shop' } }, spec: { containers: [{ name: 'app', image: 'a:0' }] } },
      { revisions: 3 },
      false,
    ],
  },
  {
    name: 'the selector of a Service is moved when it still selects what was seen',
    act: async (cluster) => {
      const label = 'rollouts-pod-template-hash';
      const spec = { selector: { app: 'shop', [label]: 'abc' }, ports: [{ port: 80 }] };
      await made(cluster, 'services', { apiVersion: 'v1', kind: 'Service', metadata: { name: 'shop' }, spec });
      const body = [test(`/spec/selector/${label}`, 'abc'), add(`/spec/selector/${label}`, 'def')];
      const done = await patched(cluster, 'services/shop', body, 'json-patch');
      const late = await patched(cluster, 'services/shop', body, 'json-patch');
      return [(done.body as { spec: Tree }).spec.selector, late.body];
    },
    expected: [{ app: 'shop', 'rollouts-pod-template-hash': 'def' }, REFUSED],
  },
  {
    name: 'the weight of an Ingress is an annotation whose name has a slash',
    act: async (cluster) => {
      const key = 'nginx.ingress.kubernetes.io/canary-weight';
      const spec = { defaultBackend: { service: { name: 'shop', port: { number: 80 } } } };
      const metadata = { name: 'shop', annotations: { [key]: '20' } };
      await made(cluster, 'ingresses', { apiVersion: 'networking.k8s.io/v1', kind: 'Ingress', metadata, spec });
      const at = `/metadata/annotations/${key.replace('/', '~1')}`;
      const done = await patched(cluster, 'ingresses/shop', [test(at, '20'), add(at, '0')], 'json-patch');
      const late = await patched(cluster, 'ingresses/shop', [test(at, '20'), add(at, '0')], 'json-patch');
      return [(done.body as { metadata: Tree }).metadata.annotations, late.status];
    },
    expected: [{ 'nginx.ingress.kubernetes.io/canary-weight': '0' }, 422],
  },
  {
    name: 'the routes of a VirtualService are moved by place and name',
    act: async (cluster) => {
      const route = [
        { destination: { host: 'stable' }, weight: 80 },
        { destination: { host: 'canary' }, weight: 20 },
      ];
      const spec = { hosts: ['shop'], http: [{ name: 'primary', route }] };
      const apiVersion = 'networking.istio.io/v1beta1';
      await made(cluster, 'virtualservices', { apiVersion, kind: 'VirtualService', metadata: { name: 'shop' }, spec });
      const body = [
        test('/spec/http/0/name', 'primary'),
        test('/spec/http/0/route/1/weight', 20),
        add('/spec/http/0/route/0/weight', 100),
        add('/spec/http/0/route/1/weight', 0),
      ];
      const done = (await patched(cluster, 'virtualservices/shop', body, 'json-patch')).body as Tree;
      return [done.apiVersion, (done.spec as { http: { route: Tree[] }[] }).http[0]?.route.map(({ weight }) => weight)];
    },
    expected: ['networking.istio.io/v1beta1', [100, 0]],
  },
  {
    name: 'a merge patch takes away what is null, and is refused on an older version',
    act: async (cluster) => {
      await made(cluster, 'configmaps', configMap('a', { x: '1', y: '2' }));
      const done = await patched(cluster, 'configmaps/a', { data: { x: null, z: '3' } }, 'merge');
      const late = await patched(cluster, 'configmaps/a', { metadata: { resourceVersion: '1' }, data: {} }, 'merge');
      return [(done.body as Tree).data, late.status];
    },
    expected: [{ y: '2', z: '3' }, 409],
  },
  {
    name: 'a strategic patch merges containers by their names and keeps the rest of them',
    act: async (cluster) => {
      await made(cluster, 'deployments', deployment('web'));
      const containers = [
        { name: 'app', image: 'b:2' },
        { name: 'side', image: 'c:3' },
      ];
      const body = { spec: { template: { spec: { containers } } } };
      const done = (await patched(cluster, 'deployments/web', body, 'strategic')).body as { spec: Tree };
      const all = (done.spec.template as { spec: { containers: Tree[] } }).spec.containers;
      const taken = [{ $patch: 'delete', name: 'side' }];
      const less = await patched(
        cluster,
        'deployments/web',
        { spec: { template: { spec: { containers: taken } } } },
        'strategic',
      );
      const left = ((less.body as { spec: Tree }).spec.template as { spec: { containers: Tree[] } }).spec.containers;
      return [all.map(({ name, image, ports }) => [name, image, ports]), left.map(({ name }) => name)];
    },
    expected: [
      [
        ['app', 'b:2', [{ containerPort: 8080, protocol: 'TCP' }]],
        ['side', 'c:3', null],
      ],
      ['app'],
    ],
  },
  {
    name: 'a strategic patch is for built-in kinds only, and other kinds of patches are for nobody',
    act: async (cluster) => {
      await running(cluster);
      const foreign = { 'content-type': 'application/foo' };
      await made(cluster, 'configmaps', configMap('a'));
      return [
        (await patched(cluster, 'rollouts/shop', {}, 'strategic')).body,
        (await cluster.ask('PATCH', path(cluster, 'configmaps/a'), { body: {}, headers: foreign })).body,
        (await patched(cluster, 'configmaps/a', { a: 1 }, 'json-patch')).body,
      ];
    },
    expected: [
      failure(
        415,
        'UnsupportedMediaType',
        'the body of the request was in an unknown format - accepted media types include: application/json-patch+json, application/merge-patch+json, application/apply-patch+yaml',
      ),
      failure(415, 'UnsupportedMediaType', '415: Unsupported Media Type', {}),
      failure(
        400,
        'BadRequest',
        'error decoding patch: json: cannot unmarshal object into Go value of type []handlers.jsonPatchOp',
      ),
    ],
  },
];
