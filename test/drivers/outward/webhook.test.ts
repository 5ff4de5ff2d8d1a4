import { createHmac } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { lacksIn } from '../../../src/drivers/outward/index.ts';
import { keyIn, signatureOf } from '../../../src/drivers/outward/webhook.ts';
import { webhookJsonSchema } from '../../../src/drivers/outward/webhook-body.ts';
import type { Outcome } from '../../../src/engine/notices/ports.ts';
import type { NoticeSpec } from '../../../src/model/notice.ts';
import { NOTICE_NAME } from '../../views/notice-fixtures.ts';
import { FakeSystem, type Reply } from './fake-system.ts';
import { deliver, destination, NOW, parcel, RELEASED } from './parcels.ts';

const KEY = Buffer.from('a key of thirty-two bytes exactly');
const SECRET = `whsec_${KEY.toString('base64')}`;
const SCHEMA = 'docs/webhook.schema.json';

const system = new FakeSystem();
beforeEach(() => system.listen());
afterEach(async () => {
  await system.close();
  system.asked.length = 0;
  system.reply = () => ({ status: 200 });
});

const hook = (secret = SECRET) =>
  destination(
    { kind: 'webhook', url: `${system.url}/hook?for=rollbridge`, secret: { from: 'env', name: 'KEY' } },
    secret === '' ? {} : { KEY: secret },
  );
const answering = (reply: Reply) => {
  system.reply = () => reply;
};

test('it is signed as the specification says: its example', () => {
  // The example of the specification's reference libraries.
  const key = keyIn('whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw');
  const signed = 'msg_p5jXN8AQM9LWM0D4loKWxJek.1614265330.{"test": 2432232314}';
  expect(signatureOf(key, signed)).toBe('v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=');
});

describe('a webhook', () => {
  test('has its id, the time of the try, and a signature over both and the body', async () => {
    expect(await deliver(hook(), parcel())).toEqual({ came: 'delivered', link: null });
    const [asked] = system.asked;
    expect(asked).toMatchObject({ method: 'POST', path: '/hook?for=rollbridge' });
    const { 'webhook-id': id, 'webhook-timestamp': at, 'webhook-signature': signature } = asked?.headers ?? {};
    expect(asked?.headers['content-type']).toBe('application/json');
    expect([id, at]).toEqual([NOTICE_NAME, String(Math.floor(NOW.getTime() / 1_000))]);
    // A full stop in the id would let somebody move text between the parts that are signed.
    expect(id).not.toContain('.');
    const expected = createHmac('sha256', KEY).update(`${id}.${at}.${asked?.body}`).digest('base64');
    expect(signature).toBe(`v1,${expected}`);
  });

  test('says the same each time', async () => {
    await deliver(hook(), parcel());
    await deliver(hook(), parcel({}, { isOver: true, channel: null }));
    expect(new Set(system.asked.map(({ body }) => body)).size).toBe(1);
  });

  const situations: readonly (readonly [string, Partial<NoticeSpec>, object])[] = [
    [
      'an incident',
      { occasion: 'incident.opened', release: 'shop-production-mm90chr0' },
      { incident: 'shop-production-mm90chs0', release: 'shop-production-mm90chr0', severity: 'sev1' },
    ],
    ['its end', { occasion: 'incident.resolved', cause: 'a typo', impact: '' }, { cause: 'a typo', impact: '' }],
    ['a release', RELEASED, { release: 'shop-production-mm90chs0', image: 'ghcr.io/acme/shop:2.0.0' }],
    ['a rollback', { ...RELEASED, occasion: 'release.rolled_back', backTo: 'shop:1' }, { backTo: 'shop:1' }],
  ];
  test.each(situations)('tells of %s, by the schema of the docs', async (_, spec, data) => {
    await deliver(hook(), parcel(spec));
    const body = JSON.parse(system.asked[0]?.body ?? '');
    expect(body).toMatchObject({ type: spec.occasion, timestamp: '2026-05-04T12:00:00.000Z', data });
    expect(body.data).not.toHaveProperty('to');
    const fits = new Ajv2020({ strict: false }).compile(JSON.parse(readFileSync(SCHEMA, 'utf8')));
    expect(fits(body)).toBe(true);
    expect(fits({ ...body, type: 'nothing' })).toBe(false);
  });

  test('has the schema of the docs: UPDATE_GOLDEN=1 writes it', () => {
    const text = `${JSON.stringify(webhookJsonSchema(), null, 2)}\n`;
    if (process.env.UPDATE_GOLDEN === '1') writeFileSync(SCHEMA, text);
    expect(JSON.parse(readFileSync(SCHEMA, 'utf8'))).toEqual(webhookJsonSchema());
  });
});

