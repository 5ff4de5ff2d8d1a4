import { jest } from '@jest/globals';
import { Rests } from '../../../src/engine/release/rests.ts';

beforeEach(() => jest.useFakeTimers());
afterEach(() => jest.useRealTimers());

const over = jest.fn();
beforeEach(() => over.mockClear());

test('what failed rests, and is called when it is time', () => {
  const rests = new Rests();
  rests.begin('shop', over);
  expect([rests.isResting('shop'), rests.isResting('cart')]).toEqual([true, false]);
  jest.advanceTimersByTime(100);
  expect([rests.isResting('shop'), over.mock.calls.length]).toEqual([false, 1]);
});

test('whatever fails again and again rests longer, until it works', () => {
  const rests = new Rests();
  for (let failures = 0; failures < 7; failures++) {
    rests.begin('shop', over);
    jest.advanceTimersByTime(5_000);
  }
  rests.begin('shop', over);
  jest.advanceTimersByTime(2_000);
  expect(rests.isResting('shop')).toBe(true);
  expect(rests.lastMs('shop')).toBeGreaterThan(2_000);
  rests.forget('shop');
  expect(rests.lastMs('shop')).toBe(0);
  rests.begin('shop', over);
  jest.advanceTimersByTime(100);
  expect(rests.isResting('shop')).toBe(false);
});

test('a rest that is cut short is over, calls nobody, and the next one is longer all the same', () => {
  const rests = new Rests();
  for (let failures = 0; failures < 7; failures++) {
    rests.begin('shop', over);
    rests.cutShort('shop');
  }
  expect([rests.isResting('shop'), over.mock.calls.length]).toEqual([false, 0]);
  rests.begin('shop', over);
  jest.advanceTimersByTime(2_000);
  expect([rests.isResting('shop'), over.mock.calls.length]).toEqual([true, 0]);
});

test('nothing is called after the end', () => {
  const rests = new Rests();
  rests.begin('shop', over);
  rests.begin('cart', over);
  rests.stop();
  jest.advanceTimersByTime(10_000);
  expect(over).not.toHaveBeenCalled();
});
