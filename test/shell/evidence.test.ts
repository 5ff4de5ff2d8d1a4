/** The captures on a machine from its shell: listed, shown, and whatever was changed in one is found. */
import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { create } from 'tar';
import { type EvidenceOrder, parseOrder } from '../../src/config/command-line.ts';
import { FolderVault } from '../../src/drivers/evidence/vault.ts';
import { UserProblem } from '../../src/model/problem.ts';
import { evidence, type Places } from '../../src/shell/evidence.ts';
import { ABOUT } from '../drivers/evidence/about.ts';
import { EVIDENCE } from '../evidence-rules.ts';

const NAME = 'shop_2026-11-21T09-45-57.123Z';

let folder: string;
let digest: string;
let bucket: Places['bucket'] extends () => infer B ? B : never;
beforeEach(async () => {
  bucket = null;
  folder = await mkdtemp(join(tmpdir(), 'shell-'));
  const bundle = await vault().open('shop', new Date(ABOUT.asOf));
  await bundle.put({ path: 'logs/pod/app.log', content: { text: 'panic\n' }, source: 'test' });
  await bundle.put({ path: 'rollout.json', content: { object: { kind: 'Rollout' } }, source: 'test' });
  bundle.lacks('logs/gone/app.log', 'it was gone before it could be read');
  digest = (await bundle.seal(ABOUT)).manifest;
});
afterEach(() => rm(folder, { recursive: true }));

const vault = () =>
  new FolderVault({
    rules: () => ({ ...EVIDENCE, directory: folder }),
    temporary: folder,
    onError: (error) => {
      throw error;
    },
  });
const path = (...parts: string[]) => join(folder, NAME, ...parts);
const run = (...words: string[]) =>
  evidence(parseOrder(['evidence', ...words]) as EvidenceOrder, { directory: folder, bucket: () => bucket });

async function archived(): Promise<string> {
  const file = join(folder, 'downloaded.tar.gz');
  await create({ gzip: true, cwd: folder, file }, [NAME]);
  return file;
}

async function filesIn(place: string): Promise<readonly string[]> {
  const entries = await readdir(place, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => relative(place, join(entry.parentPath, entry.name)));
}

describe('list', () => {
  test('says of each capture when it was, what for, how much there is and what is missing', async () => {
    const { text, exitCode } = await run('list');
    const [head, ...rows] = text.split('\n');
    expect(head).toMatch(/^CAPTURE +WHERE +SERVICE +ENVIRONMENT +WHEN +OCCASION +FILES +MISSING +SIZE$/);
    expect(rows).toEqual([
      expect.stringMatching(
        /^shop_2026-11-21T09-45-57\.123Z +folder +shop +production +2026-11-21T09:45:57 +rollback +4 +1 +\d+\.\d KiB$/,
      ),
    ]);
    expect(exitCode).toBe(0);
  });

  test('is of one service when it is named, and of those only that are captures', async () => {
    await mkdir(join(folder, 'cart_2026-11-20T09-45-57.123Z'));
    await mkdir(join(folder, 'cart_2026-11-22T09-45-57.123Z.partial'));
    await mkdir(join(folder, 'lost+found'));
    const names = async (...words: string[]) =>
      (await run('list', ...words)).text
        .split('\n')
        .slice(1)
        .map((line) => line.replace(/ {2,}/g, ' | '));
    expect(await names()).toEqual([
      'cart_2026-11-20T09-45-57.123Z | folder | its manifest cannot be read',
      expect.stringMatching(/^shop_/),
      'cart_2026-11-22T09-45-57.123Z.partial | folder | on its way',
    ]);
    expect(await names('shop')).toHaveLength(1);
    expect((await run('list', 'pay')).text).toBe(`No captures of pay in ${folder}`);
  });

  test('names what is in the bucket, too, alone or with its folder', async () => {
    const other = 'cart_2026-11-20T09-45-57.123Z';
    bucket = { list: () => Promise.resolve([other, NAME].map((name) => ({ name, bytes: 2048 }))) };
    const { text } = await run('list');
    const rows = text.split('\n').map((line) => line.replace(/ {2,}/g, ' | '));
    expect(rows.slice(1)).toEqual([
      `${other} | bucket | cart | 2026-11-20T09:45:57 | 2.0 KiB`,
      expect.stringMatching(/^shop_\S+ \| folder, bucket \| shop \| production/),
    ]);
    expect((await run('list', 'cart')).text.split('\n')).toHaveLength(2);
  });

  test('lists the folders although the bucket does not answer, and says so', async () => {
    const happened = 'The bucket evidence at s3.example cannot be used';
    const problem = new UserProblem('evidence-not-kept', { happened, why: 'it answered 503', hint: 'Look.' });
    bucket = { list: () => Promise.reject(problem) };
    const { text, exitCode } = await run('list');
    expect(text).toMatch(/\nshop_.*\nThe bucket evidence at s3\.example cannot be used: it answered 503\. Look\.$/);
    expect(exitCode).toBe(1);
  });

  test('of a directory that is not there yet is empty', async () => {
    const order = parseOrder(['evidence', 'list']) as EvidenceOrder;
    expect((await evidence(order, { directory: join(folder, 'not-yet'), bucket: () => null })).text).toMatch(
      /^No captures in /,
    );
  });
});

