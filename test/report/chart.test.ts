/** Charts: every value is in the picture, gaps stay gaps, and the picture says nothing that the table does not. */
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type Chart, chartHtml } from '../../src/report/chart.ts';
import { chartsOf } from '../../src/report/evidence/charts.ts';
import { limitsOf } from '../../src/report/evidence/limits.ts';
import { figure, placeIn, stretches, timeScale, valueScale } from '../../src/report/plot.ts';
import { contentsOf, FILES } from './sample.ts';

const AT = Date.parse('2026-11-21T09:45:57.000Z');
const points = (...values: (number | null)[]) => values.map((value, n) => ({ at: AT + n * 15_000, value }));
const chart = (more: Partial<Chart>): Chart => ({ title: 'errors', curves: [], limits: [], marks: [], ...more });
const drawn = (more: Partial<Chart>) => String(chartHtml(chart(more), 'c'));

describe('a scale', () => {
  test('has every value between its ends, and rising ticks at both of them', () => {
    const value = fc.double({ min: -1e12, max: 1e12, noNaN: true });
    fc.assert(
      fc.property(fc.array(value, { minLength: 1, maxLength: 20 }), (values) => {
        const { from, to, ticks } = valueScale(values);
        const slack = (to - from) * 1e-9;
        expect(from - slack).toBeLessThanOrEqual(Math.min(0, ...values));
        expect(to + slack).toBeGreaterThanOrEqual(Math.max(...values));
        expect(ticks.length).toBeLessThan(14);
        expect(ticks).toEqual([...new Set(ticks)].sort((a, b) => a - b));
      }),
    );
  });

  test.each([
    [[0.31], [0, 0.1, 0.2, 0.3, 0.4]],
    [[7], [0, 2, 4, 6, 8]],
    [[0], [0, 0.25, 0.5, 0.75, 1]],
    [
      [-3, 3],
      [-4, -2, 0, 2, 4],
    ],
  ])('of %j has the ticks %j', (values, ticks) => {
    expect(valueScale(values).ticks).toEqual(ticks);
  });

  test('of a time has round times of day', () => {
    const { ticks } = timeScale(AT, AT + 15 * 60_000);
    expect(ticks.map((tick) => new Date(tick).toISOString().slice(11, 19))).toEqual([
      '09:50:00',
      '09:55:00',
      '10:00:00',
    ]);
    expect(placeIn(timeScale(AT, AT), AT)).toBe(0);
  });
});

test('a line is broken where nothing was measured', () => {
  expect(stretches(points(1, 2, null, 3)).map(({ length }) => length)).toEqual([2, 1]);
  const svg = drawn({ curves: [{ name: 'a', whose: 'new', points: points(1, 2, null, 3) }] });
  expect(svg.match(/<polyline class="new"/g)).toHaveLength(1);
  expect(svg.match(/<circle class="new"/g)).toHaveLength(1);
});

test('the table says what the lines say: at the press, lowest, highest, newest', () => {
  const svg = drawn({
    curves: [{ name: 'a', whose: 'stable', points: points(1, 4, 2) }],
    marks: [{ at: new Date(AT + 20_000).toISOString(), words: 'press' }],
  });
  expect(svg).toMatch(/stable version: a<\/th>\s*<td>4<\/td><td>1<\/td><td>4<\/td><td>2<\/td>/);
  expect(svg).toContain('>press</text>');
});

test('without a number there is no chart', () => {
  expect(chartHtml(chart({ curves: [{ name: 'a', whose: 'new', points: points(null, null) }] }), 'c')).toBeNull();
});

test('a limit is a line, unless it is so far away that the values would lie flat: then it is only named', () => {
  const curves = [{ name: 'a', whose: 'new' as const, points: points(0.1, 0.2) }];
  const near = drawn({ curves, limits: [{ value: 0.5, words: 'fails when > 0.5' }] });
  expect(near).toContain('<line class="limit"');
  const far = drawn({ curves, limits: [{ value: 50, words: 'fails when > 50' }] });
  expect(far).not.toContain('<line class="limit"');
  expect(far).toContain('fails when > 50'.replace('>', '&gt;'));
});

test.each([
  ['result[0] < 0.05', [0.05]],
  ['result[0] >= 0.95 && result[0]<=1', [0.95, 1]],
  ['result > 5e-3', [0.005]],
  ['isNaN(result) || result[0] < 3', [3]],
  ['len(result) == 0', []],
  ['result[0] < result[1]', []],
  ['result[0].x > 5', []],
])('the condition %j has the limits %j', (successCondition, values) => {
  expect(limitsOf({ successCondition }).map(({ value }) => value)).toEqual(values);
});

describe('the charts of a capture', () => {
  test('tell the new version from the stable one by the hash in a label, and have the limit of the analysis', () => {
    const [errors, analysis] = chartsOf(contentsOf());
    expect(errors?.curves.map(({ whose }) => whose)).toEqual(['new', 'stable']);
    expect(errors?.limits).toEqual([{ value: 0.05, words: 'passes when < 0.05' }]);
    expect(errors?.marks.map(({ words }) => words)).toEqual(['press', 'traffic back']);
    expect(analysis?.curves[0]?.points.map(({ value }) => value)).toEqual([0.012, 0.22, 0.31]);
  });

  test.each([
    ['by the name of a pod', { pod: 'shop-7847575d48-aaaaa' }, 'up', 'new'],
    ['by what the query asks for', {}, 'up{rollouts_pod_template_hash="6c9f8b7d5"}', 'stable'],
    ['by nothing when the query asks for both', {}, 'up{hash=~"6c9f8b7d5|7847575d48"}', 'other'],
    ['by nothing when no hash is there', { code: '500' }, 'up', 'other'],
  ])('tell them %s', (_, metric, query, whose) => {
    const numbers = { query, around: { series: [{ metric, values: [[AT / 1_000, '1']] }] } };
    const [chart] = chartsOf(contentsOf({ ...FILES, 'metrics/error-rate.json': numbers }));
    expect(chart?.curves.map((curve) => curve.whose)).toEqual([whose]);
  });
});

test.each([
  [0.123456, '0.1235'],
  [1_234_567, '1235000'],
  [null, '–'],
  [0, '0'],
])('the figure %j is written %j', (value, text) => {
  expect(figure(value)).toBe(text);
});
