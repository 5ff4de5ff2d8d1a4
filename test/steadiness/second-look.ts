/** What is to be run once more after a suite in real time has failed, and what came of it. Pure; results are jest's JSON. */

export interface Assertion {
  readonly fullName: string;
  readonly status: string;
}

export interface Suite {
  /** The path of its file. */
  readonly name: string;
  readonly status: string;
  readonly assertionResults: readonly Assertion[];
}

export interface Results {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly testResults: readonly Suite[];
}

/** More than that at once is no unlucky moment. */
const MOST_SUITES = 3;

/** Paths of the suites that failed; none when that is too much to be anything but broken. */
export function suitesToRepeat({ testResults }: Results): readonly string[] {
  const failed = testResults.filter(({ status }) => status === 'failed').map(({ name }) => name);
  return failed.length > MOST_SUITES ? [] : failed;
}

export interface SecondLook {
  /** The first results, with the repeated suites as they came out the second time. */
  readonly results: Results;
  /** Tests that failed and then passed: they are to be mended, whichever of the two was right. */
  readonly unsteady: readonly string[];
}

export function secondLook(first: Results, again: Results): SecondLook {
  const repeated = new Map(again.testResults.map((suite) => [suite.name, suite]));
  const testResults = first.testResults.map((suite) => repeated.get(suite.name) ?? suite);
  const passed = new Set(namesWith('passed', again));
  const all = { testResults };
  return {
    results: {
      ...first,
      testResults,
      numPassedTests: namesWith('passed', all).length,
      numFailedTests: namesWith('failed', all).length,
    },
    unsteady: namesWith('failed', first).filter((name) => passed.has(name)),
  };
}

function namesWith(status: string, { testResults }: Pick<Results, 'testResults'>): readonly string[] {
  return testResults.flatMap(({ assertionResults }) =>
    assertionResults.filter((each) => each.status === status).map(({ fullName }) => fullName),
  );
}
