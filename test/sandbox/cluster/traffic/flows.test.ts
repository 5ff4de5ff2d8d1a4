/** Who gets how many requests, by what routers and Services say. */
import type { Deployment, Pod } from '../../../../sandbox/cluster/controllers/kinds.ts';
import { AS_ON_TEST_CONTROL_PLANES, BY_WEIGHTS } from '../../../../sandbox/cluster/traffic/demand.ts';
import { hostFlows, podRates } from '../../../../sandbox/cluster/traffic/flows.ts';
import { deployment, Scene, SHOP, service } from '../controllers/scene.ts';

const NGINX = 'nginx.ingress.kubernetes.io';

function ingress(name: string, backend: string, annotations: object = {}) {
  const path = { path: '/', pathType: 'Prefix', backend: { service: { name: backend, port: { number: 80 } } } };
  const spec = { ingressClassName: 'nginx', rules: [{ host: 'shop.example', http: { paths: [path] } }] };
  return {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'Ingress',
    metadata: { name, namespace: SHOP, annotations },
    spec,
  };
}

function canary(weight: string, extra: object = {}) {
  return ingress('shop-canary', 'shop-canary', {
    [`${NGINX}/canary`]: 'true',
    [`${NGINX}/canary-weight`]: weight,
    ...extra,
  });
}

function istio(kind: string, spec: object) {
  return { apiVersion: 'networking.istio.io/v1beta1', kind, metadata: { name: 'shop', namespace: SHOP }, spec };
}

/** Two pods of each app. */
function sceneOf(apps: readonly string[], ...objects: readonly object[]): Scene {
  const scene = new Scene();
  for (const app of apps) {
    scene.create(deployment(app, '1.0.0', { replicas: 2 }));
    scene.create(service(app, app));
  }
  for (const object of objects) scene.create(object);
  scene.seconds(5);
  return scene;
}

/** Requests per second to all pods of each app. */
function ratesOf({ store }: Scene, demand: Parameters<typeof podRates>[1] = BY_WEIGHTS): Record<string, number> {
  const rates = podRates(store, demand);
  const sums: Record<string, number> = {};
  for (const { metadata } of store.list<Pod>('Pod')) {
    const app = metadata.labels?.app ?? '';
    sums[app] = Math.round((sums[app] ?? 0) + (rates.get(metadata.uid ?? '') ?? 0));
  }
  return sums;
}

test('a Service that nobody routes to is called by its own name, and its pods share alike', () => {
  const scene = sceneOf(['shop', 'cart']);
  expect(ratesOf(scene)).toEqual({ shop: 200, cart: 200 });
  expect([...podRates(scene.store, BY_WEIGHTS).values()]).toEqual([100, 100, 100, 100]);
});

test.each([
  ['20', {}, { shop: 160, 'shop-canary': 40 }],
  ['0', {}, { shop: 200, 'shop-canary': 0 }],
  ['100', {}, { shop: 0, 'shop-canary': 200 }],
  ['20', { [`${NGINX}/canary-weight-total`]: '1000' }, { shop: 196, 'shop-canary': 4 }],
])('a canary Ingress of weight %s %j takes its share', (weight, extra, rates) => {
  const scene = sceneOf(['shop', 'shop-canary'], ingress('shop', 'shop'), canary(weight, extra));
  expect(ratesOf(scene)).toEqual(rates);
});

test('without a ready pod of the canary NGINX sends all to the stable ones', () => {
  const scene = sceneOf(['shop', 'shop-canary'], ingress('shop', 'shop'), canary('50'));
  scene.change<Deployment>('Deployment', 'shop-canary', (object) => ({
    ...object,
    spec: { ...object.spec, replicas: 0 },
  }));
  scene.seconds(5);
  expect(ratesOf(scene)).toEqual({ shop: 200 });
});

test('requests to a Service without a ready pod reach nobody', () => {
  const scene = sceneOf([], deployment('shop', '1.0.0-notready'), service('shop', 'shop'));
  expect(ratesOf(scene)).toEqual({ shop: 0 });
  expect(hostFlows(scene.store, 200)).toMatchObject([{ host: 'shop', rate: 200, flows: [{ rate: 200, pods: [] }] }]);
});

test('a VirtualService sends by the weights of its route, whatever else matches before', () => {
  const to = (host: string, weight: number) => ({ destination: { host }, weight });
  const http = [
    { match: [{ headers: { canary: { exact: 'yes' } } }], route: [to('shop-canary', 100)] },
    { route: [to('shop', 70), to('shop-canary.shop.svc.cluster.local', 30)] },
  ];
  const scene = sceneOf(['shop', 'shop-canary'], istio('VirtualService', { hosts: ['shop.example'], http }));
  expect(ratesOf(scene)).toEqual({ shop: 140, 'shop-canary': 60 });
});

test('a VirtualService sends to subsets by the labels of the DestinationRule', () => {
  const to = (subset: string, weight: number) => ({ destination: { host: 'shop', subset }, weight });
  const set = (name: string) => ({ name, labels: { color: name } });
  const colored = (color: string) => {
    const { spec } = deployment(color, '1.0.0', { replicas: 1 });
    const labels = { app: 'all', color };
    const metadata = { name: color, namespace: SHOP };
    const template = { ...spec.template, metadata: { labels } };
    return { ...deployment(color, '1.0.0'), metadata, spec: { ...spec, selector: { matchLabels: labels }, template } };
  };
  const scene = sceneOf(
    [],
    colored('blue'),
    colored('green'),
    service('shop', 'all'),
    istio('VirtualService', { hosts: ['shop'], http: [{ route: [to('blue', 90), to('green', 10)] }] }),
    istio('DestinationRule', { host: 'shop', subsets: [set('blue'), set('green')] }),
  );
  const rates = podRates(scene.store, BY_WEIGHTS);
  const byColor = scene.pods().map(({ metadata }) => [metadata.labels?.color, rates.get(metadata.uid ?? '')]);
  expect(Object.fromEntries(byColor)).toEqual({ blue: 180, green: 20 });
});

test('nobody calls what is there for a new version only', () => {
  const rollout = {
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'Rollout',
    metadata: { name: 'shop', namespace: SHOP },
    spec: {
      selector: { matchLabels: { app: 'shop' } },
      template: deployment('shop', '1.0.0').spec.template,
      strategy: { blueGreen: { activeService: 'shop', previewService: 'preview' } },
    },
  };
  const scene = sceneOf(['shop', 'preview'], rollout);
  expect(ratesOf(scene)).toEqual({ shop: 200, preview: 0 });
});

test('each ready pod gets the same, whatever the weights, where that is asked for', () => {
  const scene = sceneOf(['shop', 'shop-canary'], ingress('shop', 'shop'), canary('0'));
  expect(ratesOf(scene, AS_ON_TEST_CONTROL_PLANES)).toEqual({ shop: 40, 'shop-canary': 40 });
});
