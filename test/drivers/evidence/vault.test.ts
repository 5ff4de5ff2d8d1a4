/** A capture on disk: whole or not there, readable by nobody else, without secrets, and not for ever. */
import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { extract } from 'tar';
import { FolderVault } from '../../../src/drivers/evidence/vault.ts';
import type { OpenBundle } from '../../../src/engine/evidence/ports.ts';
import { EVIDENCE } from '../../evidence-rules.ts';
import { ABOUT } from './about.ts';

const AT = new Date('2026-11-21T09:45:57.123Z');
const NAME = 'shop_2026-11-21T09-45-57.123Z';

let folder: string;
let troubles: unknown[];
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'vault-'));
  troubles = [];
});
afterEach(async () => {
  expect(troubles).toEqual([]);
  await rm(folder, { recursive: true });
});

const vaultOf = (directory: string | null = folder, keep = 20, retention = EVIDENCE.retention) =>
  new FolderVault({
    rules: () => ({ ...EVIDENCE, directory, keep, retention }),
    temporary: folder,
    onError: (error) => troubles.push(error),
  });
const text = (path: string, content: string) => ({ path, content: { text: content }, source: 'test' });
const read = (...path: string[]) => readFile(join(folder, ...path), 'utf8');
const pathsOf = (files: readonly { readonly path: string }[]) => files.map(({ path }) => path);
const manifestOf = async (name = NAME) => JSON.parse(await read(name, 'manifest.json'));

async function page(path: string) {
  const text = await read(NAME, path);
  const sha256 = createHash('sha256').update(text).digest('hex');
  return { path, bytes: Buffer.byteLength(text), sha256, source: 'made of the other files' };
}

async function filled(bundle: OpenBundle): Promise<OpenBundle> {
  await bundle.put(text('logs/pod/app.log', 'tried password=hunter2\n'));
  await bundle.put({ path: 'rollout.json', content: { object: { spec: { apiKey: 'hunter2' } } }, source: 'GET x' });
  bundle.lacks('logs/gone/app.log', 'token=hunter2 was gone');
  return bundle;
}

