/** Single objects: made, read, replaced, taken away, and what is refused. */
import { type Case, configMap, deployment, failure, made, path, refusal, release, type Tree } from './met.ts';

const HAS_CHANGED = 'the object has been modified; please apply your changes to the latest version and try again';
const NAME =
  "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')";

export const objects: readonly Case[] = [
  {
    name: 'what is made comes back with what the server has filled in',
    act: (cluster) => made(cluster, 'deployments', deployment('web')),
    expected: {
      kind: 'Deployment',
      apiVersion: 'apps/v1',
      metadata: {
        name: 'web',
        namespace: '<ns>',
        uid: '<uid>',
        resourceVersion: '<version>',
        generation: 1,
        creationTimestamp: '<time>',
      },
      spec: {
        replicas: 0,
        selector: { matchLabels: { app: 'web' } },
        template: {
          metadata: { labels: { app: 'web' } },
          spec: {
            containers: [
              {
                name: 'app',
                image: 'ghcr.io/acme/shop:1.0.0',
                ports: [{ containerPort: 8080, protocol: 'TCP' }],
                resources: {},
                terminationMessagePath: '/dev/termination-log',
                terminationMessagePolicy: 'File',
                imagePullPolicy: 'IfNotPresent',
              },
            ],
            restartPolicy: 'Always',
            terminationGracePeriodSeconds: 30,
            dnsPolicy: 'ClusterFirst',
            securityContext: {},
            schedulerName: 'default-scheduler',
          },
        },
        strategy: { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: '25%', maxSurge: '25%' } },
        revisionHistoryLimit: 10,
        progressDeadlineSeconds: 600,
      },
      status: {},
    },
  },
  {
    name: 'what is not there is not found',
    act: (cluster) => refusal(cluster.ask('GET', path(cluster, 'rollouts/shop'))),
    expected: failure(404, 'NotFound', 'rollouts.argoproj.io "shop" not found', {
      name: 'shop',
      group: 'argoproj.io',
      kind: 'rollouts',
    }),
  },
  {
    name: 'a kind that nobody serves is a path without a Status',
    act: (cluster) => cluster.ask('GET', `/apis/nope.dev/v1/namespaces/${cluster.namespace}/foos`),
    expected: { status: 404, body: '404 page not found\n' },
  },
  {
    name: 'an unknown kind of a group that is served is not found',
    act: (cluster) => refusal(cluster.ask('GET', '/apis/apps/v1/nope')),
    expected: failure(404, 'NotFound', 'the server could not find the requested resource', {}),
  },
  {
    name: 'nothing is made in a namespace that is not there, though it can be looked at',
    act: async (cluster) => [
      await refusal(cluster.ask('POST', '/api/v1/namespaces/not-there/configmaps', { body: configMap('a') })),
      (await cluster.ask('GET', '/api/v1/namespaces/not-there/configmaps')).body,
    ],
    expected: [
      failure(404, 'NotFound', 'namespaces "not-there" not found', { name: 'not-there', kind: 'namespaces' }),
      { kind: 'ConfigMapList', apiVersion: 'v1', metadata: { resourceVersion: '<version>' }, items: [] },
    ],
  },
  {
    name: 'the second of a name is refused',
    act: async (cluster) => {
      await made(cluster, 'releases', release('a'));
      return refusal(cluster.ask('POST', path(cluster, 'releases'), { body: release('a') }));
    },
    expected: failure(409, 'AlreadyExists', 'releases.rollbridge.dev "a" already exists', {
      name: 'a',
      group: 'rollbridge.dev',
      kind: 'releases',
    }),
  },
  {
    name: 'a name that is none is refused, and none at all',
    act: (cluster) =>
      Promise.all(
        ['X_', ''].map((name) => refusal(cluster.ask('POST', path(cluster, 'configmaps'), { body: configMap(name) }))),
      ),
    expected: [
      failure(422, 'Invalid', `ConfigMap "X_" is invalid: metadata.name: Invalid value: "X_": ${NAME}`, {
        name: 'X_',
        kind: 'ConfigMap',
        causes: [{ reason: 'FieldValueInvalid', message: `Invalid value: "X_": ${NAME}`, field: 'metadata.name' }],
      }),
      failure(
        422,
        'Invalid',
        'ConfigMap "" is invalid: metadata.name: Required value: name or generateName is required',
        {
          kind: 'ConfigMap',
          causes: [
            {
              reason: 'FieldValueRequired',
              message: 'Required value: name or generateName is required',
              field: 'metadata.name',
            },
          ],
        },
      ),
    ],
  },
  {
    name: 'who replaces an older version is refused, and nothing changes',
    act: async (cluster) => {
      const first = await made(cluster, 'configmaps', configMap('a', { x: '1' }));
      const put = (x: string) => cluster.ask('PUT', path(cluster, 'configmaps/a'), { body: { ...first, data: { x } } });
      const [taken, late] = [await put('2'), await put('3')];
      return [taken.status, late.body, ((await cluster.ask('GET', path(cluster, 'configmaps/a'))).body as Tree).data];
    },
    expected: [
      200,
      failure(409, 'Conflict', `Operation cannot be fulfilled on configmaps "a": ${HAS_CHANGED}`, {
        name: 'a',
        kind: 'configmaps',
      }),
      { x: '2' },
    ],
  },
  {
    name: 'the status of a Release is replaced by test-and-set alone, and nothing else with it',
    act: async (cluster) => {
      const first = await made(cluster, 'releases', release('a'));
      const status = { phase: 'Pending', message: 'waits', requester: { kind: 'unknown' } };
      const place = path(cluster, 'releases/a/status');
      const { metadata: meta, ...rest } = {
        ...first,
        status,
        spec: { ...(first.spec as object), version: '3' },
      } as Tree;
      const body = { ...rest, metadata: meta };
      const { resourceVersion: _, ...bare } = meta as Tree;
      const written = await cluster.ask('PUT', place, { body });
      const late = await cluster.ask('PUT', place, { body: { ...body, status: { ...status, message: 'late' } } });
      const blind = await cluster.ask('PUT', place, { body: { ...rest, metadata: bare } });
      const { spec, status: now, metadata } = written.body as { spec: Tree; status: Tree; metadata: Tree };
      return [spec.version, now, metadata.generation, late.body, blind.body];
    },
    expected: [
      '2.0.0',
      { phase: 'Pending', message: 'waits', requester: { kind: 'unknown' } },
      1,
      failure(409, 'Conflict', `Operation cannot be fulfilled on releases.rollbridge.dev "a": ${HAS_CHANGED}`, {
        name: 'a',
        group: 'rollbridge.dev',
        kind: 'releases',
      }),
      failure(
        422,
        'Invalid',
        'releases.rollbridge.dev "a" is invalid: metadata.resourceVersion: Invalid value: 0: must be specified for an update',
        {
          name: 'a',
          group: 'rollbridge.dev',
          kind: 'releases',
          causes: [
            {
              reason: 'FieldValueInvalid',
              message: 'Invalid value: 0: must be specified for an update',
              field: 'metadata.resourceVersion',
            },
          ],
        },
      ),
    ],
  },
  {
    name: 'a change that changes nothing keeps the version',
    act: async (cluster) => {
      const { metadata } = (await made(cluster, 'configmaps', configMap('a', { x: '1' }))) as { metadata: Tree };
      const body = { data: { x: '1' } };
      const again = await cluster.ask('PATCH', path(cluster, 'configmaps/a'), { body, type: 'merge' });
      return (again.body as { metadata: Tree }).metadata.resourceVersion === metadata.resourceVersion;
    },
    expected: true,
  },
  {
    name: 'what goes at once is told by name, with preconditions that are checked',
    act: async (cluster) => {
      await made(cluster, 'releases', release('a'));
      const remove = (body?: object) => cluster.ask('DELETE', path(cluster, 'releases/a'), { body });
      const options = { apiVersion: 'v1', kind: 'DeleteOptions' };
      const stale = await remove({ ...options, preconditions: { resourceVersion: '1' } });
      const other = await remove({ ...options, preconditions: { uid: 'x' } });
      return [stale.body, (other.body as Tree).code, (await remove()).body, (await remove()).status];
    },
    expected: [
      failure(
        409,
        'Conflict',
        'Operation cannot be fulfilled on Release.rollbridge.dev "a": the ResourceVersion in the precondition (1) does not match the ResourceVersion in record (<version>). The object might have been modified',
        { name: 'a', group: 'rollbridge.dev', kind: 'Release' },
      ),
      409,
      {
        kind: 'Status',
        apiVersion: 'v1',
        metadata: {},
        status: 'Success',
        details: { name: 'a', group: 'rollbridge.dev', kind: 'releases', uid: '<uid>' },
      },
      404,
    ],
  },
  {
    name: 'what has a finalizer stays until it is taken off',
    act: async (cluster) => {
      await made(cluster, 'configmaps', configMap('a', {}, { finalizers: ['acme.dev/wait'] }));
      const place = path(cluster, 'configmaps/a');
      const going = (await cluster.ask('DELETE', place)).body as { metadata: Tree };
      await cluster.ask('PATCH', place, { body: { metadata: { finalizers: null } }, type: 'merge' });
      return [
        going.metadata.deletionTimestamp,
        going.metadata.deletionGracePeriodSeconds,
        (await cluster.ask('GET', place)).status,
      ];
    },
    expected: ['<time>', 0, 404],
  },
  {
    name: 'a dry run answers as if, and changes nothing',
    act: async (cluster) => {
      const tried = await cluster.ask('POST', `${path(cluster, 'configmaps')}?dryRun=All`, { body: configMap('a') });
      const wrong = await cluster.ask('POST', `${path(cluster, 'configmaps')}?dryRun=Some`, { body: configMap('a') });
      return [tried.status, wrong.body, (await cluster.ask('GET', path(cluster, 'configmaps/a'))).status];
    },
    expected: [
      201,
      failure(
        422,
        'Invalid',
        'CreateOptions.meta.k8s.io "" is invalid: dryRun: Unsupported value: ["Some"]: supported values: "All"',
        {
          group: 'meta.k8s.io',
          kind: 'CreateOptions',
          causes: [
            {
              reason: 'FieldValueNotSupported',
              message: 'Unsupported value: ["Some"]: supported values: "All"',
              field: 'dryRun',
            },
          ],
        },
      ),
      404,
    ],
  },
  {
    name: 'a body that does not fit the path is refused',
    act: async (cluster) => [
      await refusal(cluster.ask('PUT', path(cluster, 'configmaps/b'), { body: configMap('a') })),
      await refusal(cluster.ask('POST', path(cluster, 'configmaps'), { body: configMap('a', {}, { namespace: 'x' }) })),
      await refusal(cluster.ask('POST', path(cluster, 'pods'), { body: { kind: 'Foo', metadata: { name: 'a' } } })),
      await refusal(cluster.ask('POST', path(cluster, 'configmaps/a'), { body: configMap('a') })),
    ],
    expected: [
      failure(400, 'BadRequest', 'the name of the object (a) does not match the name on the URL (b)'),
      failure(
        400,
        'BadRequest',
        'the namespace of the provided object does not match the namespace sent on the request',
      ),
      failure(
        400,
        'BadRequest',
        'Foo in version "v1" cannot be handled as a Pod: no kind "Foo" is registered for version "v1" in scheme "pkg/runtime/scheme.go:110"',
      ),
      failure(405, 'MethodNotAllowed', 'the server does not allow this method on the requested resource', {}),
    ],
  },
];
