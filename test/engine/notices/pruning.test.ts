import { expect, test } from '@jest/globals';
import { surplusOf } from '../../../src/engine/notices/pruning.ts';
import type { Delivery, Notice } from '../../../src/model/notice.ts';
import { delivery, notice, noticeSpec } from '../../views/notice-fixtures.ts';

const NOW = new Date('2026-05-04T12:00:00.000Z');
const HOUR = 60 * 60_000;

function aged(hours: number, state: Delivery['state'], name = `${state}-${hours}`): Notice {
  const at = new Date(NOW.getTime() - hours * HOUR).toISOString();
  const status = { phase: 'Waiting' as const, message: '', deliveries: [delivery({ state })] };
  return notice({ name, spec: noticeSpec({ at }), status });
}

const names = (all: readonly Notice[]) => all.map(({ name }) => name);

test('what everybody has goes after a day, what was given up after two weeks, what waits never', () => {
  const all = [
    ...[aged(23, 'delivered'), aged(25, 'delivered'), aged(25, 'needless'), aged(25, 'undelivered')],
    ...[aged(14 * 24 + 1, 'undelivered'), aged(9_999, 'waiting')],
  ];
  expect(names(surplusOf(all, NOW))).toEqual(['delivered-25', 'needless-25', 'undelivered-337']);
});

test('of too many the least useful go first: delivered, given up, waiting, each the oldest first', () => {
  const all = [
    aged(3, 'waiting'),
    aged(2, 'undelivered'),
    aged(1, 'delivered'),
    aged(2, 'delivered'),
    aged(1, 'waiting'),
  ];
  expect(names(surplusOf(all, NOW, 5))).toEqual([]);
  expect(names(surplusOf(all, NOW, 4))).toEqual(['delivered-2']);
  expect(names(surplusOf(all, NOW, 1))).toEqual(['delivered-2', 'delivered-1', 'undelivered-2', 'waiting-3']);
});
