/** Who is recorded as the writer of which field; what is expected was written down from a real API server. */
import { expect, test } from '@jest/globals';
import type { AnyObject, FieldTree } from '../../../../sandbox/cluster/objects.ts';
import { deployment, openStore } from '../objects.ts';

const port = 'k:{"containerPort":8080,"protocol":"TCP"}';
const leaf: FieldTree = {};
const leaves = (...names: readonly string[]): FieldTree => Object.fromEntries(names.map((name) => [`f:${name}`, leaf]));

function web(): AnyObject {
  const containers = [{ name: 'app', image: 'ghcr.io/acme/shop:1.0.0', ports: [{ containerPort: 8080 }] }];
  return deployment('web', { template: { metadata: { labels: { app: 'web' } }, spec: { containers } } });
}

function rollout(): AnyObject {
  const canary = { stableService: 'stable', trafficRouting: { nginx: { stableIngress: 'shop' } }, steps: [] };
  return {
    ...web(),
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'Rollout',
    spec: { ...(web().spec as object), strategy: { canary } },
  };
}

function entries({ metadata }: AnyObject) {
  return (metadata.managedFields ?? []).map(({ manager, operation, subresource = '', fieldsV1 }) => ({
    by: [manager, operation, subresource].join(' ').trim(),
    fieldsV1,
  }));
}

test('who makes a Deployment owns all of it, defaults included', () => {
  const made = openStore().create(web(), { manager: 'kubectl-create' });
  const container = {
    '.': leaf,
    ...leaves('image', 'imagePullPolicy', 'name', 'resources', 'terminationMessagePath', 'terminationMessagePolicy'),
    'f:ports': { '.': leaf, [port]: { '.': leaf, ...leaves('containerPort', 'protocol') } },
  };
  const pod = leaves('dnsPolicy', 'restartPolicy', 'schedulerName', 'securityContext', 'terminationGracePeriodSeconds');
  expect(entries(made)).toEqual([
    {
      by: 'kubectl-create Update',
      fieldsV1: {
        'f:spec': {
          ...leaves('progressDeadlineSeconds', 'replicas', 'revisionHistoryLimit', 'selector'),
          'f:strategy': { 'f:rollingUpdate': { '.': leaf, ...leaves('maxSurge', 'maxUnavailable') }, 'f:type': leaf },
          'f:template': {
            'f:metadata': { 'f:labels': { '.': leaf, 'f:app': leaf } },
            'f:spec': { 'f:containers': { 'k:{"name":"app"}': container }, ...pod },
          },
        },
      },
    },
  ]);
  expect(made.metadata.managedFields?.[0]).toMatchObject({
    apiVersion: 'apps/v1',
    fieldsType: 'FieldsV1',
    time: '2026-11-21T12:00:00Z',
  });
});

test('who makes a Rollout owns the objects around its fields as well', () => {
  const [entry] = entries(openStore().create(rollout(), { manager: 'me' }));
  expect(entry?.fieldsV1).toMatchObject({
    'f:spec': {
      '.': leaf,
      'f:selector': leaf,
      'f:strategy': {
        '.': leaf,
        'f:canary': {
          '.': leaf,
          'f:stableService': leaf,
          'f:steps': leaf,
          'f:trafficRouting': { '.': leaf, 'f:nginx': { '.': leaf, 'f:stableIngress': leaf } },
        },
      },
      'f:template': { '.': leaf, 'f:spec': { '.': leaf, 'f:containers': { 'k:{"name":"app"}': { 'f:image': leaf } } } },
    },
  });
});

test('who changes a field takes it from whoever had it', () => {
  const store = openStore();
  const made = store.create(rollout(), { manager: 'kubectl-create' });
  const spec = made.spec as { template: { spec: { containers: object[] } } };
  const containers = spec.template.spec.containers.map((each) => ({ ...each, image: 'ghcr.io/acme/shop:2.0.0' }));
  const template = { ...spec.template, spec: { ...spec.template.spec, containers } };
  const changed = store.update({ ...made, spec: { ...spec, template } }, { by: { manager: 'rollbridge' } });
  const place = ['f:spec', 'f:template', 'f:spec', 'f:containers', 'k:{"name":"app"}'];
  const at = (tree: FieldTree | undefined) => place.reduce((inner, element) => inner?.[element], tree);
  expect(entries(changed).map(({ by }) => by)).toEqual(['kubectl-create Update', 'rollbridge Update']);
  expect(at(entries(changed)[0]?.fieldsV1)).not.toHaveProperty('f:image');
  expect(at(entries(changed)[1]?.fieldsV1)).toEqual({ 'f:image': leaf });
});

test('a write of the status has an entry of its own, and what is gone is nobody’s', () => {
  const store = openStore();
  const made = store.create(rollout(), { manager: 'me' });
  const by = { manager: 'rollouts-controller' };
  const status = { abort: true, phase: 'Degraded' };
  const reported = store.update({ ...made, status }, { subresource: 'status', by });
  expect(entries(reported)[1]).toEqual({
    by: 'rollouts-controller Update status',
    fieldsV1: { 'f:status': { '.': leaf, ...leaves('abort', 'phase') } },
  });
  const again = store.update({ ...reported, status: { phase: 'Degraded' } }, { subresource: 'status', by });
  expect(entries(again)[1]?.fieldsV1).toEqual({ 'f:status': { '.': leaf, ...leaves('phase') } });
});
