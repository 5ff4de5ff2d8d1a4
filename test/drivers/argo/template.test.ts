import type { ReplicaSet, Rollout } from '../../../src/drivers/argo/objects.ts';
import { ownTemplate, templateAuthor, templateId } from '../../../src/drivers/argo/template.ts';

const HASH = 'rollouts-pod-template-hash';
const REQUIRED = 'requiredDuringSchedulingIgnoredDuringExecution';
const PREFERRED = 'preferredDuringSchedulingIgnoredDuringExecution';

interface Change {
  readonly hash?: string;
  readonly image?: string;
  readonly labels?: object;
  readonly annotations?: object;
  readonly affinity?: object;
  readonly injected?: object;
}

function set({ hash = 'aaa', image = 'shop:1', labels, annotations, affinity, injected }: Change = {}): ReplicaSet {
  return {
    metadata: {
      name: `shop-${hash}`,
      labels: { [HASH]: hash },
      annotations: injected === undefined ? {} : { 'rollout.argoproj.io/ephemeral-metadata': JSON.stringify(injected) },
    },
    spec: {
      template: {
        metadata: { labels: { app: 'shop', [HASH]: hash, ...labels }, ...(annotations ? { annotations } : {}) },
        spec: { containers: [{ name: 'app', image }], ...(affinity ? { affinity } : {}) },
      },
    },
  } as ReplicaSet;
}

const injectedTerm = {
  labelSelector: { matchExpressions: [{ key: HASH, operator: 'In', values: ['zzz'] }] },
  topologyKey: 'kubernetes.io/hostname',
};
const ownTerm = { labelSelector: { matchLabels: { app: 'cache' } }, topologyKey: 'zone' };

const same: readonly [string, ReplicaSet][] = [
  ['under another hash, as after an upgrade of the controller', set({ hash: 'bbb' })],
  ['after a restart', set({ annotations: { 'kubectl.kubernetes.io/restartedAt': '2026-11-21T12:00:00Z' } })],
  [
    'with metadata of its role',
    set({
      labels: { role: 'stable' },
      annotations: { note: 'x' },
      injected: { labels: { role: 'stable' }, annotations: { note: 'x' } },
    }),
  ],
  ['kept apart from another version', set({ affinity: { podAntiAffinity: { [REQUIRED]: [injectedTerm] } } })],
  [
    'kept apart from another version where possible',
    set({ affinity: { podAntiAffinity: { [PREFERRED]: [{ weight: 1, podAffinityTerm: injectedTerm }] } } }),
  ],
];

test.each(same)('a version is the same %s', (_, other) => {
  expect(templateId(other)).toBe(templateId(set()));
});

const different: readonly [string, ReplicaSet][] = [
  ['image', set({ image: 'shop:2' })],
  ['label', set({ labels: { role: 'stable' } })],
  ['annotation', set({ annotations: { note: 'x' } })],
  ['anti-affinity of its own', set({ affinity: { podAntiAffinity: { [REQUIRED]: [ownTerm] } } })],
];

test.each(different)('a version with another %s is another one', (_, other) => {
  expect(templateId(other)).not.toBe(templateId(set()));
});

test('only what the controller added to an affinity is taken out of it', () => {
  const node = { nodeAffinity: { [REQUIRED]: { nodeSelectorTerms: [] } } };
  const affinity = { ...node, podAntiAffinity: { [REQUIRED]: [ownTerm, injectedTerm] } };
  expect(ownTemplate(set({ affinity })).spec).toMatchObject({
    affinity: { ...node, podAntiAffinity: { [REQUIRED]: [ownTerm] } },
  });
});

describe('the author of a template', () => {
  const wrote = (manager: string, time: string, fields: object, subresource?: string) => ({
    manager,
    time,
    fieldsV1: fields as { [key: string]: unknown },
    ...(subresource === undefined ? {} : { subresource }),
  });
  const image = { 'f:spec': { 'f:template': { 'f:spec': {} } } };
  const replicas = { 'f:spec': { 'f:replicas': {} } };
  const status = wrote('rollouts-controller', '3', { 'f:status': { 'f:observedGeneration': {} } }, 'status');
  const by = (...managedFields: ReturnType<typeof wrote>[]) =>
    templateAuthor({ metadata: { name: 'shop', managedFields } } as unknown as Rollout);

  test('is who wrote into it last', () => {
    expect(by(wrote('kubectl-create', '1', image), wrote('rollbridge', '2', image), status)).toBe('rollbridge');
  });

  test('is nobody who only wrote elsewhere in the spec', () => {
    expect(by(wrote('kubectl-create', '1', image), wrote('kubectl-scale', '2', replicas), status)).toBe(
      'kubectl-create',
    );
  });

  test('is not the controller, which fills in defaults', () => {
    expect(by(wrote('argocd', '1', image), wrote('rollouts-controller', '2', image), status)).toBe('argocd');
  });

  test('is unknown where nothing is recorded', () => {
    expect(by()).toBeNull();
    expect(templateAuthor({ metadata: { name: 'shop' } })).toBeNull();
  });
});
