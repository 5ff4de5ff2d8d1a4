import { describe, expect, test } from '@jest/globals';
import { type Results, type Suite, secondLook, suitesToRepeat } from './second-look.ts';

const suite = (name: string, tests: Readonly<Record<string, string>>): Suite => ({
  name,
  status: Object.values(tests).includes('failed') ? 'failed' : 'passed',
  assertionResults: Object.entries(tests).map(([fullName, status]) => ({ fullName, status })),
});

function results(...testResults: Suite[]): Results {
  const count = (wanted: string) =>
    testResults.flatMap(({ assertionResults }) => assertionResults).filter(({ status }) => status === wanted).length;
  return { numPassedTests: count('passed'), numFailedTests: count('failed'), testResults };
}

const FIRST = results(
  suite('a', { works: 'passed', shakes: 'failed', waits: 'pending' }),
  suite('b', { holds: 'passed' }),
);

describe('a second look', () => {
  test('is taken at the suites that failed', () => {
    expect(suitesToRepeat(FIRST)).toEqual(['a']);
    expect(suitesToRepeat(results(suite('b', { holds: 'passed' })))).toEqual([]);
  });

  test('is not taken where so much failed that it is broken', () => {
    expect(suitesToRepeat(results(...['a', 'b', 'c', 'd'].map((name) => suite(name, { x: 'failed' }))))).toEqual([]);
  });

  test('names what failed and then passed, and counts anew', () => {
    const looked = secondLook(FIRST, results(suite('a', { works: 'passed', shakes: 'passed', waits: 'pending' })));
    expect(looked.unsteady).toEqual(['shakes']);
    expect(looked.results).toMatchObject({ numPassedTests: 3, numFailedTests: 0 });
    expect(looked.results.testResults.map(({ name }) => name)).toEqual(['a', 'b']);
  });

  test('leaves red what fails again, and what fails only then', () => {
    const looked = secondLook(FIRST, results(suite('a', { works: 'failed', shakes: 'failed' })));
    expect(looked.unsteady).toEqual([]);
    expect(looked.results).toMatchObject({ numPassedTests: 1, numFailedTests: 2 });
  });
});