describe('a capture', () => {
  test('is a folder with its files and a manifest of what is there and what is not', async () => {
    const bundle = await filled(await vaultOf().open('shop', AT));
    expect(await readdir(folder)).toEqual([`${NAME}.partial`]);
    const sealed = await bundle.seal(ABOUT);
    expect(sealed).toEqual({
      folder: NAME,
      files: 5,
      missing: 1,
      gaps: [{ why: 'token=[redacted] was gone', count: 1 }],
      manifest: createHash('sha256')
        .update(await read(NAME, 'manifest.json'))
        .digest('hex'),
    });
    expect(await readdir(folder)).toEqual([NAME]);
    expect((await readdir(join(folder, NAME), { recursive: true })).sort()).toEqual([
      'index.md',
      'logs',
      'logs/pod',
      'logs/pod/app.log',
      'manifest.json',
      'report.html',
      'rollout.json',
    ]);
    expect(await manifestOf()).toEqual({
      ...ABOUT,
      files: [
        await page('index.md'),
        {
          path: 'logs/pod/app.log',
          bytes: 26,
          sha256: createHash('sha256').update('tried password=[redacted]\n').digest('hex'),
          source: 'test',
        },
        await page('report.html'),
        { path: 'rollout.json', bytes: 47, sha256: expect.stringMatching(/^[0-9a-f]{64}$/), source: 'GET x' },
      ],
      missing: [{ what: 'logs/gone/app.log', why: 'token=[redacted] was gone' }],
    });
  });

  test('has lost every secret on its way, in text and in objects', async () => {
    await (await filled(await vaultOf().open('shop', AT))).seal(ABOUT);
    expect(await read(NAME, 'logs/pod/app.log')).toBe('tried password=[redacted]\n');
    expect(JSON.parse(await read(NAME, 'rollout.json'))).toEqual({ spec: { apiKey: '[redacted]' } });
  });

  test('takes out what the catalog says, in text, in objects, in ends of logs, in reasons and on the pages', async () => {
    const redact = { emails: true, patterns: ['cust-\\d{6}'] };
    const vault = new FolderVault({
      rules: () => ({ ...EVIDENCE, directory: folder, redact }),
      temporary: folder,
      onError: (error) => troubles.push(error),
    });
    const words = 'order of cust-123456, anna@example.com';
    const bundle = await vault.open('shop', AT);
    await bundle.put(text('logs/pod/app.log', words));
    await bundle.put({ ...text('logs/pod/b.log', ''), content: { text: `${words}\n`.repeat(100), newest: 1024 } });
    await bundle.put({ path: 'events.json', content: { object: [{ message: words }] }, source: 'test' });
    bundle.lacks('logs/gone.log', words);
    await bundle.seal(ABOUT);
    for (const path of [
      'logs/pod/app.log',
      'logs/pod/b.log',
      'events.json',
      'manifest.json',
      'report.html',
      'index.md',
    ]) {
      expect({ path, text: await read(NAME, path) }).toEqual({ path, text: expect.not.stringMatching(/123456|anna@/) });
      expect(await read(NAME, path)).toContain('order of');
    }
  });

  test('can be read by nobody else', async () => {
    await (await filled(await vaultOf().open('shop', AT))).seal(ABOUT);
    const mode = async (...path: string[]) => (await stat(join(folder, ...path))).mode & 0o777;
    expect(await mode(NAME)).toBe(0o700);
    expect(await mode(NAME, 'logs/pod')).toBe(0o700);
    expect(await mode(NAME, 'logs/pod/app.log')).toBe(0o600);
    expect(await mode(NAME, 'manifest.json')).toBe(0o600);
  });

  test('takes nothing that comes after it was sealed', async () => {
    const bundle = await vaultOf().open('shop', AT);
    await bundle.seal(ABOUT);
    await bundle.put(text('late.log', 'late'));
    bundle.lacks('later.log', 'late');
    expect((await readdir(join(folder, NAME))).sort()).toEqual(['index.md', 'manifest.json', 'report.html']);
  });

  test('says what does not fit', async () => {
    const bundle = await vaultOf().open('shop', AT);
    await bundle.put(text('first.log', '\n'.repeat(31 * 1024 * 1024)));
    await bundle.put(text('second.log', '\n'.repeat(2 * 1024 * 1024)));
    await bundle.put(text('third.log', 'x'));
    expect(await bundle.seal(ABOUT)).toMatchObject({ files: 5, missing: 1 });
    expect((await manifestOf()).missing).toEqual([{ what: 'second.log', why: 'the bundle is full: 32 MiB' }]);
  });

  test('of which a file cannot be written has the others, and says which and why', async () => {
    const bundle = await vaultOf().open('shop', AT);
    await bundle.put(text('logs', 'a file where a folder is wanted'));
    await bundle.put(text('logs/pod.log', 'x'));
    await bundle.put(text('rollout.json', '{}'));
    expect(await bundle.seal(ABOUT)).toMatchObject({ files: 5, missing: 1 });
    const { files, missing } = await manifestOf();
    expect(pathsOf(files)).toEqual(['index.md', 'logs', 'report.html', 'rollout.json']);
    expect(missing).toEqual([
      { what: 'logs/pod.log', why: 'it could not be written: there is a file in its place (EEXIST)' },
    ]);
    expect((await readdir(join(folder, NAME))).sort()).toEqual([
      'index.md',
      'logs',
      'manifest.json',
      'report.html',
      'rollout.json',
    ]);
  });

  test('that cannot be finished says why and what to do, and is no whole one', async () => {
    const vault = vaultOf();
    const bundle = await vault.open('shop', AT);
    await mkdir(join(folder, `${NAME}.partial`, 'manifest.json'));
    await expect(bundle.seal(ABOUT)).rejects.toMatchObject({ code: 'evidence-not-kept', why: /EISDIR/ });
    expect(await readdir(folder)).toEqual([`${NAME}.partial`]);
    expect(await vault.archive(NAME)).toBeNull();
  });

  test('of which only the end of a text is wanted says how much that is', async () => {
    const bundle = await vaultOf().open('shop', AT);
    const piece = (path: string, lines: number, truncated?: string) => ({
      ...text(path, ''),
      content: { text: 'a line\n'.repeat(lines), newest: 1024 },
      ...(truncated !== undefined && { truncated }),
    });
    await bundle.put(piece('short.log', 2));
    await bundle.put(piece('long.log', 1_000));
    await bundle.put(piece('longer.log', 1_000, 'the newest 1000 lines'));
    await bundle.seal(ABOUT);
    const { files } = await manifestOf();
    const logs = files.filter(({ path }: { path: string }) => path.endsWith('.log'));
    expect(logs.map(({ path, truncated }: Record<string, string>) => [path, truncated])).toEqual([
      ['long.log', 'the newest 1 KiB'],
      ['longer.log', 'the newest 1 KiB; the newest 1000 lines'],
      ['short.log', undefined],
    ]);
  });

  test('lets others have their turn between one piece and the next', async () => {
    const bundle = await vaultOf().open('shop', AT);
    const log = 'level=info trace=4bf92f3577b34da6 password=hunter2\n'.repeat(10_000);
    const pieces = Array.from({ length: 6 }, (_, n) => bundle.put(text(`${n}.log`, log)));
    let turns = 0;
    let isOver = false;
    const others = (async () => {
      for (; !isOver; turns++) await nextTurn();
    })();
    await Promise.all(pieces);
    isOver = true;
    await others;
    expect(turns).toBeGreaterThanOrEqual(5);
    await bundle.seal(ABOUT);
  });

  test.each(['../out.log', 'a/../../out.log', '/etc/out.log', 'a//b', '.', 'a b'])(
    'is not left by the path %j',
    async (path) => {
      const bundle = await vaultOf().open('shop', AT);
      await expect(bundle.put(text(path, 'x'))).rejects.toThrow('not a path');
    },
  );

  test('of two environments as of the same moment are two folders', async () => {
    const vault = vaultOf();
    const both = await Promise.all([vault.open('shop', AT), vault.open('shop', AT)]);
    await both[0]?.put(text('a.log', 'a'));
    const sealed = await Promise.all(both.map((bundle) => bundle.seal(ABOUT)));
    expect(sealed.map((one) => one.folder).sort()).toEqual([NAME, `${NAME}_2`]);
  });
});

