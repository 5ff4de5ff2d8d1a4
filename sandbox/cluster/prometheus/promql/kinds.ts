/** What a part of a query gives, before it is asked. Pure. */
import { functions } from './functions/index.ts';
import type { Expr } from './tree.ts';

export type Kind = 'scalar' | 'string' | 'instant vector' | 'range vector';

/** What a function takes, and gives. */
export interface Signature {
  readonly takes: readonly Kind[];
  /** So many of the last may be left out. */
  readonly optional?: number;
  /** More may follow, each like the last. */
  readonly variadic?: boolean;
  readonly gives: 'scalar' | 'instant vector';
}

export function kindOf(expr: Expr): Kind {
  switch (expr.kind) {
    case 'number':
      return 'scalar';
    case 'string':
      return 'string';
    case 'range':
    case 'subquery':
      return 'range vector';
    case 'selector':
    case 'aggregate':
      return 'instant vector';
    case 'unary':
      return kindOf(expr.of);
    case 'call':
      return functions.get(expr.name)?.signature.gives ?? 'instant vector';
    case 'binary':
      return kindOf(expr.left) === 'scalar' && kindOf(expr.right) === 'scalar' ? 'scalar' : 'instant vector';
  }
}
