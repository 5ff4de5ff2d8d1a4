import { NamespaceView } from '../../../src/drivers/argo/namespace-view.ts';
import type { Rollout } from '../../../src/drivers/argo/objects.ts';
import type { Target } from '../../../src/model/catalog.ts';
import { FakeCluster } from './fake-cluster.ts';

const ROLLOUTS = '/apis/argoproj.io/v1alpha1/namespaces/shop/rollouts';
const ALWAYS = [
  ROLLOUTS,
  '/apis/argoproj.io/v1alpha1/namespaces/shop/analysisruns',
  '/apis/apps/v1/namespaces/shop/replicasets',
  '/api/v1/namespaces/shop/pods',
];
const SERVICES = '/api/v1/namespaces/shop/services';
const INGRESSES = '/apis/networking.k8s.io/v1/namespaces/shop/ingresses';
const DEPLOYMENTS = '/apis/apps/v1/namespaces/shop/deployments';
const istio = (namespace: string, plural: string) =>
  `/apis/networking.istio.io/v1beta1/namespaces/${namespace}/${plural}`;

const target: Target = {
  region: 'eu',
  cluster: 'home',
  namespace: 'shop',
  kind: 'Rollout',
  name: 'shop',
  container: 'app',
};

const views: NamespaceView[] = [];
afterEach(() => {
  for (const view of views.splice(0)) view.stop();
});

function rollout(spec: Rollout['spec'], version = 5): Rollout {
  const metadata = { name: 'shop', namespace: 'shop', uid: 'uid', resourceVersion: String(version) };
  return { kind: 'Rollout', metadata, spec };
}

async function viewOf(cluster: FakeCluster, ...targets: string[]): Promise<NamespaceView> {
  const view = new NamespaceView(cluster, 'shop', { changed: () => undefined, error: () => undefined });
  views.push(view);
  for (const name of targets) view.add(name);
  await view.start();
  return view;
}

const services = { stableService: 'stable', canaryService: 'canary' };
const strategies: readonly [string, Rollout['spec'], readonly string[]][] = [
  ['a canary without Services nothing more', { strategy: { canary: {} } }, []],
  ['a blue-green one Services', { strategy: { blueGreen: { activeService: 'active' } } }, [SERVICES]],
  [
    'a canary behind NGINX Services and Ingresses',
    { strategy: { canary: { ...services, trafficRouting: { nginx: { stableIngress: 'shop' } } } } },
    [SERVICES, INGRESSES],
  ],
  [
    'a canary behind Istio Services and VirtualServices, in the namespace where these are',
    { strategy: { canary: { ...services, trafficRouting: { istio: { virtualService: { name: 'shop.mesh' } } } } } },
    [SERVICES, istio('mesh', 'virtualservices')],
  ],
  [
    'a canary between Istio subsets VirtualServices and DestinationRules',
    {
      strategy: {
        canary: {
          trafficRouting: {
            istio: {
              virtualServices: [{ name: 'shop' }],
              destinationRule: { name: 'shop', canarySubsetName: 'c', stableSubsetName: 's' },
            },
          },
        },
      },
    },
    [istio('shop', 'virtualservices'), istio('shop', 'destinationrules')],
  ],
  [
    'a Rollout that takes its template from a Deployment Deployments',
    { workloadRef: { kind: 'Deployment', name: 'shop' }, strategy: { canary: {} } },
    [DEPLOYMENTS],
  ],
];

test.each(strategies)('of %s is followed', async (_, spec, more) => {
  const cluster = new FakeCluster();
  cluster.put(ROLLOUTS, rollout(spec));
  const view = await viewOf(cluster, 'shop');
  expect([...cluster.listed].sort()).toEqual([...ALWAYS, ...more].sort());
  expect(view.facts(target)?.live).toBe(true);
});

test('what a Rollout needs that is no target is not followed', async () => {
  const cluster = new FakeCluster();
  cluster.put(ROLLOUTS, rollout({ strategy: { blueGreen: { activeService: 'active' } } }));
  await viewOf(cluster);
  expect([...cluster.listed].sort()).toEqual([...ALWAYS].sort());
});

test('one target without a right on its router does not make the others old', async () => {
  const cluster = new FakeCluster();
  cluster.put(ROLLOUTS, rollout({ strategy: { canary: {} } }));
  const spec = {
    strategy: { canary: { ...services, trafficRouting: { istio: { virtualService: { name: 'shop' } } } } },
  };
  const other = rollout(spec);
  cluster.put(ROLLOUTS, { ...other, metadata: { ...other.metadata, name: 'other' } });
  cluster.forbidden.add(istio('shop', 'virtualservices'));
  const view = new NamespaceView(cluster, 'shop', { changed: () => undefined, error: () => undefined });
  views.push(view);
  for (const name of ['shop', 'other']) view.add(name);
  void view.start();
  await until(() => view.facts(target)?.live === true);
  expect(view.facts({ ...target, name: 'other' })?.live).toBe(false);
});

test('what is read afresh is known from then on, and what was known already is no change', async () => {
  const cluster = new FakeCluster();
  cluster.put(ROLLOUTS, rollout({ strategy: { canary: {} }, paused: false }));
  const view = await viewOf(cluster, 'shop');
  const before = view.facts(target)?.changedAt ?? 0;
  await until(() => Date.now() > before);
  expect((await view.read(target)).changedAt).toBe(before);
  cluster.put(ROLLOUTS, rollout({ strategy: { canary: {} }, paused: true }, 6));
  await view.read(target);
  expect(view.facts(target)?.rollout.paused).toBe(true);
});

async function until(holds: () => boolean): Promise<void> {
  const deadline = Date.now() + 2_000;
  while (Date.now() < deadline) {
    if (holds()) return;
    await new Promise((resolve) => setImmediate(resolve));
  }
  throw new Error('waited in vain');
}
