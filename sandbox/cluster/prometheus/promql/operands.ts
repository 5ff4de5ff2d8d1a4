/**
 * Puts operators and operands in their order. The editor's grammar lets `offset`, `@` and `[5m:]` reach over everything to
 * their left, and takes the sign of `-2^2` for a part of the number; the server does neither (`generated_parser.y`). So all
 * of it is laid out flat again, as it stands in the text, and put together by the server's order.
 */
import type { SyntaxNode } from '@lezer/common';
import { ParseProblem } from './problem.ts';
import { modified, readOperand } from './read.ts';
import type { Expr, Matching } from './tree.ts';

interface Operand {
  readonly kind: 'operand';
  readonly expr: Expr;
  /** Without parentheses around it. */
  readonly bare: boolean;
}

interface Sign {
  readonly kind: 'sign';
  readonly negative: boolean;
  readonly from: number;
}

interface Operator {
  readonly kind: 'operator';
  readonly operator: string;
  readonly from: number;
  readonly bool: boolean;
  readonly matching: Matching | null;
}

type Piece = Operand | Sign | Operator;

const LEVELS: Readonly<Record<string, number>> = {
  or: 1,
  and: 2,
  unless: 2,
  '==': 3,
  '!=': 3,
  '<=': 3,
  '<': 3,
  '>=': 3,
  '>': 3,
  '+': 4,
  '-': 4,
  '*': 5,
  '/': 5,
  '%': 5,
  atan2: 5,
  '^': 6,
};
const SIGN_LEVEL = 5;

/** Throws ParseProblem. */
export function expression(node: SyntaxNode, text: string): Expr {
  return joined(pieces(node, text));
}

function pieces(node: SyntaxNode, text: string): Piece[] {
  switch (node.name) {
    case 'BinaryExpr': {
      const [left, right] = node.getChildren('Expr');
      if (left === undefined || right === undefined) throw new ParseProblem(node.to, 'unexpected end of input');
      return [...pieces(left, text), operatorOf(node, text), ...pieces(right, text)];
    }
    case 'UnaryExpr': {
      const negative = text.charAt(node.from) === '-';
      return [{ kind: 'sign', negative, from: node.from }, ...pieces(childOf(node), text)];
    }
    case 'OffsetExpr':
    case 'StepInvariantExpr':
    case 'MatrixSelector':
    case 'SubqueryExpr':
      return modifiedLast(node, text);
    case 'ParenExpr':
      return [{ kind: 'operand', expr: expression(childOf(node), text), bare: false }];
    case 'NumberDurationLiteral':
      return signed(node, text);
    default:
      return [{ kind: 'operand', expr: readOperand(node, text, expression), bare: true }];
  }
}

function childOf(node: SyntaxNode): SyntaxNode {
  const child = node.getChild('Expr');
  if (child === null) throw new ParseProblem(node.to, 'unexpected end of input');
  return child;
}

/** What comes after an operand is about that operand alone. */
function modifiedLast(node: SyntaxNode, text: string): Piece[] {
  const inner = pieces(childOf(node), text);
  const last = inner.pop();
  if (last?.kind !== 'operand') throw new ParseProblem(node.from, `unexpected "${text.slice(node.from, node.to)}"`);
  return [...inner, { kind: 'operand', expr: modified(last, node, text), bare: true }];
}

function signed(node: SyntaxNode, text: string): Piece[] {
  const sign = /^[-+]\s*/.exec(text.slice(node.from, node.to))?.[0] ?? '';
  const from = node.from + sign.length;
  const operand: Operand = { kind: 'operand', expr: readOperand(node, text, expression), bare: true };
  return sign === ''
    ? [operand]
    : [{ kind: 'sign', negative: sign.startsWith('-'), from: node.from }, unsigned(operand, from)];
}

function unsigned({ expr, bare }: Operand, from: number): Operand {
  if (expr.kind !== 'number') return { kind: 'operand', expr, bare };
  return { kind: 'operand', expr: { ...expr, value: Math.abs(expr.value), from }, bare };
}

function operatorOf(node: SyntaxNode, text: string): Operator {
  const [left] = node.getChildren('Expr');
  const sign = left?.nextSibling;
  const operator = sign === null || sign === undefined ? '' : text.slice(sign.from, sign.to).toLowerCase();
  const from = sign?.from ?? node.from;
  if (!(operator in LEVELS) || node.getChild('FillModifier') !== null) {
    throw new ParseProblem(from, `unexpected "${operator}"`);
  }
  const bool = node.getChild('BoolModifier') !== null;
  return {
    kind: 'operator',
    operator,
    from,
    bool,
    matching: matchingOf(node.getChild('MatchingModifierClause'), text),
  };
}

function matchingOf(node: SyntaxNode | null, text: string): Matching | null {
  if (node === null) return null;
  const [labels, include] = node.getChildren('GroupingLabels');
  const many = node.getChild('GroupLeft') !== null ? 'left' : node.getChild('GroupRight') !== null ? 'right' : null;
  return { on: node.getChild('On') !== null, labels: namesIn(labels, text), many, include: namesIn(include, text) };
}

export function namesIn(node: SyntaxNode | null | undefined, text: string): readonly string[] {
  return (node?.getChildren('LabelName') ?? []).map(({ from, to }) => text.slice(from, to));
}

/** By precedence climbing; `^` groups to the right, all others to the left. */
function joined(all: readonly Piece[]): Expr {
  let at = 0;
  const operand = (): Expr => {
    const piece = all[at];
    at += 1;
    if (piece?.kind === 'operand') return piece.expr;
    if (piece?.kind !== 'sign') throw new ParseProblem(piece?.from ?? 0, 'unexpected end of input');
    const of = above(SIGN_LEVEL + 1);
    const { negative, from } = piece;
    if (of.kind === 'number') return { ...of, value: negative ? -of.value : of.value, from };
    return { kind: 'unary', negative, of, from };
  };
  const above = (level: number): Expr => {
    let left = operand();
    for (let next = all[at]; next?.kind === 'operator'; next = all[at]) {
      const own = LEVELS[next.operator] ?? 0;
      if (own < level) break;
      at += 1;
      const right = above(next.operator === '^' ? own : own + 1);
      const { operator, bool, matching } = next;
      left = { kind: 'binary', operator, operatorFrom: next.from, left, right, bool, matching, from: left.from };
    }
    return left;
  };
  return above(0);
}
