/** The buckets, with a clock that only moves when told to. */
import { expect, test } from '@jest/globals';
import { perMinute, RateLimits } from '../../../sandbox/slack/rate-limits.ts';

function limits(scale?: number) {
  const clock = { now: 0 };
  const buckets = new RateLimits(() => clock.now, scale === undefined ? {} : { scale });
  const fitting = (method: string, args = {}) => {
    let count = 0;
    while (count < 2000 && buckets.secondsToWait(method, args) === 0) count += 1;
    return count;
  };
  return { clock, buckets, fitting };
}

test.each([
  ['usergroups.users.list', 20],
  ['chat.update', 50],
  ['users.info', 100],
  ['auth.test', 600],
])('%s fits %d times at once and then refills evenly over the minute', (method, tier) => {
  const { clock, fitting } = limits();
  expect(perMinute(method)).toBe(tier);
  expect(fitting(method)).toBe(tier);
  clock.now += 30_000;
  expect(fitting(method)).toBe(tier / 2);
});

test('posting fits once a second in each channel after a burst of three', () => {
  const { clock, buckets, fitting } = limits();
  expect(fitting('chat.postMessage', { channel: 'C1' })).toBe(3);
  expect(buckets.secondsToWait('chat.postMessage', { channel: 'C1' })).toBe(1);
  expect(fitting('chat.postMessage', { channel: 'C2' })).toBe(3);
  clock.now += 1000;
  expect(fitting('chat.postMessage', { channel: 'C1' })).toBe(1);
});

test('posting in many channels fits 300 times a minute', () => {
  const { buckets } = limits();
  const waits = Array.from({ length: 301 }, (_, at) =>
    buckets.secondsToWait('chat.postMessage', { channel: `C${at}` }),
  );
  expect(waits.filter((wait) => wait > 0)).toEqual([1]);
});

test('one method over its limit does not hold up another', () => {
  const { buckets, fitting } = limits();
  fitting('chat.update');
  expect(buckets.secondsToWait('users.info', {})).toBe(0);
});

test('a scale of ten allows ten times as much', () => {
  expect(limits(10).fitting('usergroups.list')).toBe(200);
});
