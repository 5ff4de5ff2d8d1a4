/** Who may do what, and what is said to who may not. */
import { type Case, failure, type MetCluster, made, path, refusal, type Tree } from './met.ts';

const RBAC = 'rbac.authorization.k8s.io';
const REVIEW = '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews';

/** The token of an account that may do this much. */
async function account(cluster: MetCluster, rules: readonly object[]): Promise<string> {
  const name = 'bot';
  await made(cluster, 'serviceaccounts', { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name } });
  await made(cluster, 'roles', { apiVersion: `${RBAC}/v1`, kind: 'Role', metadata: { name }, rules });
  await made(cluster, 'rolebindings', {
    apiVersion: `${RBAC}/v1`,
    kind: 'RoleBinding',
    metadata: { name },
    roleRef: { apiGroup: RBAC, kind: 'Role', name },
    subjects: [{ kind: 'ServiceAccount', name, namespace: cluster.namespace }],
  });
  const came = await cluster.ask('POST', `${path(cluster, 'serviceaccounts/bot')}/token`, {
    body: { apiVersion: 'authentication.k8s.io/v1', kind: 'TokenRequest', spec: {} },
  });
  return String((came.body as { status: Tree }).status.token);
}

const USER = 'system:serviceaccount:<ns>:bot';
const read = { apiGroups: ['argoproj.io'], resources: ['rollouts'], verbs: ['get', 'list', 'watch', 'patch'] };

export const rights: readonly Case[] = [
  {
    name: 'nobody knows a wrong token',
    act: (cluster) => refusal(cluster.ask('GET', '/api/v1/pods', { token: 'nonsense' })),
    expected: failure(401, 'Unauthorized', 'Unauthorized'),
  },
  {
    name: 'without a token next to nothing may be seen',
    act: (cluster) =>
      Promise.all(['/api', '/api/v1/pods'].map((each) => refusal(cluster.ask('GET', each, { token: '' })))),
    expected: [
      failure(403, 'Forbidden', 'forbidden: User "system:anonymous" cannot get path "/api"', {}),
      failure(
        403,
        'Forbidden',
        'pods is forbidden: User "system:anonymous" cannot list resource "pods" in API group "" at the cluster scope',
        { kind: 'pods' },
      ),
    ],
  },
  {
    name: 'what an account may is done, and what it may not is named with verb, kind and place',
    act: async (cluster) => {
      const token = await account(cluster, [read]);
      const body = [{ op: 'add', path: '/status/abort', value: true }];
      return [
        (await cluster.ask('GET', path(cluster, 'rollouts'), { token })).status,
        await refusal(cluster.ask('PATCH', path(cluster, 'rollouts/shop/status'), { token, body, type: 'json-patch' })),
        await refusal(cluster.ask('GET', path(cluster, 'pods'), { token })),
        await refusal(cluster.ask('GET', '/apis/argoproj.io/v1alpha1/rollouts', { token })),
        await refusal(cluster.ask('GET', '/metrics', { token })),
      ];
    },
    expected: [
      200,
      failure(
        403,
        'Forbidden',
        `rollouts.argoproj.io "shop" is forbidden: User "${USER}" cannot patch resource "rollouts/status" in API group "argoproj.io" in the namespace "<ns>"`,
        { name: 'shop', group: 'argoproj.io', kind: 'rollouts' },
      ),
      failure(
        403,
        'Forbidden',
        `pods is forbidden: User "${USER}" cannot list resource "pods" in API group "" in the namespace "<ns>"`,
        { kind: 'pods' },
      ),
      failure(
        403,
        'Forbidden',
        `rollouts.argoproj.io is forbidden: User "${USER}" cannot list resource "rollouts" in API group "argoproj.io" at the cluster scope`,
        { group: 'argoproj.io', kind: 'rollouts' },
      ),
      failure(403, 'Forbidden', `forbidden: User "${USER}" cannot get path "/metrics"`, {}),
    ],
  },
  {
    name: 'an account can ask what it may, and so can others for it',
    act: async (cluster) => {
      const token = await account(cluster, [{ ...read, resourceNames: ['shop'] }]);
      const { namespace } = cluster;
      const of = { namespace, verb: 'patch', group: 'argoproj.io', resource: 'rollouts' };
      const ask = async (more: object) => {
        const body = {
          apiVersion: 'authorization.k8s.io/v1',
          kind: 'SelfSubjectAccessReview',
          spec: { resourceAttributes: { ...of, ...more } },
        };
        const came = await cluster.ask('POST', REVIEW, { body, token });
        return [came.status, (came.body as { status: Tree }).status.allowed];
      };
      const user = `system:serviceaccount:${namespace}:bot`;
      const spec = { user, resourceAttributes: { ...of, name: 'shop' } };
      const body = { apiVersion: 'authorization.k8s.io/v1', kind: 'SubjectAccessReview', spec };
      const other = await cluster.ask('POST', REVIEW.replace('self', ''), { body });
      return [
        await ask({ name: 'shop' }),
        await ask({ name: 'other' }),
        (other.body as { status: Tree }).status.allowed,
      ];
    },
    expected: [[201, true], [201, false], true],
  },
  {
    name: 'who may stand in for others is held to their rights; who may not is refused',
    act: async (cluster) => {
      const token = await account(cluster, [read]);
      const as = { 'impersonate-user': 'bob' };
      return [
        await refusal(cluster.ask('GET', path(cluster, 'pods'), { headers: as })),
        await refusal(cluster.ask('GET', path(cluster, 'pods'), { headers: as, token })),
      ];
    },
    expected: [
      failure(
        403,
        'Forbidden',
        'pods is forbidden: User "bob" cannot list resource "pods" in API group "" in the namespace "<ns>"',
        { kind: 'pods' },
      ),
      failure(
        403,
        'Forbidden',
        `users "bob" is forbidden: User "${USER}" cannot impersonate resource "users" in API group "" at the cluster scope`,
        { name: 'bob', kind: 'users' },
      ),
    ],
  },
];
