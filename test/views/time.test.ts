import { describe, expect, test } from '@jest/globals';
import { between, duration, moment } from '../../src/views/time.ts';

describe('a duration in words', () => {
  const cases: [number, string][] = [
    [-5, '0 ms'],
    [Number.NaN, '0 ms'],
    [0, '0 ms'],
    [340.4, '340 ms'],
    [999.6, '1 s'],
    [2_150, '2.1 s'],
    [9_999, '9.9 s'],
    [45_900, '45 s'],
    [59_999, '59 s'],
    [60_000, '1 min'],
    [200_000, '3 min 20 s'],
    [7_500_000, '2 h 5 min'],
    [273_600_000, '3 d 4 h'],
  ];
  test.each(cases)('%d ms is %s', (ms, words) => expect(duration(ms)).toBe(words));
});

describe('a point in time', () => {
  test('is a date token with a fallback in UTC', () => {
    expect(moment('2026-03-02T10:05:00.340Z')).toBe(
      '<!date^1772445900^{date_short_pretty} {time}|2026-03-02 10:05 UTC>',
    );
  });

  test('is nothing when it is no time', () => {
    expect(moment('<!channel>')).toBeNull();
    expect(moment(null)).toBeNull();
    expect(between('soon', '2026-03-02T10:05:00Z')).toBeNull();
    expect(between('2026-03-02T10:05:00Z', undefined)).toBeNull();
  });

  test('has a distance to another', () => {
    expect(between('2026-03-02T10:05:00Z', new Date('2026-03-02T10:05:01Z'))).toBe(1_000);
  });
});
