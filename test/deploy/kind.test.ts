/** What a newcomer applies on kind fits together: names, rights, catalog, and a pod that the strictest rules let in. */
import { expect, test } from '@jest/globals';
import { parseCatalog } from '../../src/config/catalog.ts';
import type { K8sObject } from '../../src/kubernetes/objects.ts';
import { manifest, ofKind } from './manifests.ts';

interface Binding extends K8sObject {
  readonly roleRef: { readonly kind: string; readonly name: string };
  readonly subjects: readonly { readonly kind: string; readonly name: string; readonly namespace: string }[];
}

interface ConfigMap extends K8sObject {
  readonly data: Readonly<Record<string, string>>;
}

interface Templated extends K8sObject {
  readonly spec: { readonly template: { readonly spec: PodSpec } };
}

interface PodSpec {
  readonly serviceAccountName?: string;
  readonly containers: readonly {
    readonly name: string;
    readonly image: string;
    readonly env?: readonly { readonly name: string; readonly value: string }[];
    readonly volumeMounts?: readonly { readonly name: string; readonly mountPath: string }[];
  }[];
  readonly volumes?: readonly { readonly name: string; readonly configMap?: { readonly name: string } }[];
}

const bot = manifest('kind/rollbridge.yaml');
const demo = manifest('kind/demo.yaml');
const all = [...bot, ...demo];
const text = (ofKind(bot, 'ConfigMap') as readonly ConfigMap[])[0]?.data['catalog.yaml'] ?? '';
const catalog = parseCatalog(text);
const targets = catalog.services.flatMap(({ environments }) => environments.flatMap((each) => each.targets));
const bindings = ofKind(all, 'RoleBinding') as readonly Binding[];

test('the catalog names Rollouts and containers that are there, by their images', () => {
  const rollouts = ofKind(demo, 'Rollout') as readonly Templated[];
  const found = rollouts.map(({ metadata, spec }) => {
    const { name, image } = spec.template.spec.containers[0] ?? {};
    return [metadata.namespace, metadata.name, name, image?.split(':')[0]];
  });
  const named = catalog.services.flatMap(({ image, environments }) =>
    environments.flatMap((each) => each.targets.map((to) => [to.namespace, to.name, to.container, image])),
  );
  expect(named).toEqual(found);
});

test('the one account has the role of the home there, and the role of targets where they are', () => {
  const roles = manifest('rbac.yaml').map(({ metadata }) => metadata.name);
  const account = { kind: 'ServiceAccount', name: 'rollbridge', namespace: 'rollbridge' };
  for (const { roleRef, subjects } of bindings) {
    expect(roles).toContain(roleRef.name);
    expect(subjects).toEqual([account]);
  }
  const bound = bindings.map(({ metadata, roleRef }) => `${roleRef.name} in ${metadata.namespace}`);
  expect(bound).toContain(`rollbridge-home in ${catalog.home.namespace}`);
  for (const { namespace } of targets) expect(bound).toContain(`rollbridge-target in ${namespace}`);
  expect(ofKind(bot, 'ServiceAccount').map(({ metadata }) => [metadata.namespace, metadata.name])).toEqual([
    [account.namespace, account.name],
  ]);
});

test('the pod finds its catalog, may write where evidence is kept, and has what it mounts', () => {
  const pod = (ofKind(bot, 'Deployment') as readonly Templated[])[0]?.spec.template.spec;
  const [container] = pod?.containers ?? [];
  const path = container?.env?.find(({ name }) => name === 'ROLLBRIDGE_CONFIG')?.value;
  expect(path).toBe('/config/catalog.yaml');
  const mounts = container?.volumeMounts ?? [];
  expect(mounts.map(({ mountPath }) => mountPath)).toEqual(['/config', catalog.evidence.directory, '/tmp']);
  expect(mounts.map(({ name }) => name)).toEqual(pod?.volumes?.map(({ name }) => name));
  expect(pod?.volumes?.[0]?.configMap?.name).toBe(ofKind(bot, 'ConfigMap')[0]?.metadata.name);
  expect(pod?.serviceAccountName).toBe('rollbridge');
});
