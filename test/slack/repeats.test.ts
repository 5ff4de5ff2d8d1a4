import { describe, expect, test } from '@jest/globals';
import { Repeats } from '../../src/slack/repeats.ts';

const yes = Promise.resolve({ text: 'yes' });

describe('an envelope', () => {
  test.each([
    { name: 'with the same id', second: { id: 'E1', body: {} }, isKnown: true },
    { name: 'with the same trigger', second: { id: 'E2', body: { trigger_id: 'T1' } }, isKnown: true },
    { name: 'with the same event', second: { id: 'E2', body: { event_id: 'Ev1' } }, isKnown: true },
    {
      name: 'with nothing the same',
      second: { id: 'E2', body: { trigger_id: 'T2', event_id: 'Ev2' } },
      isKnown: false,
    },
    { name: 'without anything to know it by', second: { id: 'E2', body: {} }, isKnown: false },
  ])('$name is known: $isKnown', ({ second, isKnown }) => {
    const repeats = new Repeats();
    expect(repeats.earlier({ id: 'E1', body: { trigger_id: 'T1', event_id: 'Ev1' } }, yes)).toBeNull();
    expect(repeats.earlier(second, Promise.resolve('other'))).toBe(isKnown ? yes : null);
  });

  test('is remembered in bounded memory, the newest ones', () => {
    const repeats = new Repeats();
    for (let n = 0; n < 3_000; n++) repeats.earlier({ id: `E${n}`, body: { trigger_id: `T${n}` } }, yes);
    expect(repeats.earlier({ id: 'E2999', body: {} }, yes)).toBe(yes);
    expect(repeats.earlier({ id: 'E0', body: { trigger_id: 'T0' } }, yes)).toBeNull();
  });
});
