/** Label selectors. */
import { expect, test } from '@jest/globals';
import { parseSelector, selectorOf } from '../../../../sandbox/cluster/store/labels.ts';

const labels = { app: 'shop', 'rollouts-pod-template-hash': 'abc', size: '5' };

test.each([
  ['', true],
  ['app=shop', true],
  ['app==shop,size=5', true],
  ['app=other', false],
  ['app!=other', true],
  ['missing!=x', true],
  ['app in (shop, other)', true],
  ['app notin (shop),size=5', false],
  ['rollouts-pod-template-hash', true],
  ['!missing', true],
  ['!app', false],
  ['size>4', true],
  ['size<4', false],
])('"%s" matches: %s', (text, expected) => {
  expect(parseSelector(text)(labels)).toBe(expected);
});

test('what is no selector is refused', () => {
  expect(() => parseSelector('app in shop')).toThrow("unable to parse requirement: found 'shop' expected: '('");
  expect(() => parseSelector('a b')).toThrow("found 'b', expected: in, notin, =, ==, !=, gt, lt");
});

test('the selector of an object wants all its labels and expressions', () => {
  const matches = selectorOf({
    matchLabels: { app: 'shop' },
    matchExpressions: [
      { key: 'size', operator: 'In', values: ['5', '6'] },
      { key: 'old', operator: 'DoesNotExist' },
    ],
  });
  expect(matches(labels)).toBe(true);
  expect(matches({ app: 'shop', size: '7' })).toBe(false);
  expect(matches({ ...labels, old: '' })).toBe(false);
  expect(selectorOf(undefined)(labels)).toBe(true);
});
