/** Holds objects of custom kinds to the schema of their definition, and says what is wrong as the server does. */
import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv';
import { isEqual, isRecord } from '../objects.ts';
import { type Cause, required, wrongValue } from '../store/status-error.ts';
import type { Schema } from './schema.ts';

const ajv = new Ajv({
  strict: false,
  allErrors: true,
  validateFormats: false,
  // Patterns are those of Go, which knows no such mode.
  unicodeRegExp: false,
  verbose: true,
  // Who starts a cluster waits for the compiler, longer than for all the checks that come of it.
  code: { optimize: false },
  validateSchema: false,
});

/** To compile a schema takes a while, and most are never asked for. Each cluster has its own of the same text. */
const compiled = new WeakMap<Schema, ValidateFunction>();
const byText = new Map<string, ValidateFunction>();

function compile(schema: Schema): ValidateFunction {
  const text = JSON.stringify(schema);
  const check = byText.get(text) ?? ajv.compile(schema);
  byText.set(text, check);
  return check;
}

/** Of an object that was changed, `was` is what it was: some rules compare the two. */
export function causesOf(object: unknown, was: unknown, schema: Schema): readonly Cause[] {
  const check = compiled.get(schema) ?? compile(schema);
  compiled.set(schema, check);
  const causes = check(object) ? [] : firstOfEach(check.errors ?? []).flatMap((error) => causeOf(error) ?? []);
  if (causes.length > 0) return [...causes, UNCHECKED];
  return was === null ? [] : broken(object, was, { schema, path: '' });
}

/** Of a text that is too short or too long it is not said as well that its letters do not fit. */
function firstOfEach(errors: readonly ErrorObject[]): readonly ErrorObject[] {
  const wrongSize = errors.filter(({ keyword }) => keyword === 'minLength' || keyword === 'maxLength');
  const paths = wrongSize.map(({ instancePath }) => instancePath);
  return errors.filter(({ keyword, instancePath }) => keyword !== 'pattern' || !paths.includes(instancePath));
}

/** Rules written as expressions come last, and not at all when the rest is wrong; the server says so in any case. */
const UNCHECKED: Cause = {
  ...wrongValue(
    '<nil>',
    null,
    'some validation rules were not checked because the object was invalid; correct the existing errors to complete validation',
  ),
};

/** Of the language of such rules one sentence is understood: that nothing may change. */
const UNCHANGED = 'self == oldSelf';

function broken(now: unknown, was: unknown, { schema, path }: { schema: Schema; path: string }): readonly Cause[] {
  if (now === undefined || was === undefined) return [];
  const own = (schema['x-kubernetes-validations'] ?? [])
    .filter(({ rule }) => rule.trim() === UNCHANGED && !isEqual(now, was))
    .map(({ rule, message }) => wrongValue(path, typeName(now), message ?? `failed rule: ${rule}`));
  if (!isRecord(now) || !isRecord(was)) return own;
  const inner = Object.entries(schema.properties ?? {}).flatMap(([field, form]) =>
    broken(now[field], was[field], { schema: form, path: path === '' ? field : `${path}.${field}` }),
  );
  return [...own, ...inner];
}

function causeOf({ instancePath, keyword, params, data }: ErrorObject): Cause | null {
  const path = pathOf(instancePath);
  switch (keyword) {
    case 'required': {
      const field = (params as { missingProperty: string }).missingProperty;
      return required(path === '' ? field : `${path}.${field}`);
    }
    case 'type': {
      // Null counts as left out where it is not allowed.
      if (data === null) return null;
      const { type } = params as { type: string };
      const wrong = wrongValue(path, typeName(data), `${path} in body must be of type ${type}: "${typeName(data)}"`);
      return { ...wrong, reason: 'FieldValueTypeInvalid' };
    }
    case 'enum': {
      if (data === null) return null;
      const values = (params as { allowedValues: readonly unknown[] }).allowedValues.map((each) =>
        JSON.stringify(each),
      );
      const message = `Unsupported value: ${JSON.stringify(data)}: supported values: ${values.join(', ')}`;
      return { reason: 'FieldValueNotSupported', message, field: path };
    }
    case 'maxLength': {
      const { limit } = params as { limit: number };
      return { reason: 'FieldValueTooLong', message: `Too long: may not be more than ${limit} bytes`, field: path };
    }
    default:
      return wrongValue(path, data, `${path} in body ${sentence(keyword, params)}`);
  }
}

function sentence(keyword: string, params: Readonly<Record<string, unknown>>): string {
  const { limit, pattern } = params;
  switch (keyword) {
    case 'pattern':
      return `should match '${pattern}'`;
    case 'minLength':
      return `should be at least ${limit} chars long`;
    case 'minimum':
      return `should be greater than or equal to ${limit}`;
    case 'maximum':
      return `should be less than or equal to ${limit}`;
    case 'minItems':
      return `should have at least ${limit} items`;
    case 'maxItems':
      return `should have at most ${limit} items`;
    default:
      return `is not valid (${keyword})`;
  }
}

/** `/spec/steps/0/setWeight` → `spec.steps[0].setWeight`. */
function pathOf(pointer: string): string {
  const parts = pointer.split('/').slice(1);
  return parts.reduce((path, raw) => {
    const part = raw.replaceAll('~1', '/').replaceAll('~0', '~');
    if (/^\d+$/.test(part)) return `${path}[${part}]`;
    return path === '' ? part : `${path}.${part}`;
  }, '');
}

function typeName(value: unknown): string {
  if (Array.isArray(value)) return 'array';
  if (typeof value === 'number') return Number.isInteger(value) ? 'integer' : 'number';
  return value === null ? 'null' : typeof value;
}