test('a capture that a dead process began is gone on with: what it had read stays, what is read again is newer', async () => {
  const before = await vaultOf().open('shop', AT);
  await before.put(text('logs/a.log', 'before'));
  await before.put(text('logs/b.log', 'before'));
  await writeFile(join(folder, `${NAME}.partial`, 'logs', 'c.log.tmp~'), 'half');
  const bundle = await vaultOf().open('shop', AT);
  await bundle.put(text('logs/b.log', 'after'));
  bundle.lacks('logs/a.log', 'gone');
  expect(await bundle.seal(ABOUT)).toMatchObject({ folder: NAME, files: 5, missing: 0, gaps: [] });
  expect((await manifestOf()).files.filter(({ path }: { path: string }) => path.startsWith('logs/'))).toMatchObject([
    { path: 'logs/a.log', bytes: 6, source: 'read before a restart' },
    { path: 'logs/b.log', bytes: 5, source: 'test' },
  ]);
});

test('a capture whose process died between its manifest and its name is whole like any other', async () => {
  const before = await vaultOf().open('shop', AT);
  await before.put(text('logs/a.log', 'before'));
  for (const name of ['manifest.json', 'report.html', 'index.md'])
    await writeFile(join(folder, `${NAME}.partial`, name), 'half');
  await (await vaultOf().open('shop', AT)).seal(ABOUT);
  const { files } = await manifestOf();
  expect(pathsOf(files)).toEqual(['index.md', 'logs/a.log', 'report.html']);
  expect(files).toEqual(expect.arrayContaining([await page('index.md'), await page('report.html')]));
});

test('a page that cannot be written is missing, and the capture is whole without it', async () => {
  const bundle = await filled(await vaultOf().open('shop', AT));
  await mkdir(join(folder, `${NAME}.partial`, 'report.html'));
  expect(await bundle.seal(ABOUT)).toMatchObject({ files: 4, missing: 2 });
  const { missing } = await manifestOf();
  expect(missing).toContainEqual({ what: 'report.html', why: expect.stringMatching(/^it could not be written: /) });
});

