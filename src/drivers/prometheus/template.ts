/** A query of the catalog with the names of one occasion in it. */

import type { Occasion } from '../../engine/evidence/ports.ts';
import type { QUERY_PLACEHOLDERS } from '../../model/catalog.ts';
import { PrometheusProblem } from './client.ts';

export type Names = Readonly<Record<(typeof QUERY_PLACEHOLDERS)[number], string | null>>;

/** Throws PrometheusProblem when it names what is not known. */
export function filled(template: string, names: Names): string {
  return template.replace(/\{\{\s*(\w+)\s*\}\}/g, (whole, name: string) => {
    const value = Object.hasOwn(names, name) ? names[name as keyof Names] : whole;
    if (value === null) throw new PrometheusProblem(`{{${name}}} is not known`);
    return value;
  });
}

/** Of a release, or of what is rolled back. Throws PrometheusProblem when it names what is not known. */
export function queryFor(
  template: string,
  { service, environment, target, bad, good }: Pick<Occasion, 'service' | 'environment' | 'target' | 'bad' | 'good'>,
): string {
  const { namespace, name } = target;
  return filled(template, { service, environment, namespace, name, hash: bad, stableHash: good });
}
