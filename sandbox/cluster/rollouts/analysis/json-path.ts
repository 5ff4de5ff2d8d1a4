/** The part of a JSON text that a web metric looks at: `{$.data.items[0].ok}`. Pure. */
import { isRecord } from '../../objects.ts';

const STEP = /\.([\w-]+)|\[(?:'([^']*)'|"([^"]*)"|(-?\d+|\*))\]/g;

/** The first value that it leads to. Throws an Error when it cannot be read or leads nowhere. */
export function valueAt(value: unknown, jsonPath: string): unknown {
  const path = jsonPath.replace(/^\{(.*)\}$/, '$1').replace(/^\$/, '');
  if (path !== '' && path.replaceAll(STEP, '') !== '') throw new Error(`unrecognized JSONPath: ${jsonPath}`);
  let found = value;
  for (const [, field, single, double, index] of path.matchAll(STEP)) {
    found = index === undefined ? fieldOf(found, field ?? single ?? double ?? '') : itemOf(found, index);
  }
  return found;
}

function fieldOf(value: unknown, field: string): unknown {
  if (!isRecord(value) || !(field in value)) throw new Error(`Could not find JSONPath in body: ${field} is not found`);
  return value[field];
}

function itemOf(value: unknown, index: string): unknown {
  const items = Array.isArray(value) ? value : isRecord(value) ? Object.values(value) : [];
  const item = index === '*' ? items[0] : items.at(Number(index));
  if (item === undefined) throw new Error('Could not find JSONPath in body: array index out of bounds');
  return item;
}
