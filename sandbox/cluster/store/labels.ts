/** Label selectors, as objects hold them and as queries write them. */
import { isRecord, type Strings } from '../objects.ts';
import { badRequest } from './status-error.ts';

export type Matches = (labels: Strings) => boolean;

interface Expression {
  readonly key: string;
  readonly operator: string;
  readonly values: readonly string[];
}

/** `matchLabels` and `matchExpressions`; without both it matches all. */
export function selectorOf(selector: unknown): Matches {
  if (!isRecord(selector)) return () => true;
  const { matchLabels = {}, matchExpressions = [] } = selector as {
    matchLabels?: Strings;
    matchExpressions?: readonly Expression[];
  };
  const parts = [
    hasAll(matchLabels),
    ...matchExpressions.map(({ key, operator, values = [] }) => {
      return matcher(key, operator, values);
    }),
  ];
  return (labels) => parts.every((matches) => matches(labels));
}

export function hasAll(wanted: Strings): Matches {
  const entries = Object.entries(wanted);
  return (labels) => entries.every(([key, value]) => labels[key] === value);
}

const KEY = '([A-Za-z0-9][-A-Za-z0-9_./]*)';
const SET = new RegExp(`^${KEY}\\s+(in|notin)\\s*\\(([^()]*)\\)$`);
const EQUAL = new RegExp(`^${KEY}\\s*(==?|!=|>|<)\\s*([-A-Za-z0-9_.]*)$`);
const BARE = new RegExp(`^(!?)\\s*${KEY}$`);

/** A query such as `app=shop,hash in (a,b),!old`. Throws 400 when it cannot be read. */
export function parseSelector(text: string): Matches {
  const parts = text.split(/,(?![^(]*\))/).map((part) => part.trim());
  const all = parts.filter((part) => part !== '').map(parsePart);
  return (labels) => all.every((matches) => matches(labels));
}

function parsePart(part: string): Matches {
  const set = SET.exec(part);
  if (set !== null) {
    const values = (set[3] ?? '').split(',').map((value) => value.trim());
    return matcher(set[1] ?? '', set[2] === 'in' ? 'In' : 'NotIn', values);
  }
  const bare = BARE.exec(part);
  if (bare !== null) return matcher(bare[2] ?? '', bare[1] === '!' ? 'DoesNotExist' : 'Exists', []);
  const equal = EQUAL.exec(part);
  if (equal === null) {
    const [, found = part, next = ''] = part.split(/\s+/);
    if (found === 'in' || found === 'notin') {
      throw badRequest(`unable to parse requirement: found '${next}' expected: '('`);
    }
    throw badRequest(`unable to parse requirement: found '${found}', expected: in, notin, =, ==, !=, gt, lt`);
  }
  const operators: Strings = { '=': 'In', '==': 'In', '!=': 'NotIn', '>': 'Gt', '<': 'Lt' };
  return matcher(equal[1] ?? '', operators[equal[2] ?? ''] ?? 'In', [equal[3] ?? '']);
}

/** NotIn matches an object without the label as well. */
function matcher(key: string, operator: string, values: readonly string[]): Matches {
  const is = (labels: Strings) => key in labels && values.includes(labels[key] ?? '');
  switch (operator) {
    case 'In':
      return is;
    case 'NotIn':
      return (labels) => !is(labels);
    case 'Exists':
      return (labels) => key in labels;
    case 'DoesNotExist':
      return (labels) => !(key in labels);
    case 'Gt':
      return (labels) => Number(labels[key]) > Number(values[0]);
    case 'Lt':
      return (labels) => Number(labels[key]) < Number(values[0]);
    default:
      throw badRequest(`"${operator}" is not a valid label selector operator`);
  }
}
