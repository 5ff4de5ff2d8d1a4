/** Holds the rows of the feature page against what tests came out with. */
import type { Feature, Shown } from './features.ts';

/** One test as jest reports it, its file relative to the root of the repository. */
export interface Outcome {
  readonly file: string;
  /** With the names of what it stands in. */
  readonly name: string;
  readonly passed: boolean;
}

/** What became of a test in one run, in jest's word: `passed`, `failed`, `pending` when it was skipped. */
export interface Came extends Omit<Outcome, 'passed'> {
  readonly status: string;
}

/** The same suites may run in several places. What one of them skips counts only when none of the others ran it. */
export function outcomesOf(came: readonly Came[]): Outcome[] {
  const key = ({ file, name }: Came) => `${file}: ${name}`;
  const ran = new Set(came.filter(({ status }) => status !== 'pending').map(key));
  return came
    .filter((one) => one.status !== 'pending' || !ran.has(key(one)))
    .map(({ file, name, status }) => ({ file, name, passed: status === 'passed' }));
}

/**
 * `shown`: every test that the row names passed. `not run`: none failed, but some belong to a suite that did not run.
 * `red`: a test failed, was skipped, or is not there.
 */
export type State = 'shown' | 'not run' | 'red';

export interface Verdict {
  readonly feature: Feature;
  readonly state: State;
  /** What makes it red, one line for each test. */
  readonly why: readonly string[];
}

/** Suites that need more than Node, by their folders. */
const APART = ['test/cluster/', 'test/page/'];

/** `exists` says whether there is such a file. */
export function judge(
  features: readonly Feature[],
  outcomes: readonly Outcome[],
  exists: (file: string) => boolean,
): Verdict[] {
  const ran = new Set(outcomes.map(({ file }) => suiteOf(file)));
  return features.map((feature) => {
    const found = feature.shownBy.map((shown) => {
      const didRun = ran.has(suiteOf(shown.file));
      return didRun || !exists(shown.file) ? look(shown, outcomes) : NOT_RUN;
    });
    const state = found.some((one) => one.state === 'red')
      ? 'red'
      : (found.find((one) => one.state === 'not run')?.state ?? 'shown');
    return { feature, state, why: found.flatMap(({ why }) => why) };
  });
}

function suiteOf(file: string): string {
  return APART.find((folder) => file.startsWith(folder)) ?? 'unit';
}

interface Found {
  readonly state: State;
  readonly why: readonly string[];
}

const NOT_RUN: Found = { state: 'not run', why: [] };

function look(shown: Shown, outcomes: readonly Outcome[]): Found {
  const meant = outcomes.filter(({ file, name }) => file === shown.file && name.includes(shown.title));
  if (meant.length === 0) return { state: 'red', why: [`${entry(shown)}: no such test`] };
  const wrong = meant.filter(({ passed }) => !passed);
  if (wrong.length === 0) return { state: 'shown', why: [] };
  return { state: 'red', why: wrong.map(({ file, name }) => `${file}: ${name}: did not pass`) };
}

function entry({ file, title }: Shown): string {
  return title === '' ? file : `${file}: ${title}`;
}

const SIGNS: Readonly<Record<State, string>> = { shown: '+', 'not run': '?', red: '-' };

/** Lines for people, grouped as on the page; the last one counts. */
export function report(verdicts: readonly Verdict[]): string[] {
  const groups = [...new Set(verdicts.map(({ feature }) => feature.group))];
  const lines = groups.flatMap((group) => [
    group,
    ...verdicts.filter(({ feature }) => feature.group === group).flatMap(rowLines),
    '',
  ]);
  const count = (state: State) => verdicts.filter((verdict) => verdict.state === state).length;
  return [
    ...lines,
    `${verdicts.length} capabilities: ${count('shown')} shown, ${count('not run')} not run, ${count('red')} red`,
  ];
}

function rowLines({ feature, state, why }: Verdict): string[] {
  return [`  ${SIGNS[state]} ${state}: ${feature.id}: ${feature.what}`, ...why.map((line) => `      ${line}`)];
}
