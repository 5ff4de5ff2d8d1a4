/** The form of objects: what a schema refuses, drops and warns of, who is recorded for which field, and what is applied. */
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
  rollout,
  type Tree,
} from './met.ts';

interface Refused {
  readonly code: number;
  readonly details?: { readonly causes?: readonly { readonly field: string; readonly message: string }[] };
}

/** The server tells of them in no order of its own. */
async function causes(cluster: MetCluster, place: string, body: object): Promise<unknown> {
  const { code, details } = (await refusal(cluster.ask('POST', path(cluster, place), { body }))) as Refused;
  return [code, ...(details?.causes ?? []).map(({ field, message }) => `${field}: ${message}`).sort()];
}

const REST =
  '<nil>: Invalid value: null: some validation rules were not checked because the object was invalid; correct the existing errors to complete validation';

interface Entry {
  readonly manager: string;
  readonly operation: string;
  readonly subresource?: string;
  readonly fieldsV1: object;
}

function owners(object: unknown): unknown {
  const { managedFields = [] } = (object as { metadata: { managedFields?: readonly Entry[] } }).metadata;
  return managedFields.map(({ manager, operation, subresource, fieldsV1 }) => [
    [manager, operation, subresource ?? ''].join(' ').trim(),
    fieldsV1,
  ]);
}

const apply = (cluster: MetCluster, by: string, body: unknown) =>
  cluster.ask('PATCH', `${path(cluster, 'configmaps/a')}?fieldManager=${by}`, { body, type: 'apply' });

