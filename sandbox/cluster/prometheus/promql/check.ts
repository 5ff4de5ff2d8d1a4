/** Whether the parts of a query fit together, as Prometheus checks it before it looks at any series. Pure. */
import { functions } from './functions/index.ts';
import { type Kind, kindOf, type Signature } from './kinds.ts';
import { isComparison, isSetOperator } from './operators.ts';
import { ParseProblem } from './problem.ts';
import type { Aggregate, Binary, Call, Expr, Unary } from './tree.ts';

/** Throws ParseProblem. */
export function check(expr: Expr): void {
  switch (expr.kind) {
    case 'call':
      checkCall(expr);
      break;
    case 'aggregate':
      checkAggregate(expr);
      break;
    case 'binary':
      checkBinary(expr);
      break;
    case 'unary':
      checkUnary(expr);
      break;
    case 'subquery':
      check(expr.of);
      if (kindOf(expr.of) !== 'instant vector') {
        const but = `subquery is only allowed on instant vector, got ${kindOf(expr.of)}`;
        throw new ParseProblem(expr.from, but);
      }
      break;
    default:
  }
}

function checkCall({ name, args, from }: Call): void {
  const called = functions.get(name);
  if (called === undefined) throw new ParseProblem(from, missing(name));
  const { takes, optional = 0, variadic = false } = called.signature;
  const least = takes.length - optional;
  const words = `in call to "${name}", got ${args.length}`;
  if (optional === 0 && !variadic && args.length !== takes.length) {
    throw new ParseProblem(from, `expected ${takes.length} argument(s) ${words}`);
  }
  if (args.length < least) throw new ParseProblem(from, `expected at least ${least} argument(s) ${words}`);
  if (!variadic && args.length > takes.length) {
    throw new ParseProblem(from, `expected at most ${takes.length} argument(s) ${words}`);
  }
  for (const [index, arg] of args.entries()) {
    check(arg);
    expect(arg, kindAt(called.signature, index), `call to function "${name}"`);
  }
}

/** Of a function that takes more of them, all the rest are like its last. */
function kindAt({ takes }: Signature, index: number): Kind {
  return takes[index] ?? takes.at(-1) ?? 'scalar';
}

function expect(arg: Expr, wanted: Kind, place: string): void {
  const kind = kindOf(arg);
  if (kind !== wanted) throw new ParseProblem(arg.from, `expected type ${wanted} in ${place}, got ${kind}`);
}

const WITH_PARAMETER: Readonly<Record<string, Kind>> = {
  topk: 'scalar',
  bottomk: 'scalar',
  quantile: 'scalar',
  count_values: 'string',
};
const PLAIN = ['sum', 'avg', 'min', 'max', 'count', 'group', 'stddev', 'stdvar'];

function checkAggregate({ operator, args, from }: Aggregate): void {
  const wanted = WITH_PARAMETER[operator];
  if (wanted === undefined && !PLAIN.includes(operator)) throw new ParseProblem(from, missing(operator));
  const count = wanted === undefined ? 1 : 2;
  if (args.length === 0) throw new ParseProblem(from, 'no arguments for aggregate expression provided');
  if (args.length !== count) {
    const words = 'wrong number of arguments for aggregate expression provided';
    throw new ParseProblem(from, `${words}, expected ${count}, got ${args.length}`);
  }
  for (const arg of args) check(arg);
  const [parameter, of] = wanted === undefined ? [undefined, args[0]] : args;
  if (of !== undefined) expect(of, 'instant vector', 'aggregation expression');
  if (parameter !== undefined && wanted !== undefined) expect(parameter, wanted, 'aggregation parameter');
}

function checkUnary({ of, from }: Unary): void {
  check(of);
  const kind = kindOf(of);
  if (kind === 'scalar' || kind === 'instant vector') return;
  const allowed = 'unary expression only allowed on expressions of type scalar or instant vector';
  throw new ParseProblem(from, `${allowed}, got "${kind}"`);
}

function checkBinary({ operator, operatorFrom, left, right, bool, matching, from }: Binary): void {
  check(left);
  check(right);
  const kinds = [kindOf(left), kindOf(right)];
  if (bool && !isComparison(operator)) {
    throw new ParseProblem(operatorFrom, 'bool modifier can only be used on comparison operators');
  }
  if (isComparison(operator) && !bool && kinds.every((kind) => kind === 'scalar')) {
    throw new ParseProblem(operatorFrom, 'comparisons between scalars must use BOOL modifier');
  }
  for (const side of [left, right]) {
    if (['scalar', 'instant vector'].includes(kindOf(side))) continue;
    throw new ParseProblem(side.from, 'binary expression must contain only scalar and instant vector types');
  }
  if (isSetOperator(operator) && matching?.many) {
    throw new ParseProblem(from, `no grouping allowed for "${operator}" operation`);
  }
  const both = kinds.every((kind) => kind === 'instant vector');
  if (isSetOperator(operator) && !both) {
    throw new ParseProblem(from, `set operator "${operator}" not allowed in binary scalar expression`);
  }
  if (matching !== null && !both) {
    throw new ParseProblem(from, 'vector matching only allowed between instant vectors');
  }
  const twice = matching?.on ? matching.include.find((label) => matching.labels.includes(label)) : undefined;
  if (twice !== undefined) {
    throw new ParseProblem(operatorFrom, `label "${twice}" must not occur in ON and GROUP clause at once`);
  }
}

/** The grammar knows it, so a Prometheus has it: here it was not made. */
function missing(name: string): string {
  return `unknown function with name "${name}": the sandbox has not got it`;
}
