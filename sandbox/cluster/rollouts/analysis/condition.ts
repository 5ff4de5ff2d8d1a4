/** Judges a measured value by the conditions of a metric (`utils/evaluate`). Pure. */
import { isEqual } from '../../objects.ts';
import type { AnalysisPhase, Metric } from './kinds.ts';
import { parse, type Tree } from './parser.ts';

type Conditions = Pick<Metric, 'successCondition' | 'failureCondition'>;

/** Throws an Error when a condition cannot be read or has no truth in it. */
export function judged(result: unknown, { successCondition = '', failureCondition = '' }: Conditions): AnalysisPhase {
  if (successCondition === '' && failureCondition === '') return 'Successful';
  const succeeds = successCondition !== '' && holds(successCondition, result);
  const fails = failureCondition !== '' && holds(failureCondition, result);
  if (failureCondition === '') return succeeds ? 'Successful' : 'Failed';
  if (fails) return 'Failed';
  return succeeds || successCondition === '' ? 'Successful' : 'Inconclusive';
}

function holds(condition: string, result: unknown): boolean {
  const value = evaluated(parse(condition), { result, element: undefined });
  if (typeof value !== 'boolean') throw new TypeError(`expected bool, but got ${typeof value}`);
  return value;
}

interface Scope {
  readonly result: unknown;
  /** What `#` stands for. */
  readonly element: unknown;
}

function evaluated(tree: Tree, scope: Scope): unknown {
  switch (tree.kind) {
    case 'value':
      return tree.value;
    case 'element':
      return scope.element;
    case 'name':
      if (tree.name !== 'result') throw new ReferenceError(`unknown name ${tree.name}`);
      return scope.result;
    case 'list':
      return tree.items.map((item) => evaluated(item, scope));
    case 'unary':
      return unary(tree.operator, evaluated(tree.of, scope));
    case 'binary':
      return binary(tree, scope);
    case 'choice':
      return evaluated(truth(evaluated(tree.test, scope)) ? tree.yes : tree.no, scope);
    case 'member':
      return member(evaluated(tree.of, scope), evaluated(tree.key, scope));
    case 'slice':
      return slice(
        evaluated(tree.of, scope),
        [tree.from, tree.to].map((each) => each && Number(evaluated(each, scope))),
      );
    case 'call':
      return call(tree, scope);
  }
}

function truth(value: unknown): boolean {
  if (typeof value !== 'boolean') throw new TypeError(`interface conversion: ${typeof value} is not bool`);
  return value;
}

function unary(operator: string, value: unknown): unknown {
  if (operator === '!' || operator === 'not') return !truth(value);
  return operator === '-' ? -number(value) : number(value);
}

function number(value: unknown): number {
  if (typeof value !== 'number') throw new TypeError(`invalid operation on ${value === null ? '<nil>' : typeof value}`);
  return value;
}

const MATHS: Readonly<Record<string, (a: number, b: number) => unknown>> = {
  '+': (a, b) => a + b,
  '-': (a, b) => a - b,
  '*': (a, b) => a * b,
  '/': (a, b) => a / b,
  '%': (a, b) => a % b,
  '**': (a, b) => a ** b,
};
const ORDER: Readonly<Record<string, (a: number | string, b: number | string) => boolean>> = {
  '<': (a, b) => a < b,
  '>': (a, b) => a > b,
  '<=': (a, b) => a <= b,
  '>=': (a, b) => a >= b,
};
const TEXT: Readonly<Record<string, (a: string, b: string) => boolean>> = {
  contains: (a, b) => a.includes(b),
  startsWith: (a, b) => a.startsWith(b),
  endsWith: (a, b) => a.endsWith(b),
  matches: (a, b) => new RegExp(b).test(a),
};

function binary({ operator, left, right }: Extract<Tree, { kind: 'binary' }>, scope: Scope): unknown {
  const first = evaluated(left, scope);
  if (operator === '&&' || operator === 'and') return truth(first) && truth(evaluated(right, scope));
  if (operator === '||' || operator === 'or') return truth(first) || truth(evaluated(right, scope));
  if (operator === '??') return first ?? evaluated(right, scope);
  const second = evaluated(right, scope);
  if (operator === '==') return isEqual(first, second);
  if (operator === '!=') return !isEqual(first, second);
  if (operator === 'in') return isIn(first, second);
  if (operator === 'not in') return !isIn(first, second);
  const text = TEXT[operator];
  if (text !== undefined) return text(String(first), String(second));
  const bothText = typeof first === 'string' && typeof second === 'string';
  if (bothText && operator === '+') return first + second;
  const order = ORDER[operator];
  if (order !== undefined) return bothText ? order(first, second) : order(number(first), number(second));
  return MATHS[operator]?.(number(first), number(second));
}

