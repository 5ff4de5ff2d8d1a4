/** The catalog as a file: read, checked, and summed up in one line. */
import { readFile } from 'node:fs/promises';
import type { Catalog } from '../model/catalog.ts';
import { parseCatalog } from './catalog.ts';
import { ConfigProblem } from './problem.ts';

const UNREADABLE: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  ENOTDIR: 'there is no such file',
  EISDIR: 'this is a directory, and the catalog is one file',
  EACCES: 'this file may not be read: check its permissions',
  EPERM: 'this file may not be read: check its permissions',
};

/** The text of the file. Throws ConfigProblem with one line when it cannot be read. */
export async function catalogText(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    const { code = '', message } = error as NodeJS.ErrnoException;
    throw new ConfigProblem([`${path}: ${UNREADABLE[code] ?? `this file cannot be read (${message})`}`]);
  }
}

/** Throws ConfigProblem with a line for every mistake, each beginning with the path. */
export async function readCatalog(path: string): Promise<Catalog> {
  return catalogIn(path, await catalogText(path));
}

/** The same of a text that was read from there. */
export function catalogIn(path: string, text: string): Catalog {
  try {
    return parseCatalog(text);
  } catch (error) {
    if (!(error instanceof ConfigProblem)) throw error;
    throw new ConfigProblem(error.lines.map((line) => `${path}: ${line}`));
  }
}

/** For example `3 services, 5 environments, 6 targets`. */
export function extentOf({ services }: Catalog): string {
  const environments = services.flatMap((service) => service.environments);
  const targets = environments.flatMap((environment) => environment.targets);
  return [counted(services, 'service'), counted(environments, 'environment'), counted(targets, 'target')].join(', ');
}

function counted({ length }: readonly unknown[], thing: string): string {
  return `${length} ${thing}${length === 1 ? '' : 's'}`;
}
