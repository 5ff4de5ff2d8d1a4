/** Objects are held to the form of their kind, in the words of the real server. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { parse } from 'yaml';
import type { AnyObject } from '../../../../sandbox/cluster/objects.ts';
import { StatusError } from '../../../../sandbox/cluster/store/status-error.ts';
import { deployment, openStore } from '../objects.ts';

const CRD = parse(readFileSync('deploy/crds/releases.yaml', 'utf8')) as AnyObject;
const SPEC = { service: 'shop', environment: 'production', version: '2.0.0' };

function release(spec: unknown, more: object = {}): AnyObject {
  const metadata = { name: 'r', namespace: 'shop' };
  return { apiVersion: 'rollbridge.dev/v1alpha1', kind: 'Release', metadata, spec, ...more };
}

function withReleases() {
  const store = openStore();
  store.create(CRD);
  return store;
}

function causes(act: () => unknown): readonly string[] {
  try {
    act();
  } catch (error) {
    if (!(error instanceof StatusError)) throw error;
    return (error.status.details?.causes ?? []).map(({ field, message }) => `${field}: ${message}`);
  }
  return [];
}

const REST =
  '<nil>: Invalid value: null: some validation rules were not checked because the object was invalid; correct the existing errors to complete validation';

describe('a kind that a definition brings', () => {
  test('is known as soon as the definition is there, and established', () => {
    const store = withReleases();
    expect(store.get<AnyObject>('CustomResourceDefinition', null, 'releases.rollbridge.dev')?.status).toMatchObject({
      conditions: [{ type: 'NamesAccepted' }, { type: 'Established', status: 'True' }],
    });
    expect(store.create(release(SPEC)).metadata.generation).toBe(1);
  });

  test('is gone with it', () => {
    const store = withReleases();
    store.create(release(SPEC));
    store.delete('CustomResourceDefinition', null, 'releases.rollbridge.dev');
    expect(() => store.list('Release')).toThrow('the server could not find the requested resource');
  });

  test.each<[string, unknown, readonly string[]]>([
    ['without a spec', undefined, ['spec: Required value']],
    [
      'with an empty spec',
      {},
      ['spec.service: Required value', 'spec.environment: Required value', 'spec.version: Required value'],
    ],
    [
      'with words that do not fit',
      { ...SPEC, service: 'Shop!', version: '', action: 'foo' },
      [
        'spec.service: Invalid value: "Shop!": spec.service in body should match \'^[a-z0-9]([-a-z0-9]*[a-z0-9])?$\'',
        'spec.action: Unsupported value: "foo": supported values: "deploy", "adopt", "retry", "restart", "drill", "scale", "debug"',
        'spec.version: Invalid value: "": spec.version in body should be at least 1 chars long',
      ],
    ],
    [
      'with a number for a word',
      { ...SPEC, service: 7 },
      ['spec.service: Invalid value: "integer": spec.service in body must be of type string: "integer"'],
    ],
    [
      'with an endless reason',
      { ...SPEC, reason: 'x'.repeat(4097) },
      ['spec.reason: Too long: may not be more than 4096 bytes'],
    ],
  ])('is refused %s', (_, spec, expected) => {
    const found = causes(() => withReleases().create(release(spec)));
    expect(found.at(-1)).toBe(REST);
    for (const each of expected) expect(found).toContain(each);
  });

  test('keeps what its schema knows, and no more', () => {
    const made = withReleases().create(release({ ...SPEC, foo: 1 }, { status: { phase: 'Completed' }, extra: true }));
    expect(made).toMatchObject({ spec: SPEC });
    expect(made.spec).not.toHaveProperty('foo');
    expect(made).not.toHaveProperty('status');
    expect(made).not.toHaveProperty('extra');
  });

  test('cannot be changed where its definition says so', () => {
    const store = withReleases();
    const made = store.create(release(SPEC));
    expect(causes(() => store.update({ ...made, spec: { ...SPEC, version: '3' } }))).toEqual([
      'spec: Invalid value: "object": a release cannot be changed; make another one',
    ]);
    expect(store.update({ ...made, metadata: { ...made.metadata, labels: { a: 'b' } } }).metadata.generation).toBe(1);
  });
});

describe('a kind of the server', () => {
  test.each<[string, object, readonly string[]]>([
    [
      'whose selector does not fit',
      { selector: { matchLabels: { app: 'other' } } },
      ['spec.template.metadata.labels: Invalid value: {"app":"web"}: `selector` does not match template `labels`'],
    ],
    [
      'without containers',
      { template: { metadata: { labels: { app: 'web' } } } },
      ['spec.template.spec.containers: Required value'],
    ],
  ])('is refused %s', (_, spec, expected) => {
    expect(causes(() => openStore().create(deployment('web', spec)))).toEqual(expected);
  });

  test('loses fields that nobody knows', () => {
    expect(openStore().create(deployment('web', { foo: 1 })).spec).not.toHaveProperty('foo');
  });
});

test('Rollouts and routes are known without anybody bringing their definitions', () => {
  const store = openStore();
  const kinds = ['Rollout', 'AnalysisRun', 'AnalysisTemplate', 'ClusterAnalysisTemplate', 'Experiment'];
  for (const kind of [...kinds, 'VirtualService', 'DestinationRule']) expect(store.list(kind)).toEqual([]);
  const strategy = { canary: { steps: [{ setWeight: 'a' }] } };
  const rollout = { ...deployment('web', { strategy }), apiVersion: 'argoproj.io/v1alpha1', kind: 'Rollout' };
  expect(causes(() => store.create(rollout))).toContain(
    'spec.strategy.canary.steps[0].setWeight: Invalid value: "string": spec.strategy.canary.steps[0].setWeight in body must be of type integer: "string"',
  );
});
