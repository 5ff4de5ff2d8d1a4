/** Patches, and what kubectl writes into them. */
import { describe, expect, test } from '@jest/globals';
import { jsonPatched } from '../../../../sandbox/cluster/api/patch/json.ts';
import { mergePatched } from '../../../../sandbox/cluster/api/patch/merge.ts';
import { strategicPatched } from '../../../../sandbox/cluster/api/patch/strategic.ts';
import { Schemas } from '../../../../sandbox/cluster/schemas/index.ts';

const schema = new Schemas().of('Deployment');
const containers = [
  { name: 'app', image: 'a:1', args: ['x'] },
  { name: 'side', image: 'b:1' },
];
const before = { spec: { replicas: 1, template: { spec: { containers } } } };

function containersAfter(patch: readonly object[], more: object = {}): readonly unknown[] {
  const body = { spec: { template: { spec: { containers: patch, ...more } } } };
  const next = strategicPatched(before, body, schema) as typeof before;
  return next.spec.template.spec.containers;
}

describe('a strategic patch', () => {
  test('merges entries of a list by their key', () => {
    expect(containersAfter([{ name: 'app', image: 'a:2' }])).toEqual([
      { ...containers[0], image: 'a:2' },
      containers[1],
    ]);
    expect(containersAfter([{ name: 'new', image: 'c:1' }])).toEqual([...containers, { name: 'new', image: 'c:1' }]);
  });

  test('takes an entry away, or all the others', () => {
    expect(containersAfter([{ $patch: 'delete', name: 'app' }])).toEqual([containers[1]]);
    expect(containersAfter([{ $patch: 'replace' }, { name: 'only' }])).toEqual([{ name: 'only' }]);
  });

  test('puts entries in the order that it names', () => {
    const order = { '$setElementOrder/containers': [{ name: 'side' }, { name: 'app' }] };
    expect(containersAfter([{ name: 'app', image: 'a:2' }], order)).toEqual([
      containers[1],
      { ...containers[0], image: 'a:2' },
    ]);
  });

  test('replaces lists that have no key', () => {
    expect(containersAfter([{ name: 'app', args: ['y', 'z'] }])).toEqual([
      { ...containers[0], args: ['y', 'z'] },
      containers[1],
    ]);
  });

  test('takes entries out of a list of words', () => {
    const object = { metadata: { finalizers: ['a', 'b'] } };
    const patch = { metadata: { '$deleteFromPrimitiveList/finalizers': ['a'] } };
    expect(strategicPatched(object, patch, schema)).toEqual({ metadata: { finalizers: ['b'] } });
    expect(strategicPatched(object, { metadata: { finalizers: ['b', 'c'] } }, schema)).toEqual({
      metadata: { finalizers: ['a', 'b', 'c'] },
    });
  });

  test('keeps of a union only what it names', () => {
    const object = { spec: { strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: 1 } } } };
    const patch = { spec: { strategy: { $retainKeys: ['type'], type: 'Recreate' } } };
    expect(strategicPatched(object, patch, schema)).toEqual({ spec: { strategy: { type: 'Recreate' } } });
  });

  test('replaces or empties an object when it says so', () => {
    expect(strategicPatched({ spec: { a: 1, b: 2 } }, { spec: { $patch: 'replace', a: 3 } }, schema)).toEqual({
      spec: { a: 3 },
    });
    expect(strategicPatched({ spec: { a: 1 } }, { spec: { $patch: 'delete' } }, schema)).toEqual({ spec: {} });
  });
});

describe('a merge patch', () => {
  test('takes away what is null and goes into objects, not into lists', () => {
    const object = { a: { b: 1, c: [1, 2] }, d: 1 };
    expect(mergePatched(object, { a: { b: null, c: [3] }, e: { f: null, g: 1 } })).toEqual({
      a: { c: [3] },
      d: 1,
      e: { g: 1 },
    });
    expect(object.a.b).toBe(1);
  });
});

describe('a JSON patch', () => {
  test('is carried out as a whole or not at all', () => {
    const object = { a: 1 };
    const patch = [
      { op: 'add', path: '/b', value: 2 },
      { op: 'test', path: '/a', value: 2 },
    ];
    expect(() => jsonPatched(object, patch)).toThrow('the server rejected our request due to an error in our request');
    expect(object).toEqual({ a: 1 });
    expect(jsonPatched(object, patch.slice(0, 1))).toEqual({ a: 1, b: 2 });
  });
});