function isIn(value: unknown, container: unknown): boolean {
  if (Array.isArray(container)) return container.some((each) => isEqual(each, value));
  return typeof container === 'object' && container !== null && String(value) in container;
}

function member(of: unknown, key: unknown): unknown {
  if (Array.isArray(of)) {
    const index = number(key);
    const at = index < 0 ? of.length + index : index;
    if (at < 0 || at >= of.length) throw new RangeError(`index out of range: ${index} (array length is ${of.length})`);
    return of[at];
  }
  if (typeof of !== 'object' || of === null)
    throw new TypeError(`cannot fetch ${key} from ${of === null ? '<nil>' : typeof of}`);
  return (of as Readonly<Record<string, unknown>>)[String(key)] ?? null;
}

function slice(of: unknown, [from, to]: readonly (number | null | undefined)[]): unknown {
  if (typeof of !== 'string' && !Array.isArray(of)) throw new TypeError(`cannot slice ${typeof of}`);
  return of.slice(from ?? 0, to ?? of.length);
}

const FUNCTIONS: Readonly<Record<string, (result: unknown, args: readonly unknown[]) => unknown>> = {
  len: (_, [of]) => (typeof of === 'string' || Array.isArray(of) ? of.length : Object.keys(Object(of)).length),
  asInt: (_, [of]) => readNumber(of, Number.parseInt),
  asFloat: (_, [of]) => readNumber(of, Number.parseFloat),
  isNaN: (_, [of]) => Number.isNaN(number(of)),
  isInf: (_, [of]) => Math.abs(number(of)) === Number.POSITIVE_INFINITY,
  // Both look at the result, whatever they are given, as Argo's do.
  isNil: (result) => result === null || result === undefined,
  default: (result, [, other]) => result ?? other,
  abs: (_, [of]) => Math.abs(number(of)),
  ceil: (_, [of]) => Math.ceil(number(of)),
  floor: (_, [of]) => Math.floor(number(of)),
  max: (_, args) => Math.max(...args.map(number)),
  min: (_, args) => Math.min(...args.map(number)),
};

function readNumber(of: unknown, read: (text: string) => number): number {
  const value = typeof of === 'number' ? of : read(String(of));
  if (Number.isNaN(value) && typeof of !== 'number') throw new TypeError(`parsing "${of}": invalid syntax`);
  return read === Number.parseInt ? Math.trunc(value) : value;
}

type Predicate = (element: unknown) => unknown;
const OVER_LISTS: Readonly<Record<string, (list: readonly unknown[], predicate: Predicate) => unknown>> = {
  all: (list, predicate) => list.every((each) => truth(predicate(each))),
  any: (list, predicate) => list.some((each) => truth(predicate(each))),
  none: (list, predicate) => !list.some((each) => truth(predicate(each))),
  one: (list, predicate) => list.filter((each) => truth(predicate(each))).length === 1,
  count: (list, predicate) => list.filter((each) => truth(predicate(each))).length,
  filter: (list, predicate) => list.filter((each) => truth(predicate(each))),
  map: (list, predicate) => list.map(predicate),
};

function call({ name, args }: Extract<Tree, { kind: 'call' }>, scope: Scope): unknown {
  const overList = OVER_LISTS[name];
  const [list, predicate] = args;
  if (overList !== undefined && list !== undefined && predicate !== undefined) {
    const elements = evaluated(list, scope);
    if (!Array.isArray(elements)) throw new TypeError(`builtin ${name} takes only array (got ${typeof elements})`);
    return overList(elements, (element) => evaluated(predicate, { ...scope, element }));
  }
  const known = FUNCTIONS[name];
  if (known === undefined) throw new ReferenceError(`unknown name ${name}`);
  return known(
    scope.result,
    args.map((each) => evaluated(each, scope)),
  );
}
