/** Reads PromQL with the grammar of Prometheus' own editor. Pure. */
import type { SyntaxNode } from '@lezer/common';
import { parser } from '@prometheus-io/lezer-promql';
import { durationOf, numberOf, textOf } from './literals.ts';
import { BadQuery, type Grouping, type Matcher, type Matching, type Place, type Query } from './query.ts';

const HERE: Place = { offsetMs: 0, at: null };
const ONE_TO_ONE: Matching = { on: false, labels: [], many: null, include: [] };

/** Throws BadQuery. */
export function parseQuery(text: string): Query {
  const tree = parser.parse(text);
  const cursor = tree.cursor();
  do {
    if (cursor.type.isError)
      throw new BadQuery(`parse error at char ${cursor.from + 1}: unexpected ${near(text, cursor.from)}`);
  } while (cursor.next());
  const expression = tree.topNode.firstChild;
  if (expression === null) throw new BadQuery('no expression found in input');
  return new Reader(text).query(expression);
}

function near(text: string, from: number): string {
  return text.slice(from).trim() === '' ? 'end of input' : `"${text.slice(from, from + 12)}"`;
}

class Reader {
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  query(node: SyntaxNode): Query {
    switch (node.name) {
      case 'NumberDurationLiteral':
        return { kind: 'number', value: numberOf(this.#of(node)) };
      case 'StringLiteral':
        return { kind: 'text', value: textOf(this.#of(node)) };
      case 'ParenExpr':
        return this.query(this.#child(node));
      case 'UnaryExpr':
        return this.#unary(node);
      case 'VectorSelector':
        return { kind: 'selector', matchers: this.#matchers(node), place: HERE };
      case 'MatrixSelector':
        return this.#range(node);
      case 'SubqueryExpr':
        return this.#subquery(node);
      case 'OffsetExpr':
      case 'StepInvariantExpr':
        return this.#placed(node);
      case 'BinaryExpr':
        return this.#binary(node);
      case 'FunctionCall':
        return { kind: 'call', name: this.#of(this.#child(node)), args: this.#args(node) };
      case 'AggregateExpr':
        return this.#aggregate(node);
      default:
        throw new BadQuery(`the sandbox does not know ${node.name}`);
    }
  }

  #unary(node: SyntaxNode): Query {
    const [sign, of] = childrenOf(node);
    const query = this.query(this.#some(of));
    return sign !== undefined && this.#of(sign) === '-' ? { kind: 'negative', of: query } : query;
  }

  #range(node: SyntaxNode): Query {
    const [of, duration] = childrenOf(node);
    const selector = this.query(this.#some(of));
    if (selector.kind !== 'selector') throw new BadQuery('ranges only allowed for vector selectors');
    return { ...selector, kind: 'range', rangeMs: durationOf(this.#of(this.#some(duration))) };
  }

  #subquery(node: SyntaxNode): Query {
    const [of, range, step] = childrenOf(node);
    return {
      kind: 'subquery',
      of: this.query(this.#some(of)),
      place: HERE,
      rangeMs: durationOf(this.#of(this.#some(range))),
      stepMs: step === undefined ? null : durationOf(this.#of(step)),
    };
  }

  #placed(node: SyntaxNode): Query {
    const [inner, word, where] = childrenOf(node);
    const of = this.query(this.#some(inner));
    if (of.kind !== 'selector' && of.kind !== 'range' && of.kind !== 'subquery') {
      throw new BadQuery(`${word?.name.toLowerCase()} modifier must be preceded by a selector or a subquery`);
    }
    const text = this.#of(this.#some(where));
    if (node.name === 'OffsetExpr') return { ...of, place: { ...of.place, offsetMs: durationOf(text) } };
    const end = text.startsWith('start') ? 'start' : text.startsWith('end') ? 'end' : null;
    return { ...of, place: { ...of.place, at: end ?? numberOf(text) * 1_000 } };
  }

  #binary(node: SyntaxNode): Query {
    const children = childrenOf(node);
    const [left, operator] = children;
    const clause = children.find(({ name }) => name === 'MatchingModifierClause');
    if (children.some(({ name }) => name.startsWith('Fill')))
      throw new BadQuery('the sandbox does not know fill modifiers');
    return {
      kind: 'binary',
      operator: this.#of(this.#some(operator)).toLowerCase(),
      left: this.query(this.#some(left)),
      right: this.query(this.#some(children.at(-1))),
      bool: children.some(({ name }) => name === 'BoolModifier'),
      matching: clause === undefined ? ONE_TO_ONE : this.#matching(clause),
    };
  }

  #matching(clause: SyntaxNode): Matching {
    const many =
      clause.getChild('GroupLeft') !== null ? 'left' : clause.getChild('GroupRight') !== null ? 'right' : null;
    const [labels, include] = clause.getChildren('GroupingLabels');
    return {
      on: clause.getChild('On') !== null,
      labels: this.#labels(labels),
      many,
      include: this.#labels(include),
    };
  }

  #aggregate(node: SyntaxNode): Query {
    const modifier = node.getChild('AggregateModifier');
    const labels = modifier?.getChild('GroupingLabels') ?? undefined;
    const grouping: Grouping = {
      without: modifier?.getChild('Without') !== null && modifier !== null,
      labels: this.#labels(labels),
    };
    return { kind: 'aggregate', operator: this.#of(this.#child(node)).toLowerCase(), grouping, args: this.#args(node) };
  }

  #args(node: SyntaxNode): readonly Query[] {
    const body = node.getChild('FunctionCallBody');
    return body === null ? [] : childrenOf(body).map((each) => this.query(each));
  }

  #labels(node: SyntaxNode | undefined): readonly string[] {
    return node === undefined ? [] : childrenOf(node).map((each) => this.#labelName(each));
  }

  #labelName(node: SyntaxNode): string {
    return node.name === 'QuotedLabelName' ? textOf(this.#of(node)) : this.#of(node);
  }

  #matchers(node: SyntaxNode): readonly Matcher[] {
    const name = node.getChild('Identifier');
    const list = node.getChild('LabelMatchers');
    const named: readonly Matcher[] =
      name === null ? [] : [{ label: '__name__', operator: '=', value: this.#of(name) }];
    return [...named, ...(list === null ? [] : childrenOf(list).map((each) => this.#matcher(each)))];
  }

  #matcher(node: SyntaxNode): Matcher {
    if (node.name === 'QuotedLabelName') return { label: '__name__', operator: '=', value: textOf(this.#of(node)) };
    const [label, operator, value] = childrenOf(node);
    return {
      label: this.#labelName(this.#some(label)),
      operator: this.#of(this.#some(operator)) as Matcher['operator'],
      value: textOf(this.#of(this.#some(value))),
    };
  }

  #of({ from, to }: SyntaxNode): string {
    return this.#text.slice(from, to);
  }

  #child(node: SyntaxNode): SyntaxNode {
    return this.#some(node.firstChild ?? undefined);
  }

  /** The grammar has it there. */
  #some(node: SyntaxNode | undefined): SyntaxNode {
    if (node === undefined) throw new BadQuery('unexpected end of input');
    return node;
  }
}

function childrenOf(node: SyntaxNode): readonly SyntaxNode[] {
  const children: SyntaxNode[] = [];
  for (let child = node.firstChild; child !== null; child = child.nextSibling) {
    if (child.name !== 'LineComment') children.push(child);
  }
  return children;
}
