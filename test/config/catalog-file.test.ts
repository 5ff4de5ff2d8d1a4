import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import { extentOf, readCatalog } from '../../src/config/catalog-file.ts';
import { ConfigProblem } from '../../src/config/problem.ts';

const ENVIRONMENT = (name: string) =>
  `{channel: C0DEPLOYS, access: {deploy: ["@devs"]}, targets: [{cluster: home, namespace: a, name: ${name}, container: app}]}`;

const catalog = (services: string) => `home: {cluster: home, namespace: rollbridge}
clusters: {home: {}}
services:
${services}`;

const folder = mkdtempSync(join(tmpdir(), 'rollbridge-catalog-'));
afterAll(() => rmSync(folder, { recursive: true }));

function written(text: string): string {
  const path = join(folder, 'catalog.yaml');
  writeFileSync(path, text);
  return path;
}

async function linesOf(path: string): Promise<readonly string[]> {
  try {
    await readCatalog(path);
    return [];
  } catch (error) {
    if (error instanceof ConfigProblem) return error.lines;
    throw error;
  }
}

describe('a catalog as a file', () => {
  test('one of each is summed up in the singular', async () => {
    const text = catalog(`  shop: {image: acme/shop, environments: {production: ${ENVIRONMENT('shop')}}}\n`);
    expect(extentOf(await readCatalog(written(text)))).toBe('1 service, 1 environment, 1 target');
  });

  test('several are summed up in the plural', async () => {
    const two = `{staging: ${ENVIRONMENT('one')}, production: ${ENVIRONMENT('two')}}`;
    const text = catalog(
      `  shop: {image: acme/shop, environments: ${two}}\n  cart: {image: acme/cart, environments: {production: ${ENVIRONMENT('three')}}}\n`,
    );
    expect(extentOf(await readCatalog(written(text)))).toBe('2 services, 3 environments, 3 targets');
  });

  test('every mistake is one line with path, line and hint', async () => {
    const path = written(
      catalog(`  shop:
    image: ghcr.io/acme/shop:1.0
    environments:
      production: {chanel: C0DEPLOYS, access: {deploy: ["@devs"]}, targets: []}
`),
    );
    const lines = await linesOf(path);
    expect(lines.length).toBeGreaterThanOrEqual(4);
    for (const line of lines) expect(line.startsWith(`${path}: line `)).toBe(true);
    expect(lines.join('\n')).toMatch(/line 5, services\.shop\.image: .* Hint: the version is chosen by each release/);
    expect(lines.join('\n')).toMatch(/line 7, .*chanel: there is no such key\. Hint: did you mean channel\?/);
  });

  test('a file that is no catalog at all is not quoted at length', async () => {
    const lines = await linesOf(written(`*Not* yaml: "at all\n${'word '.repeat(2_000)}`));
    expect(lines.length).toBeGreaterThan(0);
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThan(400);
  });

  test.each([
    ['a file that is not there', 'nothing.yaml', /: there is no such file$/],
    ['a path through a file', 'catalog.yaml/catalog.yaml', /: there is no such file$/],
    ['a directory', '', /: this is a directory/],
  ])('%s is said in one line', async (_, name, message) => {
    written('');
    const lines = await linesOf(join(folder, name));
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatch(message);
  });
});
