/** What is wrong with a text that is no query, as far as it can be said in the words of Prometheus. Pure. */
import type { SyntaxNode, Tree } from '@lezer/common';
import { ParseProblem } from './problem.ts';

/** Null when nothing is. */
export function syntaxProblem(text: string, tree: Tree): ParseProblem | null {
  if (/^(\s|#[^\n]*)*$/.test(text)) return new ParseProblem(0, 'no expression found in input');
  const error = firstError(tree);
  if (error === null) return null;
  return unclosed(text) ?? unknownFunction(text, error) ?? badDuration(text, error) ?? unexpected(text, error);
}

function firstError(tree: Tree): SyntaxNode | null {
  let found: SyntaxNode | null = null;
  tree.iterate({
    enter: (node) => {
      if (node.type.isError) found ??= node.node;
      return found === null;
    },
  });
  return found;
}

const STRING = /"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|`[^`]*`|#[^\n]*/gs;
const CLOSING: Readonly<Record<string, string>> = { '(': ')', '[': ']', '{': '}' };

/** An open string or bracket is noticed before all else. */
function unclosed(text: string): ParseProblem | null {
  const bare = text.replaceAll(STRING, (string) => ' '.repeat(string.length));
  const quote = /["'`]/.exec(bare);
  if (quote !== null) return new ParseProblem(quote.index, 'unterminated quoted string');
  const open: string[] = [];
  for (const [at, letter] of [...bare].entries()) {
    if (letter in CLOSING) open.push(letter);
    else if (Object.values(CLOSING).includes(letter) && CLOSING[open.pop() ?? ''] !== letter) {
      return letter === ')' ? new ParseProblem(at + 1, "unexpected right parenthesis ')'") : null;
    }
  }
  switch (open.at(-1)) {
    case '(':
      return new ParseProblem(text.length, 'unclosed left parenthesis');
    case '{':
      return new ParseProblem(text.length, 'unexpected end of input inside braces');
    case '[':
      return text.endsWith('[') ? null : new ParseProblem(text.length, 'unclosed left bracket');
    default:
      return null;
  }
}

export const NO_UNIT = 'missing unit character in duration';

function unknownFunction(text: string, error: SyntaxNode): ParseProblem | null {
  const name = error.prevSibling;
  if (name?.name !== 'Identifier' || text.charAt(error.from) !== '(') return null;
  return new ParseProblem(name.from, `unknown function with name "${text.slice(name.from, name.to)}"`);
}

function badDuration(text: string, { parent }: SyntaxNode): ParseProblem | null {
  const selected = parent?.name === 'MatrixSelector' ? parent.getChild('Expr') : null;
  if (selected === null) return null;
  const from = text.indexOf('[', selected.to) + 1;
  const digits = /^\d*/.exec(text.slice(from))?.[0] ?? '';
  return new ParseProblem(from, digits === '' ? NO_UNIT : `bad duration syntax: "${digits}"`);
}

function unexpected(text: string, error: SyntaxNode): ParseProblem {
  const from = error.from + (/^\s*/.exec(text.slice(error.from))?.[0].length ?? 0);
  const rest = text.slice(from);
  return new ParseProblem(from, `unexpected ${rest === '' ? 'end of input' : token(rest)}${placeOf(error)}`);
}

const KEYWORDS = ['bool', 'by', 'without', 'on', 'ignoring', 'group_left', 'group_right', 'offset'];

function token(rest: string): string {
  const word = /^[A-Za-z_:][\w:]*/.exec(rest)?.[0];
  if (word !== undefined) return KEYWORDS.includes(word) ? `<${word}>` : `identifier "${word}"`;
  const number = /^[\d.]\w*/.exec(rest)?.[0];
  if (number !== undefined) return `number "${number}"`;
  const string = /^(["'`]).*?\1/s.exec(rest)?.[0];
  if (string !== undefined) return `string ${JSON.stringify(string)}`;
  return rest.startsWith(')') ? "right parenthesis ')'" : `"${rest.charAt(0)}"`;
}

function placeOf({ parent }: SyntaxNode): string {
  switch (parent?.name) {
    case 'LabelMatchers':
      return ' in label matching, expected identifier or "}"';
    case 'UnquotedLabelMatcher':
      return ' in label matching, expected string';
    case 'AggregateModifier':
    case 'MatchingModifierClause':
      return ' in grouping opts, expected "("';
    case 'StepInvariantExpr':
      return ' in @, expected timestamp';
    default:
      return '';
  }
}