export const forms: readonly Case[] = [
  {
    name: 'a Release without what it needs is refused',
    act: (cluster) => causes(cluster, 'releases', { ...release('a'), spec: { service: 'shop' } }),
    expected: [422, REST, 'spec.environment: Required value', 'spec.version: Required value'],
  },
  {
    name: 'a Release whose words do not fit is refused, each with why',
    act: (cluster) =>
      causes(
        cluster,
        'releases',
        release('a', { service: 'Shop!', version: '', action: 'foo', reason: 'x'.repeat(4_097) }),
      ),
    expected: [
      422,
      REST,
      'spec.action: Unsupported value: "foo": supported values: "deploy", "adopt", "retry", "restart", "drill", "scale", "debug"',
      'spec.reason: Too long: may not be more than 4096 bytes',
      'spec.service: Invalid value: "Shop!": spec.service in body should match \'^[a-z0-9]([-a-z0-9]*[a-z0-9])?$\'',
      'spec.version: Invalid value: "": spec.version in body should be at least 1 chars long',
    ],
  },
  {
    name: 'a Release with a number for a word is refused',
    act: (cluster) => causes(cluster, 'releases', release('a', { service: 7 })),
    expected: [
      422,
      REST,
      'spec.service: Invalid value: "integer": spec.service in body must be of type string: "integer"',
    ],
  },
  {
    name: 'what was asked for in a Release cannot be changed',
    act: async (cluster) => {
      await made(cluster, 'releases', release('a'));
      const body = { spec: { version: '3' } };
      return refusal(cluster.ask('PATCH', path(cluster, 'releases/a'), { body, type: 'merge' }));
    },
    expected: failure(
      422,
      'Invalid',
      'Release.rollbridge.dev "a" is invalid: spec: Invalid value: "object": a release cannot be changed; make another one',
      {
        name: 'a',
        group: 'rollbridge.dev',
        kind: 'Release',
        causes: [
          {
            reason: 'FieldValueInvalid',
            message: 'Invalid value: "object": a release cannot be changed; make another one',
            field: 'spec',
          },
        ],
      },
    ),
  },
  {
    name: 'a status that comes with a new object is dropped, and so is what nobody knows, with a warning',
    act: async (cluster) => {
      const status = { phase: 'Completed', message: 'forged', requester: { kind: 'user' } };
      const body = { ...release('a', { foo: 1 }), status };
      const came = await cluster.ask('POST', path(cluster, 'releases'), { body });
      const { spec, status: kept = 'none' } = came.body as { spec: Tree; status?: unknown };
      return [spec, kept, came.warning];
    },
    expected: [
      { service: 'shop', environment: 'production', version: '2.0.0' },
      'none',
      '299 - "unknown field \\"spec.foo\\""',
    ],
  },
  {
    name: 'who wants it strictly is refused for what nobody knows',
    act: (cluster) =>
      Promise.all([
        refusal(
          cluster.ask('POST', `${path(cluster, 'releases')}?fieldValidation=Strict`, {
            body: release('a', { foo: 1, bar: 2 }),
          }),
        ),
        refusal(
          cluster.ask('POST', `${path(cluster, 'deployments')}?fieldValidation=Strict`, {
            body: deployment('a', { foo: 1 }),
          }),
        ),
      ]),
    expected: [
      failure(
        400,
        'BadRequest',
        'Release in version "v1alpha1" cannot be handled as a Release: strict decoding error: unknown field "spec.bar", unknown field "spec.foo"',
      ),
      failure(
        400,
        'BadRequest',
        'Deployment in version "v1" cannot be handled as a Deployment: strict decoding error: unknown field "spec.foo"',
      ),
    ],
  },
  {
    name: 'a built-in kind whose types do not fit is refused in the words of Go',
    act: (cluster) =>
      refusal(cluster.ask('POST', path(cluster, 'deployments'), { body: deployment('a', { replicas: 'many' }) })),
    expected: failure(
      400,
      'BadRequest',
      'Deployment in version "v1" cannot be handled as a Deployment: json: cannot unmarshal string into Go struct field DeploymentSpec.spec.replicas of type int32',
    ),
  },
  {
    name: 'a Deployment whose selector does not fit its pods is refused, and a change of the selector',
    act: async (cluster) => {
      const selector = { matchLabels: { app: 'other' } };
      await made(cluster, 'deployments', deployment('web'));
      const place = path(cluster, 'deployments/web');
      return [
        await causes(cluster, 'deployments', deployment('a', { selector })),
        ((await refusal(cluster.ask('PATCH', place, { body: { spec: { selector } }, type: 'merge' }))) as Refused).code,
      ];
    },
    expected: [
      [422, 'spec.template.metadata.labels: Invalid value: {"app":"a"}: `selector` does not match template `labels`'],
      422,
    ],
  },
  {
    name: 'a Rollout with a word for a number is refused',
    act: (cluster) =>
      causes(cluster, 'rollouts', rollout('a', { strategy: { canary: { steps: [{ setWeight: 'a' }] } } })),
    expected: [
      422,
      REST,
      'spec.strategy.canary.steps[0].setWeight: Invalid value: "string": spec.strategy.canary.steps[0].setWeight in body must be of type integer: "string"',
    ],
  },
  {
    name: 'who wrote which field is recorded, also when somebody else writes it anew',
    act: async (cluster) => {
      await cluster.ask('POST', `${path(cluster, 'rollouts')}?fieldManager=kubectl-create`, { body: rollout('shop') });
      const body = [{ op: 'replace', path: '/spec/template/spec/containers/0/image', value: 'b:2' }];
      const place = path(cluster, 'rollouts/shop');
      await cluster.ask('PATCH', `${place}?fieldManager=argocd-controller`, { body, type: 'json-patch' });
      const status = { abort: true };
      const last = await cluster.ask('PATCH', `${place}/status?fieldManager=rollbridge`, {
        body: { status },
        type: 'merge',
      });
      return owners(last.body);
    },
    expected: [
      ['argocd-controller Update', image({ 'f:image': {} })],
      [
        'kubectl-create Update',
        {
          'f:metadata': { 'f:labels': { '.': {}, 'f:argo-rollouts.argoproj.io/controller-instance-id': {} } },
          'f:spec': {
            '.': {},
            'f:replicas': {},
            'f:selector': {},
            'f:strategy': { '.': {}, 'f:canary': { '.': {}, 'f:steps': {} } },
            'f:template': {
              '.': {},
              'f:metadata': { '.': {}, 'f:labels': { '.': {}, 'f:app': {} } },
              'f:spec': { '.': {}, 'f:containers': { '.': {}, 'k:{"name":"app"}': { '.': {}, 'f:name': {} } } },
            },
          },
        },
      ],
      ['rollbridge Update status', { 'f:status': { '.': {}, 'f:abort': {} } }],
    ],
  },
  {
    name: 'without a name of its own the program in front of the slash is recorded',
    act: async (cluster) => {
      const headers = { 'user-agent': 'kubectl-argo-rollouts/v1.9.1 (linux/amd64)' };
      const came = await cluster.ask('POST', path(cluster, 'configmaps'), {
        body: configMap('a', { x: '1' }),
        headers,
      });
      return owners(came.body);
    },
    expected: [['kubectl-argo-rollouts Update', { 'f:data': { '.': {}, 'f:x': {} } }]],
  },
  {
    name: 'what is applied is made, and what is left out the next time goes',
    act: async (cluster) => {
      const first = await apply(cluster, 'one', configMap('a', { x: '1', y: '2' }, { labels: { l: 'm' } }));
      const second = await apply(cluster, 'one', configMap('a', { x: '1' }));
      const { data, metadata } = second.body as { data: Tree; metadata: Tree };
      return [first.status, owners(first.body), second.status, data, metadata.labels ?? 'none'];
    },
    expected: [
      201,
      [['one Apply', { 'f:data': { 'f:x': {}, 'f:y': {} }, 'f:metadata': { 'f:labels': { 'f:l': {} } } }]],
      200,
      { x: '1' },
      'none',
    ],
  },
  {
    name: 'who applies what another has otherwise is refused, unless it insists',
    act: async (cluster) => {
      await apply(cluster, 'one', configMap('a', { x: '1', y: '2' }));
      const one = await apply(cluster, 'two', configMap('a', { x: '3' }));
      const both = await apply(cluster, 'two', configMap('a', { x: '3', y: '4' }));
      const same = await apply(cluster, 'two', configMap('a', { x: '1' }));
      const forced = await apply(cluster, 'two&force=true', configMap('a', { x: '3' }));
      return [one.body, (both.body as Tree).message, same.status, (forced.body as Tree).data, owners(forced.body)];
    },
    expected: [
      failure(409, 'Conflict', 'Apply failed with 1 conflict: conflict with "one": .data.x', {
        causes: [{ reason: 'FieldManagerConflict', message: 'conflict with "one"', field: '.data.x' }],
      }),
      'Apply failed with 2 conflicts: conflicts with "one":\n- .data.x\n- .data.y',
      200,
      { x: '3', y: '2' },
      [
        ['one Apply', { 'f:data': { 'f:y': {} } }],
        ['two Apply', { 'f:data': { 'f:x': {} } }],
      ],
    ],
  },
  {
    name: 'what two have applied stays when one leaves it out, also what only lies within',
    act: async (cluster) => {
      await apply(cluster, 'one', configMap('a', { x: '1', y: '2' }, { labels: { l: 'm' } }));
      await apply(cluster, 'two', configMap('a', { x: '1' }));
      const less = await apply(cluster, 'one', { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a' } });
      const { data, metadata } = less.body as { data: Tree; metadata: Tree };
      return [data, metadata.labels ?? 'none', owners(less.body)];
    },
    expected: [{ x: '1' }, 'none', [['two Apply', { 'f:data': { 'f:x': {} } }]]],
  },
  {
    name: 'who writes the record of writers is believed, and an empty entry wipes it',
    act: async (cluster) => {
      await made(cluster, 'configmaps', configMap('a', { x: '1' }));
      const fieldsV1 = { 'f:data': { 'f:x': {} } };
      const entry = { manager: 'other', operation: 'Update', apiVersion: 'v1', fieldsType: 'FieldsV1', fieldsV1 };
      const write = async (managedFields: readonly object[]) => {
        const body = { metadata: { managedFields } };
        return owners((await cluster.ask('PATCH', path(cluster, 'configmaps/a'), { body, type: 'merge' })).body);
      };
      return [await write([entry]), await write([{}])];
    },
    expected: [[['other Update', { 'f:data': { 'f:x': {} } }]], []],
  },
  {
    name: 'labels that are none are refused',
    act: (cluster) => causes(cluster, 'rollouts', rollout('a', {}, { labels: { 'a b': 'c', d: 'e f' } })),
    expected: [
      422,
      "metadata.labels: Invalid value: \"a b\": name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')",
      "metadata.labels: Invalid value: \"e f\": a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')",
    ],
  },
  {
    name: 'nobody applies without a name',
    act: (cluster) =>
      refusal(cluster.ask('PATCH', path(cluster, 'configmaps/a'), { body: configMap('a'), type: 'apply' })),
    expected: {
      code: 422,
      message: 'PatchOptions.meta.k8s.io "" is invalid: fieldManager: Required value: is required for apply patch',
    },
  },
];

function image(leaf: object): object {
  return { 'f:spec': { 'f:template': { 'f:spec': { 'f:containers': { 'k:{"name":"app"}': leaf } } } } };
}
