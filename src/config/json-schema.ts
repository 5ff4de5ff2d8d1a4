/** The catalog's schema in the form that editors and other programs read. */
import * as z from 'zod';
import { catalogSchema } from './schema.ts';

/**
 * JSON Schema (draft 2020-12) of a catalog as people write it. It knows the shape alone: what must hold between the
 * parts (names that are known, no target twice) only `rollbridge check` tells.
 */
export function catalogJsonSchema(): object {
  const { $schema, ...shape } = z.toJSONSchema(catalogSchema, { io: 'input', unrepresentable: 'any' });
  return {
    $schema,
    title: 'Catalog of Rollbridge',
    description: 'Which services are released, where, by whom.',
    ...shape,
  };
}