describe('the vault', () => {
  test('keeps the newest captures of each service, and removes what was abandoned', async () => {
    const vault = vaultOf(folder, 2);
    for (const name of [
      'shop_2026-01-01T00-00-00.000Z',
      'shop_2026-01-02T00-00-00.000Z',
      'shop-b_2020-01-01T00-00-00.000Z',
    ])
      await mkdir(join(folder, name));
    await mkdir(join(folder, 'shop_2026-01-03T00-00-00.000Z.partial'));
    await mkdir(join(folder, 'shop_2026-01-04T00-00-00.000Z.partial'));
    await utimes(join(folder, 'shop_2026-01-03T00-00-00.000Z.partial'), 1, 1);
    await (await vault.open('shop', AT)).seal(ABOUT);
    expect((await readdir(folder)).sort()).toEqual([
      'shop-b_2020-01-01T00-00-00.000Z',
      'shop_2026-01-02T00-00-00.000Z',
      'shop_2026-01-04T00-00-00.000Z.partial',
      NAME,
    ]);
  });

  test('removes what is too old or too much together of any service, as soon as it runs', async () => {
    const files = [{ path: 'a', bytes: 3_000, sha256: '' }];
    const manifest = JSON.stringify({ ...ABOUT, files, missing: [] });
    const days = (n: number) => new Date(Date.now() - n * 86_400_000).toISOString().replaceAll(':', '-');
    const names = [`gone_${days(100)}`, `cart_${days(3)}`, `shop_${days(2)}`, `shop_${days(1)}`];
    for (const each of names) {
      await mkdir(join(folder, each));
      await writeFile(join(folder, each, 'manifest.json'), manifest);
    }
    const vault = vaultOf(folder, 20, { ageMs: 90 * 86_400_000, bytes: 7_000 });
    vault.start();
    while ((await readdir(folder)).length > 2) await nextTurn();
    vault.stop();
    expect((await readdir(folder)).sort()).toEqual([names[2], names[3]].sort());
  });

  test('makes room before a capture begins: one that never ends would keep the old ones for ever', async () => {
    for (const name of [
      'shop_2026-01-01T00-00-00.000Z',
      'shop_2026-01-02T00-00-00.000Z',
      'shop_2026-01-03T00-00-00.000Z',
    ])
      await mkdir(join(folder, name));
    await vaultOf(folder, 2).open('shop', AT);
    expect((await readdir(folder)).sort()).toEqual([
      'shop_2026-01-02T00-00-00.000Z',
      'shop_2026-01-03T00-00-00.000Z',
      `${NAME}.partial`,
    ]);
  });

  test('hands out a capture as one archive with the same files', async () => {
    const vault = vaultOf();
    await (await filled(await vault.open('shop', AT))).seal(ABOUT);
    const archive = await vault.archive(NAME);
    await writeFile(join(folder, 'a.tar.gz'), archive ?? '');
    await mkdir(join(folder, 'out'));
    await extract({ file: join(folder, 'a.tar.gz'), cwd: join(folder, 'out') });
    for (const file of ['logs/pod/app.log', 'rollout.json', 'manifest.json'])
      expect(await read('out', NAME, file)).toBe(await read(NAME, file));
    expect(await vault.archive('shop_never')).toBeNull();
  });

  test('makes its directory, and says in words when it cannot', async () => {
    await (await vaultOf(join(folder, 'a', 'b')).open('shop', AT)).seal(ABOUT);
    expect((await stat(join(folder, 'a', 'b'))).mode & 0o777).toBe(0o700);
    await writeFile(join(folder, 'file'), '');
    const opened = vaultOf(join(folder, 'file')).open('shop', AT);
    await expect(opened).rejects.toMatchObject({
      code: 'evidence-not-kept',
      why: expect.stringMatching(/file cannot be used: there is a file in its place \(EEXIST\)/),
      hint: expect.stringContaining('evidence.directory'),
    });
  });

  test("uses the system's folder for temporary files when the catalog names none, and closes it to others", async () => {
    await mkdir(join(folder, 'rollbridge-evidence'), { mode: 0o755 });
    const { folder: name } = await (await vaultOf(null).open('shop', AT)).seal(ABOUT);
    expect(await readdir(join(folder, 'rollbridge-evidence'))).toEqual([name]);
    expect((await stat(join(folder, 'rollbridge-evidence'))).mode & 0o777).toBe(0o700);
  });
});
