/** A query of the catalog with the names of one occasion in it. */
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
