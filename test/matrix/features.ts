/** What the feature page says: rows of capabilities, each naming the tests that show it. */

export interface Shown {
  /** From the root of the repository. */
  readonly file: string;
  /** Part of the full name of the tests meant; empty for all tests of the file. */
  readonly title: string;
}

export interface Feature {
  readonly id: string;
  readonly group: string;
  readonly what: string;
  readonly shownBy: readonly Shown[];
}

/**
 * Reads the headings of the second level and the tables below them: `| id | what it does | tests |`, where each test is
 * `` `file: part of its name` `` or `` `file` ``. Throws, naming the line, on a row that is not made like this.
 */
export function readFeatures(page: string): Feature[] {
  let group = '';
  const features: Feature[] = [];
  for (const [place, line] of page.split('\n').entries()) {
    if (line.startsWith('## ')) group = line.slice(3).trim();
    if (!line.startsWith('|') || isHead(line)) continue;
    const feature = readRow(line, group);
    if (typeof feature === 'string') throw new Error(`Line ${place + 1} of the feature page ${feature}`);
    if (features.some(({ id }) => id === feature.id)) throw new Error(`There are two rows ${feature.id}`);
    features.push(feature);
  }
  return features;
}

function isHead(line: string): boolean {
  return line.startsWith('| id |') || /^[|\s:-]+$/.test(line);
}

function readRow(line: string, group: string): Feature | string {
  const [, id, what, tests, end, ...more] = line.split('|').map((cell) => cell.trim());
  if (!id || !what || tests === undefined || end !== '' || more.length > 0) return 'has not three cells';
  const shownBy = [...tests.matchAll(/`([^`]+)`/g)].map(([, entry = '']) => readEntry(entry));
  if (shownBy.length === 0) return 'names no test';
  return { id, group, what, shownBy };
}

function readEntry(entry: string): Shown {
  const [file = '', ...title] = entry.split(': ');
  return { file, title: title.join(': ') };
}
