/**
 * `npm run screenshots [-- NAME …]`: takes the pictures of docs/guide from the sandbox, with the shipped program on clusters of
 * its own. Needs Chromium and a font with emoji. Each picture begins in a sandbox of its own; all old ones stay if a scene
 * does not come about.
 */
import { mkdir, mkdtemp, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Ends } from '../../sandbox/ends.ts';
import { readOptions } from '../../sandbox/options.ts';
import { startSandbox } from '../../sandbox/sandbox.ts';
import { chromiumPath, Windows } from './browser.ts';
import type { Scene } from './scene.ts';
import { SCENES } from './scenes.ts';

const PICTURES = 'docs/guide/pictures';
/** Text stays sharp on screens of today, and files small. */
const LOOK = { viewport: { width: 1200, height: 760 }, deviceScaleFactor: 1.5 };

async function takeAll(only: readonly string[]): Promise<void> {
  const chromium = chromiumPath();
  if (chromium === null) throw new Error('There is no Chromium here: apt-get install chromium fonts-noto-color-emoji.');
  await mkdir(PICTURES, { recursive: true });
  const fresh = await mkdtemp(join(PICTURES, '.fresh-'));
  const windows = await Windows.launch(chromium);
  try {
    for (const [name, scene] of Object.entries(SCENES)) {
      if (only.length > 0 && !only.includes(name)) continue;
      await take(scene, join(fresh, `${name}.png`), windows);
      process.stdout.write(`${name}.png\n`);
    }
    if (windows.complaints.length > 0) throw new Error(`the page complains: ${windows.complaints.join('\n')}`);
    for (const file of await readdir(fresh)) await rename(join(fresh, file), join(PICTURES, file));
  } finally {
    await windows.quit();
    await rm(fresh, { recursive: true });
  }
}

async function take({ scenario, play }: Scene, path: string, windows: Windows): Promise<void> {
  const ends = new Ends();
  try {
    const options = readOptions(['--port', '0', '--scenario', scenario]);
    const { page } = await startSandbox(options, { say: () => undefined, ends, environment: {} });
    const asNewcomer = (person: string, look = {}) =>
      windows.open(`${page?.url}/slack/${person}/deploys`, { ...LOOK, ...look });
    const shown = await play({
      asNewcomer,
      as: async (person, look) => {
        const window = await asNewcomer(person, look);
        await window.getByRole('button', { name: 'Not now' }).click();
        return window;
      },
    });
    await shown.screenshot({ path, animations: 'disabled', caret: 'initial' });
  } finally {
    await windows.closeAll();
    await ends.all();
  }
}

await takeAll(process.argv.slice(2));