describe('an answer', () => {
  const later = (why: string, isAway: boolean, afterMs: number | null = null): Outcome => ({
    came: 'later',
    why,
    afterMs,
    isAway,
  });
  const date = new Date(NOW.getTime() + 30_000);
  date.setMilliseconds(0);

  test.each<[string, Reply, object]>([
    ['200', { status: 200 }, { came: 'delivered' }],
    ['204', { status: 204 }, { came: 'delivered' }],
    ['301', { status: 301, headers: { location: 'https://elsewhere.example' } }, { came: 'refused' }],
    ['400', { status: 400, body: { error: 'no' } }, { came: 'refused' }],
    ['401', { status: 401 }, { came: 'refused', why: 'It answered 401', hint: /key or token/ }],
    ['410', { status: 410 }, { came: 'refused' }],
    ['408', { status: 408 }, later('It answered 408', false)],
    ['429', { status: 429, headers: { 'retry-after': '7' } }, later('It answered 429', true, 7_000)],
    ['500', { status: 500 }, later('It answered 500', false)],
    [
      '503 until a date',
      { status: 503, headers: { 'retry-after': date.toUTCString() } },
      later('It answered 503', true, date.getTime() - NOW.getTime()),
    ],
    ['503 until nobody knows', { status: 503, headers: { 'retry-after': 'soon' } }, later('It answered 503', true)],
  ])('of %s means what HTTP says', async (_, reply, outcome) => {
    answering(reply);
    const came = await deliver(hook(), parcel());
    const { hint, ...rest } = outcome as { hint?: RegExp };
    expect(came).toMatchObject(rest);
    if (hint !== undefined) expect(came).toMatchObject({ hint: expect.stringMatching(hint) });
    expect(system.asked).toHaveLength(1);
  });

  test('that does not come is waited for no longer', async () => {
    answering('cut');
    expect(await deliver(hook(), parcel())).toEqual(later('It does not answer (ECONNRESET)', true));
    answering('hang');
    const called = new AbortController();
    const sent = hook().deliver(parcel(), called.signal);
    called.abort();
    expect(await sent).toEqual(later('It did not answer in time', true));
  });

  test('of nobody at all', async () => {
    const to = destination(
      { kind: 'webhook', url: 'http://127.0.0.1:1/', secret: { from: 'env', name: 'KEY' } },
      { KEY: SECRET },
    );
    expect(await deliver(to, parcel())).toMatchObject({ came: 'later', why: 'It does not answer (ECONNREFUSED)' });
  });
});

describe('the secret', () => {
  test.each([
    ['missing', '', /environment variable KEY is not set/],
    ['without its prefix', KEY.toString('base64'), /The secret is not whsec_/],
    ['too short', 'whsec_c2hvcnQ=', /The secret is not whsec_/],
    ['no Base64', `whsec_${'ä'.repeat(40)}`, /The secret is not whsec_/],
  ])('that is %s refuses the notice, and is not shown', async (_, secret, why) => {
    const came = await deliver(hook(secret), parcel());
    expect(came).toMatchObject({ came: 'refused', why: expect.stringMatching(why) });
    if (secret !== '') expect(JSON.stringify(came)).not.toContain(secret.slice(6));
    expect(system.asked).toEqual([]);
  });

  test('may be in a file, which is read each time', async () => {
    const path = `${process.env.TMPDIR ?? '/tmp'}/outward-secret-${process.pid}`;
    const to = destination({ kind: 'webhook', url: system.url, secret: { from: 'file', path } }, {});
    expect(await deliver(to, parcel())).toMatchObject({ came: 'refused', why: expect.stringContaining(path) });
    writeFileSync(path, `${SECRET}\n`);
    expect(await deliver(to, parcel())).toMatchObject({ came: 'delivered' });
  });

  test('that is not there is told before it is needed, by its place', async () => {
    const env = (name: string) => ({ from: 'env', name }) as const;
    const via = { kind: 'webhook', url: 'https://h.example', secret: env('HOOK') } as const;
    const page = { kind: 'opsgenie', url: 'https://o.example', key: env('GENIE'), team: null } as const;
    const rules = { occasions: [], services: null, environments: null };
    const destinations = [
      { name: 'hooks', via, ...rules },
      { name: 'genie', via: page, ...rules },
    ];
    const oncall = { url: '', token: env('TOKEN'), escalationPolicy: null, services: {} };
    const lacks = await lacksIn({ destinations, oncall, giveUpAfterMs: 1 }, (name) =>
      name === 'HOOK' ? 'x' : undefined,
    );
    expect(lacks).toEqual([
      { of: 'genie', why: 'The environment variable GENIE is not set' },
      { of: 'oncall', why: 'The environment variable TOKEN is not set' },
    ]);
  });
});
