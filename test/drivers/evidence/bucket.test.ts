/** A bucket and the copies in it: what a server refuses is told with what to do, what passes is tried again. */
import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { Bucket } from '../../../src/drivers/evidence/bucket.ts';
import { Passing } from '../../../src/drivers/evidence/bucket-problem.ts';
import { BucketCopies } from '../../../src/drivers/evidence/copies.ts';
import { bucketOf } from '../../../src/drivers/evidence/keeping.ts';
import { until } from '../../engine/support/until.ts';
import { FakeS3, type Trouble } from './fake-s3.ts';

const KEYS = { id: 'AKIDTEST', secret: 'hush-hush' };
const FIRST = 'shop_2026-11-20T09-45-57.123Z';
const SECOND = 'shop_2026-11-21T09-45-57.123Z';
const BYTES = Buffer.from('an archive');

let server: FakeS3;
let bucket: Bucket;
let endpoint: string;
beforeEach(async () => {
  server = new FakeS3();
  endpoint = await server.start();
  bucket = bucketAt();
});
afterEach(() => {
  expect(server.complaints).toEqual([]);
  server.stop();
});

const bucketAt = (prefix = 'team/evidence', timeoutMs = 5_000) =>
  new Bucket({ endpoint, name: 'vault', prefix, region: 'eu-central-1' }, KEYS, timeoutMs);

describe('a bucket', () => {
  test('takes an archive under its prefix, and lists what is there by the names of captures', async () => {
    await bucket.put(FIRST, BYTES);
    expect(server.seen).toEqual([`PUT /vault/team/evidence/${FIRST}.tar.gz`]);
    expect(server.objects.get(`/vault/team/evidence/${FIRST}.tar.gz`)).toEqual(BYTES);
    server.objects.set('/vault/team/evidence/else.txt', BYTES);
    expect(await bucket.list()).toEqual([{ name: FIRST, bytes: BYTES.length }]);
    expect(await bucketAt('').list()).toEqual([]);
    await bucketAt('').put(SECOND, BYTES);
    expect(await bucketAt('').list()).toEqual([{ name: SECOND, bytes: BYTES.length }]);
  });

  test.each<[string, Trouble, string, RegExp]>([
    [
      'keys that may not',
      { status: 403, code: 'AccessDenied' },
      'it refuses these keys (AccessDenied)',
      /s3:PutObject/,
    ],
    [
      'a wrong secret',
      { status: 403, code: 'SignatureDoesNotMatch' },
      'it refuses these keys (SignatureDoesNotMatch)',
      /AWS_SECRET_ACCESS_KEY/,
    ],
    [
      'a bucket that is not there',
      { status: 404, code: 'NoSuchBucket' },
      'there is no such bucket',
      /evidence\.bucket\.name/,
    ],
    [
      'another region',
      { status: 400, code: 'AuthorizationHeaderMalformed' },
      'it does not understand the request',
      /region/,
    ],
  ])('that refuses because of %s says so, and is not asked again', async (_, trouble, why, hint) => {
    for (const ask of [() => bucket.put(FIRST, BYTES), () => bucket.list()]) {
      server.troubles = [trouble];
      const problem = await ask().catch((error: unknown) => error);
      expect(problem).not.toBeInstanceOf(Passing);
      expect(problem).toMatchObject({
        message: `The bucket vault at ${new URL(endpoint).host} cannot be used`,
        why: expect.stringContaining(why.split(' (')[0] ?? ''),
        hint: expect.stringMatching(hint),
      });
    }
  });

  test.each<[string, Trouble, RegExp]>([
    ['is overloaded', { status: 503, code: 'SlowDown' }, /^it answered 503/],
    ['breaks', { status: 500, code: 'InternalError' }, /^it answered 500/],
    ['cuts the line', 'cut', /^it does not answer \((UND_ERR_SOCKET|ECONNRESET)\)$/],
    ['does not answer in time', 'silence', /^it did not answer in time$/],
  ])('that %s may be asked again', async (_, trouble, why) => {
    server.troubles = [trouble];
    const problem = await bucketAt('', 200)
      .put(FIRST, BYTES)
      .catch((error: unknown) => error);
    expect(problem).toBeInstanceOf(Passing);
    expect(problem).toMatchObject({ why: expect.stringMatching(why) });
  });

  test('at an address where nobody is any more says so', async () => {
    server.stop();
    const problem = await bucket.list().catch((error: unknown) => error);
    expect(problem).toMatchObject({ why: 'it does not answer (ECONNREFUSED)' });
    expect(JSON.stringify(problem)).not.toContain(KEYS.secret);
  });

  test('without keys is told with the variables to set', () => {
    const rules = { endpoint, name: 'vault', prefix: '', region: 'eu-central-1' };
    expect(() => bucketOf(rules, null)).toThrow(
      expect.objectContaining({ why: 'its keys are not known', hint: expect.stringContaining('AWS_ACCESS_KEY_ID') }),
    );
    expect(bucketOf(null, null)).toBeNull();
  });
});

