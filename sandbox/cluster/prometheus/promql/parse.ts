/**
 * From a text to what it asks for. The grammar is that of Prometheus' own editor; where its order of operators is not that
 * of the server (an editor needs none), `operands.ts` puts it right. Pure.
 */
import { parser } from '@prometheus-io/lezer-promql';
import { check } from './check.ts';
import { expression } from './operands.ts';
import { ParseProblem } from './problem.ts';
import { syntaxProblem } from './syntax.ts';
import type { Expr } from './tree.ts';

/** Throws QueryProblem, of type `bad_data`, in the words of Prometheus. */
export function parse(text: string): Expr {
  try {
    const tree = parser.parse(text);
    const problem = syntaxProblem(text, tree);
    if (problem !== null) throw problem;
    const top = tree.topNode.firstChild;
    if (top === null) throw new ParseProblem(0, 'no expression found in input');
    const expr = expression(top, text);
    check(expr);
    return expr;
  } catch (error) {
    throw error instanceof ParseProblem ? error.in(text) : error;
  }
}
