/**
 * The bucket on a real server of the S3 protocol: versitygw, whose binary `S3_SERVER` names. Left out by name without it;
 * `.ci/run` builds it.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Bucket } from '../../../src/drivers/evidence/bucket.ts';
import { EvidenceKeeping } from '../../../src/drivers/evidence/keeping.ts';
import { verifyCapture } from '../../../src/drivers/evidence/verify.ts';
import { until } from '../../engine/support/until.ts';
import { EVIDENCE } from '../../evidence-rules.ts';
import { freePort } from '../../free-port.ts';
import { ABOUT } from './about.ts';

const SERVER = process.env.S3_SERVER;
const KEYS = { id: 'rollbridge', secret: 'a-secret-of-the-test' };

(SERVER === undefined ? describe.skip : describe)('a bucket of a real server', () => {
  let folder: string;
  let child: ChildProcess;
  let endpoint: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 's3-'));
    for (const name of ['data/vault', 'meta', 'evidence']) await mkdir(join(folder, name), { recursive: true });
    const port = await freePort();
    endpoint = `http://127.0.0.1:${port}`;
    const keys = ['--access', KEYS.id, '--secret', KEYS.secret];
    const place = ['posix', '--sidecar', join(folder, 'meta'), join(folder, 'data')];
    const options = ['--port', `127.0.0.1:${port}`, ...keys, '--region', 'eu-central-1', '--quiet', ...place];
    child = spawn(SERVER ?? '', options, { stdio: 'ignore' });
    const answers = () =>
      fetch(endpoint).then(
        () => true,
        () => false,
      );
    while (!(await answers())) if (child.exitCode !== null) throw new Error(`the server ended: ${child.exitCode}`);
  }, 30_000);
  afterAll(async () => {
    child.kill();
    await once(child, 'exit');
    await rm(folder, { recursive: true });
  });

  const rules = (more = {}) => ({ endpoint, name: 'vault', prefix: 'team/evidence', region: 'eu-central-1', ...more });

  test('takes archives and lists them', async () => {
    const bucket = new Bucket(rules({ prefix: 'a' }), KEYS);
    await bucket.put('shop_2026-11-21T09-45-57.123Z', Buffer.alloc(9_000_000, 'x'));
    await bucket.put('shop_2026-11-22T09-45-57.123Z', Buffer.from('more'));
    expect(await bucket.list()).toEqual([
      { name: 'shop_2026-11-21T09-45-57.123Z', bytes: 9_000_000 },
      { name: 'shop_2026-11-22T09-45-57.123Z', bytes: 4 },
    ]);
    expect(await new Bucket(rules({ prefix: 'b' }), KEYS).list()).toEqual([]);
  });

  test.each([
    ['a wrong secret', {}, { ...KEYS, secret: 'another' }, /^it refuses these keys/],
    ['an unknown key', {}, { ...KEYS, id: 'somebody' }, /^it refuses these keys|^there is no such bucket$/],
    ['a bucket that is not there', { name: 'nowhere' }, KEYS, /^there is no such bucket/],
  ])('refuses %s in words', async (_, more, keys, why) => {
    const bucket = new Bucket(rules(more), keys);
    const matching = { code: 'evidence-not-kept', why: expect.stringMatching(why) };
    await expect(bucket.put('shop_x', Buffer.from('x'))).rejects.toMatchObject(matching);
    await expect(bucket.list()).rejects.toMatchObject(matching);
  });

  test('has every capture as the archive that verifies, put there beside the folder', async () => {
    const lines: string[] = [];
    const log = (about: object, words: string) => void lines.push(`${words} ${JSON.stringify(about)}`);
    const kept = new EvidenceKeeping({
      rules: () => ({ ...EVIDENCE, directory: join(folder, 'evidence'), bucket: rules() }),
      bucketKeys: KEYS,
      temporary: folder,
      log: { info: log, warn: log, error: log },
    });
    kept.start();
    const bundle = await kept.vault.open('shop', new Date(ABOUT.asOf));
    await bundle.put({ path: 'logs/pod/app.log', content: { text: 'panic\n' }, source: 'test' });
    const sealed = await bundle.seal(ABOUT);
    await until(() => lines.some((line) => line.startsWith('evidence is in the bucket')), 'a stored archive');
    await kept.stop();
    expect(lines.join('\n')).not.toContain(KEYS.secret);
    const archive = join(folder, 'data/vault/team/evidence', `${sealed.folder}.tar.gz`);
    await writeFile(join(folder, 'copy.tar.gz'), await readFile(archive));
    expect(await verifyCapture(join(folder, 'copy.tar.gz'), sealed.manifest)).toMatchObject({ good: 3, faults: [] });
  });
});