describe('show', () => {
  test('prints the index of a capture', async () => {
    expect((await run('show', NAME)).text).toMatch(/^# shop in production: .*logs\/pod\/app\.log/s);
  });

  test('of a capture of an older version says what its manifest does', async () => {
    await rm(path('index.md'));
    const { text } = await run('show', NAME);
    expect(text).toMatch(/^shop in production: rollback at 2026-11-21T09:45:57\.123Z\n/);
    expect(text).toContain('missing: logs/gone/app.log: it was gone before it could be read');
  });

  test('of what is not there says what is', async () => {
    await expect(run('show', 'shop_never')).rejects.toMatchObject({
      message: 'There is no capture shop_never',
      hint: expect.stringContaining('evidence list'),
    });
  });
});

describe('verify', () => {
  test('of a capture as it was written counts its files, and gives the digest of its manifest', async () => {
    const text = `4 files are as they were written\nSHA-256 of the manifest: ${digest}`;
    expect(await run('verify', NAME)).toEqual({ text, exitCode: 0 });
    expect(await run('verify', path())).toEqual({ text, exitCode: 0 });
    expect(await run('verify', await archived())).toEqual({ text, exitCode: 0 });
    expect(await run('verify', NAME, '--manifest', digest)).toEqual({ text, exitCode: 0 });
  });

  test('finds any byte that was changed, cut or added in any file, in the folder and in an archive', async () => {
    const files = (await filesIn(path())).filter((file) => file !== 'manifest.json');
    const change = fc.record({
      file: fc.constantFrom(...files),
      at: fc.nat(),
      how: fc.constantFrom('turned', 'cut', 'added'),
      inArchive: fc.boolean(),
    });
    await fc.assert(
      fc.asyncProperty(change, async ({ file, at, how, inArchive }) => {
        const before = await readFile(path(file));
        const place = at % before.length;
        const rest = {
          turned: Buffer.from([(before[place] ?? 0) ^ 1]),
          cut: Buffer.alloc(0),
          added: before.subarray(place, place + 1),
        };
        const after = [before.subarray(0, place), rest[how], before.subarray(how === 'added' ? place : place + 1)];
        await writeFile(path(file), Buffer.concat(after));
        const { text, exitCode } = await run('verify', inArchive ? await archived() : NAME);
        await writeFile(path(file), before);
        expect({ first: text.split('\n')[0], exitCode }).toEqual({ first: `${file} differs`, exitCode: 1 });
      }),
      { numRuns: 60 },
    );
  });

  test('names what is missing and what nobody wrote', async () => {
    await rm(path('rollout.json'));
    await writeFile(path('logs', 'added.log'), 'x');
    const { text, exitCode } = await run('verify', NAME);
    expect(text.split('\n').slice(0, 3)).toEqual([
      'rollout.json is missing',
      'logs/added.log is not in the manifest',
      '2 wrong, 3 files are as they were written',
    ]);
    expect(exitCode).toBe(1);
  });

  test('finds a manifest that was changed together with its file by the digest that the log has', async () => {
    await writeFile(path('rollout.json'), 'forged');
    const manifest = JSON.parse(await readFile(path('manifest.json'), 'utf8'));
    const sha256 = createHash('sha256').update('forged').digest('hex');
    for (const file of manifest.files) if (file.path === 'rollout.json') Object.assign(file, { bytes: 6, sha256 });
    await writeFile(path('manifest.json'), JSON.stringify(manifest));
    expect((await run('verify', NAME)).exitCode).toBe(0);
    const { text, exitCode } = await run('verify', NAME, '--manifest', digest);
    expect(text).toMatch(/^manifest\.json differs\n1 wrong, 4 files are as they were written\n/);
    expect(exitCode).toBe(1);
  });

  test.each([
    ['is missing', () => rm(path('manifest.json')), 'manifest.json is missing'],
    ['is no manifest', () => writeFile(path('manifest.json'), '{"files":1}'), 'manifest.json cannot be read'],
  ])('says when the manifest %s', async (_, breakIt, line) => {
    await breakIt();
    const { text, exitCode } = await run('verify', NAME);
    expect(text.split('\n')[0]).toBe(line);
    expect(exitCode).toBe(1);
  });

  test('of a file that is no archive says so', async () => {
    await writeFile(join(folder, 'broken.tar.gz'), 'nothing like it');
    await expect(run('verify', 'broken.tar.gz')).rejects.toMatchObject({ message: 'Evidence could not be read' });
  });
});
