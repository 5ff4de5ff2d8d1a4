/** The feature page, and how its rows are held against tests. */

import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from '@jest/globals';
import { readFeatures } from './features.ts';
import { judge, type Outcome, outcomesOf, report } from './matrix.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const page = readFileSync(join(root, 'docs/features.md'), 'utf8');

function row(...shownBy: { file: string; title: string }[]) {
  return { id: 'fly', group: 'Air', what: 'It flies.', shownBy };
}

const UNIT: Outcome = { file: 'test/a.test.ts', name: 'a bird flies', passed: true };
const CLUSTER: Outcome = { file: 'test/cluster/b.test.ts', name: 'a plane flies', passed: true };
const bird = { file: UNIT.file, title: 'bird flies' };
const plane = { file: CLUSTER.file, title: 'plane' };

describe('the page', () => {
  test('becomes rows with their group and tests', () => {
    const lines = [
      '# Features',
      '',
      '## Air',
      '',
      '| id | what it does | shown by |',
      '|---|---|---|',
      '| fly | It `flies`. | `test/a.test.ts: a: bird`<br>`test/b.test.ts` |',
    ];
    expect(readFeatures(lines.join('\n'))).toEqual([
      {
        id: 'fly',
        group: 'Air',
        what: 'It `flies`.',
        shownBy: [
          { file: 'test/a.test.ts', title: 'a: bird' },
          { file: 'test/b.test.ts', title: '' },
        ],
      },
    ]);
  });
  test.each([
    {
      what: 'a cell too few',
      line: '| fly | `test/a.test.ts` |',
      said: 'Line 1 of the feature page has not three cells',
    },
    { what: 'a cell too many', line: '| a | b | c | `d` |', said: 'Line 1 of the feature page has not three cells' },
    { what: 'no test', line: '| fly | It flies. | soon |', said: 'Line 1 of the feature page names no test' },
    { what: 'the id of another', line: '| a | b | `c` |\n| a | d | `e` |', said: 'There are two rows a' },
  ])('with $what is refused', ({ line, said }) => {
    expect(() => readFeatures(line)).toThrow(said);
  });
});

test.each([
  [['passed'], [true]],
  [['failed'], [false]],
  [['pending'], [false]],
  [['pending', 'passed'], [true]],
  [
    ['passed', 'failed'],
    [true, false],
  ],
  [['pending', 'failed'], [false]],
])('a test that came out %j in its runs counts as passed: %j', (statuses, passed) => {
  const came = statuses.map((status) => ({ file: UNIT.file, name: UNIT.name, status }));
  expect(outcomesOf(came)).toEqual(passed.map((one) => ({ ...UNIT, passed: one })));
});

describe('a row is', () => {
  const cases: { what: string; row: ReturnType<typeof row>; outcomes: Outcome[]; state: string; why: string[] }[] = [
    { what: 'shown when its tests passed', row: row(bird, plane), outcomes: [UNIT, CLUSTER], state: 'shown', why: [] },
    {
      what: 'shown by all tests of a file',
      row: row({ file: UNIT.file, title: '' }),
      outcomes: [UNIT],
      state: 'shown',
      why: [],
    },
    {
      what: 'red when one of its tests failed',
      row: row(bird, plane),
      outcomes: [UNIT, { ...CLUSTER, passed: false }],
      state: 'red',
      why: ['test/cluster/b.test.ts: a plane flies: did not pass'],
    },
    {
      what: 'red when one of several tests that it names at once failed',
      row: row(bird),
      outcomes: [UNIT, { ...UNIT, name: 'another bird flies', passed: false }],
      state: 'red',
      why: ['test/a.test.ts: another bird flies: did not pass'],
    },
    {
      what: 'red when its test is not there',
      row: row({ file: UNIT.file, title: 'fish' }),
      outcomes: [UNIT],
      state: 'red',
      why: ['test/a.test.ts: fish: no such test'],
    },
    {
      what: 'red when its file is not there, though its suite did not run',
      row: row({ file: 'test/cluster/gone.test.ts', title: '' }),
      outcomes: [UNIT],
      state: 'red',
      why: ['test/cluster/gone.test.ts: no such test'],
    },
    {
      what: 'not run when its suite did not run',
      row: row(bird, plane),
      outcomes: [UNIT],
      state: 'not run',
      why: [],
    },
    {
      what: 'red, not "not run", when another of its tests failed',
      row: row(bird, plane),
      outcomes: [{ ...UNIT, passed: false }],
      state: 'red',
      why: ['test/a.test.ts: a bird flies: did not pass'],
    },
  ];
  test.each(cases)('$what', ({ row: feature, outcomes, state, why }) => {
    const known = [UNIT.file, CLUSTER.file];
    expect(judge([feature], outcomes, (file) => known.includes(file))).toEqual([{ feature, state, why }]);
  });
});

test('the report names every row below its group, what is wrong with it, and counts', () => {
  const verdicts = judge([row(bird), { ...row(plane), id: 'soar' }], [{ ...UNIT, passed: false }], () => true);
  expect(report(verdicts)).toEqual([
    'Air',
    '  - red: fly: It flies.',
    '      test/a.test.ts: a bird flies: did not pass',
    '  ? not run: soar: It flies.',
    '',
    '2 capabilities: 0 shown, 1 not run, 1 red',
  ]);
});

describe('docs/features.md', () => {
  const features = readFeatures(page);
  test('has rows', () => {
    expect(features.length).toBeGreaterThan(40);
    expect(features.every(({ group }) => group !== '')).toBe(true);
  });
  test('names files that are there', () => {
    const files = features.flatMap(({ shownBy }) => shownBy.map(({ file }) => file));
    expect(files.filter((file) => !existsSync(join(root, file)))).toEqual([]);
  });
  // Those of the other suite are looked up by `npm run matrix`; these would rot unseen where there is no cluster.
  test('names tests on clusters in the words that stand in their files', () => {
    const shown = features.flatMap(({ shownBy }) => shownBy).filter(({ file }) => file.startsWith('test/cluster/'));
    const wrong = shown.filter(({ file, title }) => !readFileSync(join(root, file), 'utf8').includes(title));
    expect(wrong).toEqual([]);
  });
});
