/** The words of a condition such as `result[0] >= 0.95 && len(result) > 0`. Pure. */

export interface Token {
  readonly kind: 'number' | 'string' | 'name' | 'operator';
  readonly text: string;
}

const PATTERN =
  /\s*(?:(\d+(?:\.\d+)?(?:[eE][-+]?\d+)?)|("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')|([A-Za-z_$][\w$]*)|(\*\*|==|!=|<=|>=|&&|\|\||\?\?|\?\.|\.\.|[-+*/%<>!?:.,()[\]{}#]))/y;

/** Throws SyntaxError for anything that is none. */
export function tokensOf(text: string): readonly Token[] {
  const tokens: Token[] = [];
  PATTERN.lastIndex = 0;
  const source = text.trimEnd();
  while (PATTERN.lastIndex < source.length) {
    const from = PATTERN.lastIndex;
    const match = PATTERN.exec(source);
    if (match === null) throw new SyntaxError(`unrecognized character: ${source.slice(from).trimStart().charAt(0)}`);
    const [, number, string, name, operator = ''] = match;
    if (number !== undefined) tokens.push({ kind: 'number', text: number });
    else if (string !== undefined) tokens.push({ kind: 'string', text: unquoted(string) });
    else if (name !== undefined) tokens.push({ kind: 'name', text: name });
    else tokens.push({ kind: 'operator', text: operator });
  }
  return tokens;
}

function unquoted(text: string): string {
  return text.slice(1, -1).replace(/\\(.)/g, (_, each: string) => ({ n: '\n', t: '\t' })[each] ?? each);
}
