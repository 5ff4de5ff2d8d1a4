/** Reads what stands between operators: selectors, calls, aggregations, and what modifies them. Pure. */
import type { SyntaxNode } from '@lezer/common';
import { NAME } from './labels.ts';
import { durationOf, numberOf, stringOf } from './literals.ts';
import { checkMatchers, matcher } from './matchers.ts';
import { ParseProblem } from './problem.ts';
import { NO_UNIT } from './syntax.ts';
import type { At, Expr, Matcher, Selector, Subquery } from './tree.ts';

/** Reads a whole expression inside of another. */
type Read = (node: SyntaxNode, text: string) => Expr;

/** Throws ParseProblem, also for what only later versions of Prometheus know. */
export function readOperand(node: SyntaxNode, text: string, read: Read): Expr {
  const { from } = node;
  const said = text.slice(from, node.to);
  switch (node.name) {
    case 'NumberDurationLiteral':
      return { kind: 'number', value: numberOf(said, from), from };
    case 'StringLiteral':
      return { kind: 'string', value: stringOf(said, from), from };
    case 'VectorSelector':
      return selectorOf(node, text);
    case 'FunctionCall': {
      const name = wordOf(node.getChild('FunctionIdentifier'), text);
      return { kind: 'call', name, args: argumentsOf(node, text, read), from };
    }
    case 'AggregateExpr':
      return aggregateOf(node, text, read);
    default:
      throw new ParseProblem(from, `unexpected "${said}"`);
  }
}

function wordOf(node: SyntaxNode | null, text: string): string {
  return node === null ? '' : text.slice(node.from, node.to);
}

function argumentsOf(node: SyntaxNode, text: string, read: Read): readonly Expr[] {
  return (node.getChild('FunctionCallBody')?.getChildren('Expr') ?? []).map((each) => read(each, text));
}

function aggregateOf(node: SyntaxNode, text: string, read: Read): Expr {
  const modifier = node.getChild('AggregateModifier');
  const labels = modifier?.getChild('GroupingLabels')?.getChildren('LabelName') ?? [];
  const grouping = {
    without: modifier !== null && modifier.getChild('Without') !== null,
    labels: labels.map((label) => wordOf(label, text)),
  };
  const operator = wordOf(node.getChild('AggregateOp'), text).toLowerCase();
  return { kind: 'aggregate', operator, args: argumentsOf(node, text, read), grouping, from: node.from };
}

function selectorOf(node: SyntaxNode, text: string): Selector {
  const name = node.getChild('Identifier');
  const braces = node.getChild('LabelMatchers');
  const quoted = braces?.getChild('QuotedLabelMatcher') ?? braces?.getChild('QuotedLabelName');
  if (quoted) {
    const string = JSON.stringify(/^(["'`]).*?\1/s.exec(text.slice(quoted.from))?.[0] ?? '');
    const expected = ' in label matching, expected identifier or "}"';
    throw new ParseProblem(quoted.from, `unexpected string ${string}${expected}`);
  }
  const from = { from: node.from };
  const matchers = [
    ...(name === null ? [] : [matcher(NAME, '=', { value: wordOf(name, text), ...from })]),
    ...(braces?.getChildren('UnquotedLabelMatcher') ?? []).map((each) => matcherOf(each, text)),
  ];
  checkMatchers(matchers, node.from);
  return { kind: 'selector', matchers, offset: 0, at: null, ...from };
}

function matcherOf(node: SyntaxNode, text: string): Matcher {
  const value = node.getChild('StringLiteral');
  const operator = wordOf(node.getChild('MatchOp'), text) as Matcher['operator'];
  const string = stringOf(wordOf(value, text), value?.from ?? node.from);
  return matcher(wordOf(node.getChild('LabelName'), text), operator, { value: string, from: node.from });
}

/** `bare`: without parentheses around it. */
export function modified({ expr, bare }: { expr: Expr; bare: boolean }, node: SyntaxNode, text: string): Expr {
  switch (node.name) {
    case 'MatrixSelector': {
      if (expr.kind !== 'selector' || !bare) {
        throw new ParseProblem(node.getChild('Expr')?.to ?? node.from, 'ranges only allowed for vector selectors');
      }
      if (expr.offset !== 0 || expr.at !== null) {
        throw new ParseProblem(node.from, 'no offset modifiers allowed before range');
      }
      return { kind: 'range', of: expr, ms: positive(node.getChild('DurationExpr'), text), from: node.from };
    }
    case 'SubqueryExpr': {
      const [length, step] = node.getChildren('DurationExpr');
      const ms = positive(length ?? null, text);
      const every = step === undefined ? null : positive(step, text);
      return { kind: 'subquery', of: expr, ms, step: every, offset: 0, at: null, from: expr.from };
    }
    case 'OffsetExpr':
      return moved(expr, { bare, modifier: 'offset' }, (of) => {
        if (of.offset !== 0) throw new ParseProblem(of.from, 'offset may not be set multiple times');
        return { ...of, offset: offsetOf(node, text) };
      });
    default:
      return moved(expr, { bare, modifier: '@' }, (of) => ({ ...of, at: atOf(node, text) }));
  }
}

type Movable = Selector | Subquery;

function moved(
  expr: Expr,
  { bare, modifier }: { bare: boolean; modifier: string },
  move: <T extends Movable>(of: T) => T,
): Expr {
  if (bare && expr.kind === 'range') return { ...expr, of: move(expr.of) };
  if (bare && (expr.kind === 'selector' || expr.kind === 'subquery')) return move(expr);
  const allowed = 'must be preceded by an instant vector selector or range vector selector or a subquery';
  throw new ParseProblem(expr.from, `${modifier} modifier ${allowed}`);
}

function positive(node: SyntaxNode | null, text: string): number {
  const ms = duration(node, text);
  if (ms <= 0) throw new ParseProblem(node?.from ?? 0, 'duration must be greater than 0');
  return ms;
}

function duration(node: SyntaxNode | null, text: string): number {
  const said = wordOf(node, text);
  const ms = durationOf(said);
  const why = /^\d+$/.test(said) ? NO_UNIT : `bad duration syntax: "${said}"`;
  if (ms === null) throw new ParseProblem(node?.from ?? 0, why);
  return ms;
}

/** Milliseconds into the past; less than none for the future. */
function offsetOf(node: SyntaxNode, text: string): number {
  const said = node.getChild('OffsetDurationExpr');
  const inner = said?.getChild('OffsetDurationExpr');
  if (!inner) return duration(said, text);
  return text.charAt(said?.from ?? 0) === '-' ? -duration(inner, text) : duration(inner, text);
}

function atOf(node: SyntaxNode, text: string): At {
  const word = wordOf(node.getChild('AtModifierPreprocessors'), text);
  if (word === 'start' || word === 'end') return word;
  const number = node.getChild('NumberDurationLiteral');
  const seconds = numberOf(wordOf(number, text), number?.from ?? node.from);
  if (!Number.isFinite(seconds)) throw new ParseProblem(node.from, 'timestamp out of bounds for @ modifier');
  return Math.round(seconds * 1_000);
}