describe('the copies', () => {
  let folder: string;
  let told: string[];
  let copies: BucketCopies;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'copies-'));
    told = [];
    for (const name of [FIRST, SECOND, `${SECOND}_2.partial`]) await mkdir(join(folder, name));
    copies = copiesOf();
  });
  afterEach(async () => {
    await copies.stop();
    await rm(folder, { recursive: true });
  });

  const copiesOf = () =>
    new BucketCopies({
      directory: () => folder,
      bucket: () => bucket,
      archive: (name) => Promise.resolve(Buffer.from(name)),
      onStored: (name) => told.push(`stored ${name}`),
      onProblem: (name, problem) => told.push(`${name}: ${(problem as { why: string }).why}`),
      pausesMs: [1, 1],
    });
  const telling = (lines: number) => until(() => told.length >= lines, `${lines} lines, found ${told.join(', ')}`);

  test('are made of whatever is not there yet, whole captures only, once', async () => {
    copies.start();
    await telling(2);
    expect(told).toEqual([`stored ${FIRST}`, `stored ${SECOND}`]);
    await copies.stop();
    copies = copiesOf();
    await mkdir(join(folder, `${SECOND}_2`));
    copies.start();
    await telling(3);
    expect(told.slice(2)).toEqual([`stored ${SECOND}_2`]);
    expect(server.seen).toHaveLength(3);
  });

  test('are not made again when somebody removed one from the bucket', async () => {
    copies.start();
    await telling(2);
    server.objects.clear();
    copies.wake();
    await mkdir(join(folder, `${SECOND}_2`));
    copies.wake();
    await telling(3);
    expect([...server.objects.keys()]).toEqual([expect.stringContaining(`${SECOND}_2`)]);
  });

  test('are tried again while the bucket is overloaded', async () => {
    server.troubles = [{ status: 503, code: 'SlowDown' }, 'cut'];
    copies.start();
    await telling(2);
    expect(told).toEqual([`stored ${FIRST}`, `stored ${SECOND}`]);
    expect(server.seen).toHaveLength(4);
  });

  test('are given up for now with a reason, and made when they are looked at again', async () => {
    server.troubles = [1, 2, 3].map(() => ({ status: 503, code: 'SlowDown' }));
    copies.start();
    await telling(1);
    expect(told).toEqual([expect.stringMatching(`${FIRST}: it answered 503`)]);
    copies.wake();
    await telling(3);
    expect(told.slice(1)).toEqual([`stored ${FIRST}`, `stored ${SECOND}`]);
  });

  test('are not tried again at once when the keys are refused', async () => {
    server.troubles = [{ status: 403, code: 'AccessDenied' }];
    copies.start();
    await telling(1);
    await copies.stop();
    expect(told).toEqual([expect.stringMatching(`${FIRST}: it refuses these keys`)]);
    expect(server.seen).toHaveLength(1);
  });

  test('are forgotten with their captures', async () => {
    copies.start();
    await telling(2);
    await rm(join(folder, FIRST), { recursive: true });
    await mkdir(join(folder, `${SECOND}_2`));
    copies.wake();
    await telling(3);
    expect((await readdir(join(folder, '.in-bucket'))).sort()).toEqual([SECOND, `${SECOND}_2`]);
  });
});
