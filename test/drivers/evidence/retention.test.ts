/** Which captures go: whatever there is, the rules hold afterwards, and never does a newer one go before an older one. */
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type Retention, surplusOf } from '../../../src/drivers/evidence/retention.ts';

const NOW = new Date('2026-11-21T12:00:00.000Z');
const DAY = 86_400_000;
const at = (hoursAgo: number) => new Date(NOW.getTime() - hoursAgo * 3_600_000).toISOString().replaceAll(':', '-');
const rules = (more: Partial<Retention['retention']> & { keep?: number }): Retention => ({
  keep: more.keep ?? 20,
  retention: { ageMs: more.ageMs ?? null, bytes: more.bytes ?? null },
});
const capture = (service: string, hoursAgo: number, bytes = 0) => ({
  name: `${service}_${at(hoursAgo)}`,
  bytes,
  service,
  hoursAgo,
});

describe('what goes', () => {
  const some = [capture('shop', 1, 10), capture('shop', 50, 10), capture('shop-b', 2, 10), capture('shop', 3, 10)];
  test.each([
    ['nothing without rules', rules({}), []],
    ['what is too many of one service', rules({ keep: 2 }), ['shop 50']],
    ['what is too old', rules({ ageMs: 2 * DAY }), ['shop 50']],
    ['the oldest of all while they are too large', rules({ bytes: 25 }), ['shop 50', 'shop 3']],
    ['all but the newest when even that is too large', rules({ bytes: 5 }), ['shop 50', 'shop 3', 'shop-b 2']],
    ['the newest, too, when it is too old', rules({ ageMs: 1 }), ['shop 50', 'shop 3', 'shop-b 2', 'shop 1']],
  ])('is %s', (_, rule, gone) => {
    const named = gone.map((each) => {
      const [service = '', hours = ''] = each.split(' ');
      return `${service}_${at(Number(hours))}`;
    });
    expect(surplusOf(some, rule, NOW)).toEqual(named);
  });

  test('of several as of the same moment is told apart', () => {
    const name = `shop_${at(1)}`;
    const both = [
      { name: `${name}_2`, bytes: 0 },
      { name, bytes: 0 },
    ];
    expect(surplusOf(both, rules({ keep: 1 }), NOW)).toEqual([name]);
  });
});

const shelf = fc.uniqueArray(
  fc.tuple(fc.constantFrom('shop', 'cart', 'pay'), fc.integer({ min: 0, max: 400 }), fc.integer({ min: 0, max: 99 })),
  { selector: ([service, hours]) => `${service}${hours}`, maxLength: 30 },
);
const anyRules = fc.record({
  keep: fc.integer({ min: 1, max: 5 }),
  retention: fc.record({
    ageMs: fc.option(fc.integer({ min: 1, max: 20 }).map((days) => days * DAY)),
    bytes: fc.option(fc.integer({ min: 1, max: 500 })),
  }),
});

test('after it the rules hold, and of each service the newest are what is left', () => {
  fc.assert(
    fc.property(shelf, anyRules, (list, rule) => {
      const all = list.map(([service, hours, bytes]) => capture(service, hours, bytes));
      const gone = new Set(surplusOf(all, rule, NOW));
      const left = all.filter(({ name }) => !gone.has(name));
      for (const service of ['shop', 'cart', 'pay']) {
        const own = (each: { service: string }) => each.service === service;
        expect(left.filter(own).length).toBeLessThanOrEqual(rule.keep);
        const oldestLeft = Math.max(-1, ...left.filter(own).map(({ hoursAgo }) => hoursAgo));
        for (const { hoursAgo } of all.filter((each) => own(each) && gone.has(each.name)))
          expect(hoursAgo).toBeGreaterThan(oldestLeft);
      }
      const { ageMs, bytes } = rule.retention;
      if (ageMs !== null) for (const { hoursAgo } of left) expect(hoursAgo * 3_600_000).toBeLessThanOrEqual(ageMs);
      if (bytes !== null && left.length > 1)
        expect(left.reduce((sum, each) => sum + each.bytes, 0)).toBeLessThanOrEqual(bytes);
    }),
  );
});
