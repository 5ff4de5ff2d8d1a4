/** Reads a condition into a tree, with the precedence of expr, the language of Argo's conditions. Pure. */
import { type Token, tokensOf } from './tokens.ts';

export type Tree =
  | { readonly kind: 'value'; readonly value: unknown }
  | { readonly kind: 'name'; readonly name: string }
  /** `#`, the present element. */
  | { readonly kind: 'element' }
  | { readonly kind: 'list'; readonly items: readonly Tree[] }
  | { readonly kind: 'unary'; readonly operator: string; readonly of: Tree }
  | { readonly kind: 'binary'; readonly operator: string; readonly left: Tree; readonly right: Tree }
  | { readonly kind: 'choice'; readonly test: Tree; readonly yes: Tree; readonly no: Tree }
  | { readonly kind: 'member'; readonly of: Tree; readonly key: Tree }
  | { readonly kind: 'slice'; readonly of: Tree; readonly from: Tree | null; readonly to: Tree | null }
  | { readonly kind: 'call'; readonly name: string; readonly args: readonly Tree[] };

const LEVELS: Readonly<Record<string, number>> = {
  '??': 1,
  '||': 2,
  or: 2,
  '&&': 3,
  and: 3,
  '==': 4,
  '!=': 4,
  '<': 5,
  '>': 5,
  '<=': 5,
  '>=': 5,
  in: 5,
  'not in': 5,
  contains: 5,
  matches: 5,
  startsWith: 5,
  endsWith: 5,
  '+': 6,
  '-': 6,
  '*': 7,
  '/': 7,
  '%': 7,
  '**': 8,
};
const UNARY_LEVEL = 7;
const WORDS: ReadonlyMap<string, unknown> = new Map<string, unknown>([
  ['true', true],
  ['false', false],
  ['nil', null],
]);

/** Throws SyntaxError. */
export function parse(text: string): Tree {
  return new Parser(tokensOf(text)).whole();
}

class Parser {
  readonly #tokens: readonly Token[];
  #at = 0;

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }

  whole(): Tree {
    const tree = this.#expression();
    const rest = this.#peek();
    if (rest !== undefined) throw new SyntaxError(`unexpected token ${rest.text}`);
    return tree;
  }

  #expression(): Tree {
    const test = this.#binary(1);
    if (!this.#accept('?')) return test;
    const yes = this.#expression();
    this.#expect(':');
    return { kind: 'choice', test, yes, no: this.#expression() };
  }

  #binary(level: number): Tree {
    let left = this.#unary();
    for (let operator = this.#operator(level); operator !== null; operator = this.#operator(level)) {
      const right = this.#binary((LEVELS[operator] ?? 0) + 1);
      left = { kind: 'binary', operator, left, right };
    }
    return left;
  }

  #operator(level: number): string | null {
    const token = this.#peek();
    if (token === undefined || token.kind === 'string' || token.kind === 'number') return null;
    const isNotIn = token.text === 'not' && this.#tokens[this.#at + 1]?.text === 'in';
    const operator = isNotIn ? 'not in' : token.text;
    if ((LEVELS[operator] ?? 0) < level) return null;
    this.#at += isNotIn ? 2 : 1;
    return operator;
  }

  #unary(): Tree {
    for (const operator of ['!', 'not', '-', '+']) {
      if (this.#accept(operator)) return { kind: 'unary', operator, of: this.#binary(UNARY_LEVEL) };
    }
    return this.#postfix(this.#primary());
  }

  #postfix(tree: Tree): Tree {
    if (this.#accept('.') || this.#accept('?.')) {
      const key: Tree = { kind: 'value', value: this.#next().text };
      return this.#postfix({ kind: 'member', of: tree, key });
    }
    if (!this.#accept('[')) return tree;
    if (this.#accept(':')) return this.#postfix(this.#sliceOf(tree, null));
    const key = this.#expression();
    if (this.#accept(':')) return this.#postfix(this.#sliceOf(tree, key));
    this.#expect(']');
    return this.#postfix({ kind: 'member', of: tree, key });
  }

  #sliceOf(of: Tree, from: Tree | null): Tree {
    if (this.#accept(']')) return { kind: 'slice', of, from, to: null };
    const to = this.#expression();
    this.#expect(']');
    return { kind: 'slice', of, from, to };
  }

  #primary(): Tree {
    const { kind, text } = this.#next();
    if (kind === 'number') return { kind: 'value', value: Number(text) };
    if (kind === 'string') return { kind: 'value', value: text };
    if (kind === 'name') return this.#named(text);
    if (text === '(') return this.#closed(this.#expression(), ')');
    if (text === '{') return this.#closed(this.#expression(), '}');
    if (text === '[') return { kind: 'list', items: this.#items(']') };
    if (text === '#') return { kind: 'element' };
    // `.field` in a predicate stands for `#.field`.
    if (text === '.')
      return { kind: 'member', of: { kind: 'element' }, key: { kind: 'value', value: this.#next().text } };
    throw new SyntaxError(`unexpected token ${text}`);
  }

  #named(name: string): Tree {
    if (WORDS.has(name)) return { kind: 'value', value: WORDS.get(name) };
    return this.#accept('(') ? { kind: 'call', name, args: this.#items(')') } : { kind: 'name', name };
  }

  #closed(tree: Tree, end: string): Tree {
    this.#expect(end);
    return tree;
  }

  #items(end: string): readonly Tree[] {
    const items: Tree[] = [];
    while (!this.#accept(end)) {
      items.push(this.#expression());
      if (!this.#accept(',')) {
        this.#expect(end);
        break;
      }
    }
    return items;
  }

  #peek(): Token | undefined {
    return this.#tokens[this.#at];
  }

  #next(): Token {
    const token = this.#tokens[this.#at];
    if (token === undefined) throw new SyntaxError('unexpected end of expression');
    this.#at += 1;
    return token;
  }

  #accept(text: string): boolean {
    const token = this.#peek();
    if (token === undefined || token.kind === 'string' || token.text !== text) return false;
    this.#at += 1;
    return true;
  }

  #expect(text: string): void {
    if (!this.#accept(text)) throw new SyntaxError(`expected ${text}, got ${this.#peek()?.text ?? 'the end'}`);
  }
}
