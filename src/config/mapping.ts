/** Mappings of the catalog, with the words for what is wrong with them. */
import * as z from 'zod';

/** A mapping that knows all of its keys. For an unknown one the message lists the known ones, see `schema-mistakes.ts`. */
export function mapping<S extends z.core.$ZodLooseShape>(shape: S) {
  const error: z.core.$ZodErrorMap = (issue) =>
    issue.code === 'unrecognized_keys' ? Object.keys(shape).join(' ') : 'a mapping';
  return z.strictObject(shape, { error });
}

export function named<S extends z.ZodType>(key: z.ZodString, value: S, things: string) {
  const error = `at least one of ${things}`;
  return z
    .record(key, value, { error })
    .refine((entries) => Object.keys(entries).length > 0, { error })
    .meta({ minProperties: 1 });
}
