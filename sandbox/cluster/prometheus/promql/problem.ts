/** What is wrong with a query, in the words of Prometheus. */

/** `bad_data`: it cannot be understood. `execution`: it came to nothing while it was answered. */
export type ErrorType = 'bad_data' | 'execution';

export class QueryProblem extends Error {
  readonly type: ErrorType;

  constructor(type: ErrorType, message: string) {
    super(message);
    this.type = type;
  }
}

export function executionProblem(message: string): QueryProblem {
  return new QueryProblem('execution', message);
}

/** Something in the text, so many characters from its start. */
export class ParseProblem extends Error {
  readonly from: number;

  constructor(from: number, message: string) {
    super(message);
    this.from = from;
  }

  /** With line and column, each from 1. */
  in(text: string): QueryProblem {
    const lines = text.slice(0, this.from).split('\n');
    const column = (lines.at(-1)?.length ?? 0) + 1;
    return new QueryProblem('bad_data', `${lines.length}:${column}: parse error: ${this.message}`);
  }
}
