import { describe, expect, test } from '@jest/globals';
import { isRollbackPress, type Press, parsePressValue, pressValue } from '../../src/views/press.ts';
import { BASIS } from './fixtures.ts';

const rollback = { release: 'shop-1', service: 'shop', environment: 'production', from: 'abc' };

describe('what a button carries', () => {
  const presses: Press[] = [
    { release: 'shop-1', basis: BASIS },
    { release: 'shop-1', basis: { hash: null, step: null, pausedSince: null } },
    rollback,
    { ...rollback, release: null, from: null, to: '11' },
  ];
  test.each(presses)('comes back as it was: %j', (press) => {
    expect(parsePressValue(pressValue(press))).toEqual(press);
    expect(isRollbackPress(press)).toBe(!('basis' in press));
  });

  const odd: [string, string][] = [
    ['no JSON', 'rollback'],
    ['nothing', ''],
    ['null', 'null'],
    ['a list', '[]'],
    ['a release alone', '{"release":"a"}'],
    ['an unknown field', JSON.stringify({ ...rollback, force: true })],
    ['both kinds at once', JSON.stringify({ ...rollback, basis: BASIS })],
    ['a negative step', JSON.stringify({ release: 'a', basis: { ...BASIS, step: -1 } })],
    ['half a basis', JSON.stringify({ release: 'a', basis: { hash: 'a' } })],
    ['a number for a name', JSON.stringify({ ...rollback, service: 1 })],
    ['an empty name', JSON.stringify({ ...rollback, service: '' })],
    ['more than Slack would carry', JSON.stringify({ ...rollback, to: 'x'.repeat(2_000) })],
  ];
  test.each(odd)('is nothing when it is odd: %s', (_name, value) => expect(parsePressValue(value)).toBeNull());
});
