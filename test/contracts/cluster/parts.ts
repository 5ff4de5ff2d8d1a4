/** Parts and other faces of objects: scale, tables, documents, owners. */
import {
  type Case,
  configMap,
  deployment,
  failure,
  type MetCluster,
  made,
  path,
  refusal,
  release,
  type Tree,
} from './met.ts';

const TABLE = { accept: 'application/json;as=Table;v=v1;g=meta.k8s.io,application/json' };

interface Table {
  readonly kind: string;
  readonly columnDefinitions: readonly { readonly name: string; readonly type: string; readonly priority: number }[];
  readonly rows: readonly { readonly cells: readonly unknown[] }[];
}

async function table(cluster: MetCluster, place: string): Promise<Table> {
  return (await cluster.ask('GET', path(cluster, place), { headers: TABLE })).body as Table;
}

const columns = ({ columnDefinitions }: Table) =>
  columnDefinitions.map(({ name, type, priority }) => `${name} ${type}${priority > 0 ? ' wide' : ''}`);

/** Waits until this holds; the garbage collector of a real control plane takes its time. */
async function until(holds: () => Promise<boolean>): Promise<boolean> {
  for (let tries = 0; tries < 400; tries++) {
    if (await holds()) return true;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  return false;
}

/** One of our kinds, as discovery tells of it. */
function servedAs(singular: string, kind: string, short: string) {
  const responseKind = { group: 'rollbridge.dev', version: 'v1alpha1', kind };
  return {
    resource: `${singular}s`,
    responseKind,
    scope: 'Namespaced',
    singularResource: singular,
    shortNames: [short],
    subresources: [{ subresource: 'status', responseKind, verbs: ['get', 'patch', 'update'] }],
  };
}

export const parts: readonly Case[] = [
  {
    name: 'the size of a Deployment is read and set by its scale',
    act: async (cluster) => {
      await made(cluster, 'deployments', deployment('web', { paused: true }));
      const place = path(cluster, 'deployments/web/scale');
      const { body } = await cluster.ask('GET', place);
      const set = await cluster.ask('PATCH', place, { body: { spec: { replicas: 0 } }, type: 'merge' });
      const { kind, apiVersion, spec } = body as Tree;
      return [kind, apiVersion, spec, (body as { status: Tree }).status.selector, set.status];
    },
    expected: ['Scale', 'autoscaling/v1', {}, 'app=web', 200],
  },
  {
    name: 'a table of Deployments',
    act: async (cluster) => {
      await made(cluster, 'deployments', deployment('web', { paused: true }));
      const { kind, rows, ...rest } = await table(cluster, 'deployments');
      return [kind, columns({ kind, rows, ...rest }), rows[0]?.cells.filter((_, index) => index !== 4)];
    },
    expected: [
      'Table',
      [
        ...['Name string', 'Ready string', 'Up-to-date string', 'Available string', 'Age string'],
        ...['Containers string wide', 'Images string wide', 'Selector string wide'],
      ],
      ['web', '0/0', 0, 0, 'app', 'ghcr.io/acme/shop:1.0.0', 'app=web'],
    ],
  },
  {
    name: 'a table of Releases has the columns of their definition',
    act: async (cluster) => {
      await made(cluster, 'releases', release('a'));
      const came = await table(cluster, 'releases');
      return [columns(came), came.rows[0]?.cells.slice(0, 5)];
    },
    expected: [
      [
        ...['Name string', 'Service string', 'Environment string', 'Version string', 'Phase string', 'By string'],
        ...['Message string wide', 'Age date'],
      ],
      ['a', 'shop', 'production', '2.0.0', null],
    ],
  },
  {
    name: 'the server says what it serves of Argo and of ours',
    act: async (cluster) => {
      const { body } = await cluster.ask('GET', '/apis/argoproj.io/v1alpha1');
      const { resources } = body as { resources: readonly Tree[] };
      const group = (await cluster.ask('GET', '/apis/rollbridge.dev')).body;
      return [
        resources.map(({ name, kind, namespaced }) => `${name} ${kind} ${namespaced}`).sort(),
        resources.find(({ name }) => name === 'rollouts')?.shortNames,
        group,
      ];
    },
    expected: [
      [
        ...['analysisruns AnalysisRun true', 'analysistemplates AnalysisTemplate true'],
        ...['clusteranalysistemplates ClusterAnalysisTemplate false', 'experiments Experiment true'],
        ...['rollouts Rollout true', 'rollouts/scale Scale true', 'rollouts/status Rollout true'],
      ],
      ['ro'],
      {
        kind: 'APIGroup',
        apiVersion: 'v1',
        name: 'rollbridge.dev',
        versions: [{ groupVersion: 'rollbridge.dev/v1alpha1', version: 'v1alpha1' }],
        preferredVersion: { groupVersion: 'rollbridge.dev/v1alpha1', version: 'v1alpha1' },
      },
    ],
  },
  {
    name: 'all that is served is told at once to those who can read it',
    act: async (cluster) => {
      const headers = { accept: 'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList' };
      const { body } = await cluster.ask('GET', '/apis', { headers });
      const { kind, apiVersion, items } = body as { items: { metadata: Tree; versions: Tree[] }[] } & Tree;
      const ours = items.find(({ metadata }) => metadata.name === 'rollbridge.dev');
      return [kind, apiVersion, ours?.versions];
    },
    expected: [
      'APIGroupDiscoveryList',
      'apidiscovery.k8s.io/v2',
      [
        {
          version: 'v1alpha1',
          resources: [
            servedAs('incident', 'Incident', 'inc'),
            servedAs('notice', 'Notice', 'ntc'),
            servedAs('release', 'Release', 'rel'),
          ],
          freshness: 'Current',
        },
      ],
    ],
  },
  {
    name: 'the server is well, and of this version',
    act: async (cluster) => {
      const healthy = await Promise.all(['/healthz', '/readyz', '/livez'].map((each) => cluster.ask('GET', each)));
      const { major, minor, gitVersion } = (await cluster.ask('GET', '/version')).body as Tree;
      return [healthy.map(({ body }) => body), major, minor, gitVersion];
    },
    expected: [['ok', 'ok', 'ok'], '1', '34', 'v1.34.1'],
  },
  {
    name: 'what an object owns goes with it',
    act: async (cluster) => {
      const owner = (await made(cluster, 'configmaps', configMap('owner'))) as { metadata: { uid: string } };
      const { uid } = owner.metadata;
      const ownerReferences = [{ apiVersion: 'v1', kind: 'ConfigMap', name: 'owner', uid }];
      await made(cluster, 'configmaps', configMap('owned', {}, { ownerReferences }));
      await cluster.ask('DELETE', path(cluster, 'configmaps/owner'));
      return until(async () => (await cluster.ask('GET', path(cluster, 'configmaps/owned'))).status === 404);
    },
    expected: true,
  },
  {
    name: 'a Service without anybody behind it answers nothing, and one that is not there is not found',
    act: async (cluster) => {
      const spec = { selector: { app: 'nobody' }, ports: [{ port: 80 }] };
      await made(cluster, 'services', { apiVersion: 'v1', kind: 'Service', metadata: { name: 'shop' }, spec });
      const ask = (service: string) => cluster.ask('GET', path(cluster, `services/${service}/proxy/health`));
      const to = (service: string) => refusal(ask(service));
      // The proxy of a real API server learns of Services by a watch of its own.
      for (let asked = 0; asked < 100 && (await ask('shop:80')).status === 404; asked += 1);
      return [await to('shop:80'), await to('shop:81'), await to('nope:80')];
    },
    expected: [
      failure(503, 'ServiceUnavailable', 'no endpoints available for service "shop"'),
      failure(503, 'ServiceUnavailable', 'no service port 81 found for service "shop"'),
      failure(404, 'NotFound', 'services "nope" not found', { name: 'nope', kind: 'services' }),
    ],
  },
  {
    name: 'a namespace that goes takes nothing in',
    act: async (cluster) => {
      await made(cluster, 'configmaps', configMap('stays', {}, { finalizers: ['acme.dev/wait'] }));
      await cluster.ask('DELETE', `/api/v1/namespaces/${cluster.namespace}`);
      const late = await refusal(cluster.ask('POST', path(cluster, 'configmaps'), { body: configMap('late') }));
      await cluster.ask('PATCH', path(cluster, 'configmaps/stays'), {
        body: { metadata: { finalizers: null } },
        type: 'merge',
      });
      return late;
    },
    expected: {
      code: 403,
      reason: 'Forbidden',
      message:
        'configmaps "late" is forbidden: unable to create new content in namespace <ns> because it is being terminated',
    },
  },
];
