import { BackOff } from '../../src/waiting/back-off.ts';

const pauses = (backOff: BackOff, count: number) => Array.from({ length: count }, () => backOff.next());

test('pauses are short at first, grow, and stay bounded', () => {
  expect(pauses(new BackOff(() => 1), 9)).toEqual([100, 200, 400, 800, 1_600, 3_200, 5_000, 5_000, 5_000]);
});

test('pauses are never the same for everybody, and never shorter than half', () => {
  expect(pauses(new BackOff(() => 0), 3)).toEqual([50, 100, 200]);
});

test('after a success they begin anew', () => {
  const backOff = new BackOff(() => 1);
  pauses(backOff, 5);
  backOff.reset();
  expect(backOff.next()).toBe(100);
});

test('however long an outage lasts', () => {
  const backOff = new BackOff(() => 1);
  pauses(backOff, 5_000);
  expect(backOff.next()).toBe(5_000);
});
