/** The demo for kind, on a real API server and controller: what is applied is accepted, and its rights are enough. */
import { parse } from 'yaml';
import type { K8sObject } from '../../../src/kubernetes/objects.ts';
import { manifest, ofKind } from '../../deploy/manifests.ts';
import { tokenAfter } from '../support/account.ts';
import { get, until } from '../support/cluster.ts';
import { CHANNEL, DEV, inStory, SRE } from '../support/story.ts';

interface Binding extends K8sObject {
  readonly roleRef: object;
}

/** In one namespace of the story what is in two on kind; what stands for the people of the story is theirs. */
function movedTo(namespace: string, object: K8sObject): K8sObject {
  const text = JSON.stringify({ ...object, metadata: { name: object.metadata.name } });
  return JSON.parse(text.replaceAll('"namespace":"rollbridge"', `"namespace":"${namespace}"`)) as K8sObject;
}

/** The roles are bound by name on kind; here they are made anew, so that no other story shares them. */
function rights(namespace: string): readonly K8sObject[] {
  const roles = manifest('rbac.yaml').map((role) => ({ ...role, kind: 'Role' }));
  const bindings = [...ofKind(manifest('kind/rollbridge.yaml'), 'RoleBinding'), ...ofKind(DEMO, 'RoleBinding')]
    .map((binding) => movedTo(namespace, binding) as Binding)
    .map((binding) => ({ ...binding, roleRef: { ...binding.roleRef, kind: 'Role' } }));
  return [...roles, ...bindings];
}

const BOT = manifest('kind/rollbridge.yaml');
const DEMO = manifest('kind/demo.yaml');
const SERVED = DEMO.filter(({ kind }) => kind === 'Rollout' || kind === 'Service');

function catalog(namespace: string): object {
  const [map] = ofKind(BOT, 'ConfigMap') as readonly (K8sObject & { data: Record<string, string> })[];
  const text = (map?.data['catalog.yaml'] ?? '')
    .replaceAll(/namespace: \w+/g, `namespace: ${namespace}`)
    .replaceAll('inCluster: true', 'context: home')
    .replaceAll('C0CHANNEL', CHANNEL)
    .replaceAll('deploy: [U0YOU]', `deploy: [${DEV}]`)
    .replaceAll('approve: [U0YOU]', `approve: [${SRE}]`)
    .replaceAll(/^ *directory: .*$/gm, '');
  return parse(text) as object;
}

const demo = {
  objects: SERVED.map((object) => movedTo('', object)),
  catalog: (namespace: string) => ({ ...catalog(namespace), evidence: {} }),
  token: (namespace: string) => {
    const account = ofKind(BOT, 'ServiceAccount').map((object) => movedTo(namespace, object));
    return tokenAfter(namespace, 'rollbridge', [...account, ...rights(namespace)]);
  },
  slack: 'sockets' as const,
};

test('a canary without an ingress controller is released, approved and taken back with the rights that are applied', () =>
  inStory(demo, async (story) => {
    expect(await story.says(DEV, '/deploy shop green --dry-run')).not.toMatch(/Rollbridge lacks/);
    await story.says(DEV, '/deploy shop green');
    await story.cardShows(/Awaiting approval/);
    await story.presses(SRE, 'Approve and promote');
    await story.cardShows(/Completed/);
    await story.says(DEV, '/rollback shop now --reason "too green"');
    await story.cardShows(/Rolled back/);
    const { template } = (await story.rollout()).spec;
    expect(template?.spec?.containers?.[0]?.image).toBe('argoproj/rollouts-demo:blue');
    const saved = () => story.program.logs.find(({ msg }) => msg === 'evidence saved');
    const { gaps } = await story.people.waitFor(saved, { what: 'the evidence' });
    expect(JSON.stringify(gaps)).not.toMatch(/lacks the right/);
  }));

test('blue-green waits before the switch', () =>
  inStory(demo, async (story) => {
    await story.says(DEV, '/deploy front yellow');
    await story.cardShows(/Awaiting approval/);
    await story.presses(SRE, 'Approve and promote');
    await story.cardShows(/Completed/);
  }));

test('the bot itself is let in by the strictest rules for pods', async () => {
  await inStory({ objects: demo.objects }, async ({ cluster: { connection }, namespace }) => {
    await connection.request('PATCH', `/api/v1/namespaces/${namespace}`, {
      body: { metadata: { labels: ofKind(BOT, 'Namespace')[0]?.metadata.labels } },
      contentType: 'application/merge-patch+json',
    });
    const path = { Secret: 'api/v1', ConfigMap: 'api/v1', ServiceAccount: 'api/v1', Deployment: 'apis/apps/v1' };
    for (const object of BOT) {
      const root = path[object.kind as keyof typeof path];
      if (root === undefined) continue;
      const plural = `${object.kind?.toLowerCase()}s`;
      await connection.request('POST', `/${root}/namespaces/${namespace}/${plural}`, {
        body: movedTo(namespace, object),
      });
    }
    await until(
      async () => {
        type Running = K8sObject & { readonly status?: { readonly availableReplicas?: number } };
        const bot = await get<Running>(connection, 'Deployment', namespace, 'rollbridge');
        return bot?.status?.availableReplicas === 1;
      },
      { what: 'the bot as a Deployment' },
    );
  });
});
