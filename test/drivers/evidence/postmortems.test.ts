/** Post-mortems as pages, from captures as they are on the disk. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { PostmortemPages } from '../../../src/drivers/evidence/postmortems.ts';
import { FolderVault } from '../../../src/drivers/evidence/vault.ts';
import type { IncidentView } from '../../../src/model/incident-view.ts';
import { EVIDENCE } from '../../evidence-rules.ts';
import { ABOUT, FILES } from '../../report/sample.ts';
import { release, status } from '../../views/fixtures.ts';
import { incident, incidentView } from '../../views/incident-fixtures.ts';

let directory: string;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'postmortems-'));
});

afterEach(() => rm(directory, { recursive: true }));

async function captured(): Promise<string> {
  const vault = new FolderVault({
    rules: () => ({ ...EVIDENCE, directory }),
    temporary: directory,
    onError: (error) => {
      throw error;
    },
  });
  const bundle = await vault.open('shop', new Date(ABOUT.asOf));
  for (const [path, content] of Object.entries(FILES)) {
    const isText = typeof content === 'string';
    await bundle.put({ path, content: isText ? { text: content } : { object: content }, source: 'test' });
  }
  return (await bundle.seal(ABOUT)).folder;
}

function viewWith(folder: string): IncidentView {
  const evidence = { state: 'saved', folder, files: 3, missing: 0 } as never;
  return incidentView({ releases: [release(status('RolledBack', { evidence }))] });
}

const page = async (view: IncidentView) => String(await new PostmortemPages(() => directory).page(view, new Map()));

test('have the charts of what was captured', async () => {
  expect((await page(viewWith(await captured()))).match(/<svg class="plot"/g)).toHaveLength(2);
});

test('are there although the folder is gone, or somebody has written into its manifest', async () => {
  expect(await page(viewWith('shop_gone'))).toContain('The evidence shop_gone is not there any more');
  const folder = await captured();
  await writeFile(join(directory, folder, 'manifest.json'), '{"occasion": "lunch"}');
  expect(await page(viewWith(folder))).toContain('is not there any more');
});

test('are not made of an incident that nobody has taken up', async () => {
  expect(
    await new PostmortemPages(() => directory).page(incidentView({ incident: incident(null) }), new Map()),
  ).toBeNull();
});
