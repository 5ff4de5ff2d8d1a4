/** Which series a selector means. */
import { type Labels, NAME } from './labels.ts';
import { ParseProblem } from './problem.ts';
import type { Matcher } from './tree.ts';

/** `from` is where the selector stands. Throws ParseProblem when its value is no regular expression. */
export function matcher(
  label: string,
  operator: Matcher['operator'],
  { value, from }: { value: string; from: number },
): Matcher {
  const said = { label, operator, value };
  switch (operator) {
    case '=':
      return { ...said, matches: (other) => other === value };
    case '!=':
      return { ...said, matches: (other) => other !== value };
    case '=~': {
      const pattern = patternOf(value, from);
      return { ...said, matches: (other) => pattern.test(other) };
    }
    case '!~': {
      const pattern = patternOf(value, from);
      return { ...said, matches: (other) => !pattern.test(other) };
    }
  }
}

/** Always the whole value. Of RE2's flags only those at the very start: JavaScript writes the others differently. */
export function patternOf(value: string, from: number): RegExp {
  const [, flags = '', rest = value] = /^\(\?([ims]+)\)(.*)$/s.exec(value) ?? [];
  try {
    return new RegExp(`^(?:${rest})$`, `${flags}u`);
  } catch (error) {
    const why = error instanceof Error ? error.message.replace(/^.*\/[a-z]*: /s, '') : String(error);
    const said = why === 'Unterminated group' ? 'missing closing )' : why.toLowerCase();
    throw new ParseProblem(from, `error parsing regexp: ${said}: \`^(?:${value})$\``);
  }
}

export function matchesAll(matchers: readonly Matcher[]): (labels: Labels) => boolean {
  return (labels) => matchers.every(({ label, matches }) => matches(labels[label] ?? ''));
}

/** A selector that everything would match is a mistake. Throws ParseProblem. */
export function checkMatchers(matchers: readonly Matcher[], from: number): void {
  if (matchers.every(({ matches }) => matches(''))) {
    throw new ParseProblem(from, 'vector selector must contain at least one non-empty matcher');
  }
  const names = matchers.filter(({ label, operator }) => label === NAME && operator === '=');
  const [first, second] = names;
  if (first !== undefined && second !== undefined) {
    throw new ParseProblem(from, `metric name must not be set twice: "${first.value}" or "${second.value}"`);
  }
}
