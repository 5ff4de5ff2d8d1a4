/** What the redactor takes, what it leaves, and that no wrapping of a secret gets past it. */
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { REDACTED, redactText } from '../../src/model/redact.ts';
import { redactObject } from '../../src/model/redact-object.ts';
import { isSecretName } from '../../src/model/secret-names.ts';

const R = REDACTED;

describe('names', () => {
  test.each([
    'password',
    'DB_PASSWORD',
    'dbPassword',
    'PGPASSWORD',
    'passwordHash',
    'passwd',
    'pwd',
    'api_key',
    'apiKey',
    'APIKEY',
    'x-api-key',
    'X-Auth-Token',
    'accessToken',
    'ACCESS_TOKEN_2',
    'aws_secret_access_key',
    'SECRET_KEY_BASE',
    'client.secret',
    'clientSecret',
    'privateKey',
    'session_id',
    'credentials',
    'Authorization',
    'Set-Cookie',
    'pass',
    'GITHUB_TOKEN_VALUE',
    'secretValue',
    'jwt',
  ])('%s is that of a secret', (name) => expect(isSecretName(name)).toBe(true));

  test.each([
    'secretName',
    'secret-name',
    'secretKeyRef',
    'secret_version',
    'tokens',
    'tokens_total',
    'max_tokens',
    'passed',
    'bypass',
    'compass',
    'key',
    'monkey',
    'tokenUrl',
    'author',
    'authored',
    'rollouts-pod-template-hash',
    'keyId',
    'id',
    'sessions',
    'description',
  ])('%s is not', (name) => expect(isSecretName(name)).toBe(false));
});

describe('text', () => {
  test.each([
    ['a pair in a log line', 'level=error password=hunter2 err="refused"', `level=error password=${R} err="refused"`],
    ['a pair in quotes', 'password="two words" next=1', `password="${R}" next=1`],
    ['quotes inside the quotes', String.raw`password="a\"b" next=1`, `password="${R}" next=1`],
    ['JSON', '{"user":"x","password":"a,b}c","n":1}', `{"user":"x","password":"${R}","n":1}`],
    [
      'JSON in JSON',
      String.raw`{"msg":"{\"token\":\"abc\",\"n\":1}"}`,
      String.raw`{"msg":"{\"token\":\"${R}\",\"n\":1}"}`,
    ],
    [
      'an object under such a name',
      '{"credentials":{"user":"x","password":"y"}}',
      `{"credentials":{"user":"x","password":"${R}"}}`,
    ],
    [
      'a message that ends with the secret',
      '{"msg":"tried password=hunter2","n":1}',
      `{"msg":"tried password=${R}","n":1}`,
    ],
    ['a Python dictionary', "{'api_key': 'abc', 'n': 1}", `{'api_key': '${R}', 'n': 1}`],
    ['a setting of a YAML file', 'db:\n  password: hunter2\n  port: 5432', `db:\n  password: ${R}\n  port: 5432`],
    ['a connection string', 'dsn="Server=db;Password=hunter2;User=sa" n=1', `dsn="Server=db;Password=${R}" n=1`],
    ['a query of a URL', 'GET /a?token=abc&n=1#x 200', `GET /a?token=${R}&n=1#x 200`],
    ['a form, encoded', 'body=password%3Dhunter2 n=1', `body=password%3D${R} n=1`],
    ['a flag of a command', 'run --db-password hunter2 --verbose', `run --db-password ${R} --verbose`],
    ['an element', '<a><password>x y</password></a>', `<a><password>${R}</password></a>`],
    ['basic authorization', 'Authorization: Basic dXNlcjpwYXNz\nHost: x', `Authorization: ${R}\nHost: x`],
    ['bearer authorization in JSON', '{"authorization":"Bearer abc","n":1}', `{"authorization":"${R}","n":1}`],
    [
      'signed authorization',
      'Authorization: AWS4-HMAC-SHA256 Credential=A/b, Signature=c\nHost: x',
      `Authorization: ${R}\nHost: x`,
    ],
    ['cookies', 'Set-Cookie: sid=abc; Path=/; HttpOnly\nHost: x', `Set-Cookie: ${R}\nHost: x`],
    ['a bearer token in words', 'sent Bearer a1b2c3d4e5 to x', `sent Bearer ${R} to x`],
    ['a JWT', 'got eyJhbGciOiJub25lIn0.eyJzdWIiOiJzbW9rZSJ9.x back', `got ${R} back`],
    ['a key id of AWS', 'as AKIAIOSFODNN7EXAMPLE in eu', `as ${R} in eu`],
    ['a token of GitHub', 'with ghp_0123456789abcdefghij0123456789abcdef', `with ${R}`],
    ['a token of Slack', 'with xoxb-1234567890-abcdefghijkl', `with ${R}`],
    ['a URL with credentials', 'postgres://shop:hun/ter@2@db:5432/shop?ssl=1', `postgres://${R}@db:5432/shop?ssl=1`],
    [
      'a private key',
      'a\n-----BEGIN RSA PRIVATE KEY-----\nMIIE\nabc=\n-----END RSA PRIVATE KEY-----\nb',
      `a\n-----BEGIN RSA PRIVATE KEY-----${R}-----END RSA PRIVATE KEY-----\nb`,
    ],
    [
      'a private key in JSON',
      String.raw`{"k":"-----BEGIN PRIVATE KEY-----\nMIIE\n-----END PRIVATE KEY-----\n"}`,
      String.raw`{"k":"-----BEGIN PRIVATE KEY-----${R}-----END PRIVATE KEY-----\n"}`,
    ],
    [
      'a private key whose end is cut off',
      '-----BEGIN PRIVATE KEY-----\n2026-11-21T10:00:00.1Z MIIEvQIBADANBgkqhkiG9w0B\nMIIEvQIBADANBgkqhkiG9w0B\nlevel=info ok',
      `-----BEGIN PRIVATE KEY-----${R}\nlevel=info ok`,
    ],
    [
      'a private key whose beginning is cut off',
      'level=info ok\nMIIEvQIBADANBgkqhkiG9w0B\nMIIEvQIBADANBgkqhkiG9w0B\n-----END PRIVATE KEY-----\nlevel=info',
      `level=info ok\n${R}\n-----END PRIVATE KEY-----\nlevel=info`,
    ],
  ])('%s', (_, text, expected) => {
    expect(redactText(text)).toBe(expected);
    expect(redactText(expected)).toBe(expected);
  });

  test.each([
    'level=info version=2.0.0 pod=shop-6d4f n=12 msg="GET /api/items" status=200',
    '2026-11-21T10:00:00.123Z panic: cannot open database',
    'GET http://localhost:8080/a@b?n=1 took 12ms',
    'ssh://git@example.com/x and https://example.com:443',
    'token: null, password=true, "secret":{}, tokens_total=800',
    'basic authentication failed for the bearer of bad news',
    'ghcr.io/acme/shop@sha256:0123456789abcdef0123456789abcdef',
    'expected -----BEGIN CERTIFICATE----- here',
  ])('leaves %j', (text) => expect(redactText(text)).toBe(text));

  test('a hostile log takes no more time than any other', () => {
    for (const piece of [
      'a',
      'a.',
      '://',
      '://a:',
      '-----BEGIN PRIVATE KEY-----',
      'eyJ',
      '"',
      '\\',
      'password="',
      'Bearer ',
      '<key>',
      '--token ',
    ]) {
      const began = performance.now();
      redactText(piece.repeat(300_000 / piece.length));
      expect(performance.now() - began).toBeLessThan(2_000);
    }
  });
});

/** What a password may be made of: anything that can be seen, but quotes, and nothing that looks like no secret at all. */
const secret = fc
  .stringMatching(/^[!#-&(-;=?-[\]-_a-z|}~]{6,24}$/)
  .filter((text) => !/^[[{]|^(?:null|true|false|none|nil|undefined)/i.test(text) && !R.includes(text));
const word = fc.stringMatching(/^[A-Za-z0-9+/_-]{8,40}$/).filter((text) => /\d/.test(text) && !R.includes(text));
const noise = fc.oneof(
  fc.constantFrom('level=info ', 'msg="GET /api/items" ', '{"n":1} ', 'shop-6d4f: ', '\n', ''),
  fc.stringMatching(/^[a-z =\n]{0,20}$/),
);
const name = fc.constantFrom('password', 'DB_PASSWORD', 'api_key', 'clientSecret', 'auth.token', 'X-Api-Key');

const WRAPPINGS: readonly [string, fc.Arbitrary<{ readonly text: string; readonly hidden: string }>][] = [
  [
    'a pair',
    fc
      .tuple(name, secret, fc.constantFrom('=', ': ', ':', ' = ', '=>'))
      .map(([key, hidden, sep]) => ({ text: `${key}${sep}${hidden}`, hidden })),
  ],
  [
    'a quoted pair',
    fc
      .tuple(name, secret, fc.constantFrom('"', "'", '\\"', '`'))
      .map(([key, hidden, quote]) => ({ text: `${key}=${quote}${hidden} more${quote}`, hidden })),
  ],
  [
    'JSON',
    fc
      .tuple(
        name,
        fc.string({ minLength: 6 }).filter((text) => !R.includes(text)),
      )
      .map(([key, value]) => ({
        text: JSON.stringify({ a: 1, [key]: value, z: 1 }),
        hidden: JSON.stringify(value).slice(1, -1),
      })),
  ],
  [
    'JSON in JSON',
    fc
      .tuple(name, secret)
      .map(([key, hidden]) => ({ text: JSON.stringify({ msg: JSON.stringify({ [key]: hidden }) }), hidden })),
  ],
  ['a bearer token', word.map((hidden) => ({ text: `Bearer ${hidden}`, hidden }))],
  [
    'an Authorization header',
    word
      .map((plain) => Buffer.from(`u:${plain}`).toString('base64'))
      .map((hidden) => ({ text: `authorization: Basic ${hidden}`, hidden })),
  ],
  [
    'a JWT',
    fc.tuple(word, word).map(([a, b]) => ({
      text: `eyJ${a.replace(/[+/]/g, '_')}.${b.replace(/[+/]/g, '_')}.sig`,
      hidden: a.replace(/[+/]/g, '_'),
    })),
  ],
  [
    'a URL',
    fc
      .stringMatching(/^[A-Za-z0-9!$%^*()_+=.~-]{6,20}$/)
      .filter((text) => !/^\d+$/.test(text))
      .map((hidden) => ({ text: `amqp://user:${hidden}@host:5672/x`, hidden })),
  ],
  [
    'a private key',
    fc.array(fc.stringMatching(/^[A-Za-z0-9+/]{64}$/), { minLength: 2, maxLength: 6 }).map((lines) => ({
      text: `-----BEGIN EC PRIVATE KEY-----\n${lines.join('\n')}\n-----END EC PRIVATE KEY-----`,
      hidden: lines[1] ?? '',
    })),
  ],
  ['a key of AWS', fc.stringMatching(/^[A-Z0-9]{16}$/).map((rest) => ({ text: `AKIA${rest}`, hidden: rest }))],
];

describe('whatever the secret, and whatever stands around it', () => {
  test.each(WRAPPINGS)('%s is taken out', (_, wrapped) => {
    fc.assert(
      fc.property(noise, wrapped, noise, (before, { text, hidden }, after) => {
        fc.pre(!before.includes(hidden) && !after.includes(hidden));
        const redacted = redactText(`${before} ${text} ${after}`);
        expect(redacted).not.toContain(hidden);
        expect(redactText(redacted)).toBe(redacted);
      }),
      { numRuns: 300 },
    );
  });

  test('anything at all becomes text, and the same again', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (text) => {
        const once = redactText(text);
        expect(redactText(once)).toBe(once);
      }),
    );
  });
});

describe('objects', () => {
  test('lose what is secret by the name of its field, and keep names of Secrets', () => {
    const pod = {
      kind: 'Pod',
      metadata: {
        name: 'shop',
        managedFields: [{ manager: 'kubectl' }],
        annotations: { 'kubectl.kubernetes.io/last-applied-configuration': '{"a":1}', team: 'shop' },
      },
      spec: {
        containers: [
          {
            args: ['--password', 'hunter2', '--url=postgres://u:hunter2@db/x', '--verbose'],
            env: [
              { name: 'DB_PASSWORD', value: 'hunter2' },
              { name: 'API_TOKEN', valueFrom: { secretKeyRef: { name: 'shop-secrets', key: 'token' } } },
              { name: 'GREETING', value: 'password=hunter2' },
              { name: 'PORT', value: '8080' },
            ],
          },
        ],
        volumes: [{ secret: { secretName: 'shop-secrets' } }],
        imagePullSecrets: [{ name: 'registry' }],
        automountServiceAccountToken: false,
      },
    };
    expect(redactObject(pod)).toEqual({
      kind: 'Pod',
      metadata: { name: 'shop', annotations: { team: 'shop' } },
      spec: {
        containers: [
          {
            args: ['--password', R, `--url=postgres://${R}@db/x`, '--verbose'],
            env: [
              { name: 'DB_PASSWORD', value: R },
              { name: 'API_TOKEN', valueFrom: { secretKeyRef: { name: 'shop-secrets', key: 'token' } } },
              { name: 'GREETING', value: `password=${R}` },
              { name: 'PORT', value: '8080' },
            ],
          },
        ],
        volumes: [{ secret: { secretName: 'shop-secrets' } }],
        imagePullSecrets: [{ name: 'registry' }],
        automountServiceAccountToken: false,
      },
    });
  });

  test('a Secret keeps its keys only', () => {
    const secret = {
      kind: 'Secret',
      metadata: { name: 's' },
      data: { a: 'aHVudGVyMg==' },
      stringData: { b: 'hunter2' },
    };
    expect(redactObject(secret)).toEqual({ ...secret, data: { a: R }, stringData: { b: R } });
  });

  test('a template that is kept as text, a header of an analysis, numbers and lists', () => {
    const template = JSON.stringify({ spec: { env: [{ name: 'DB_PASSWORD', value: 'hunter2' }] } });
    const headers = [{ key: 'X-Api-Key', value: 'hunter2' }];
    expect(redactObject({ template, headers, pin: { password: 1234 }, tokens: ['a'], passwords: ['hunter2'] })).toEqual(
      {
        template: template.replace('hunter2', R),
        headers: [{ key: 'X-Api-Key', value: R }],
        pin: { password: R },
        tokens: ['a'],
        passwords: [R],
      },
    );
  });

  test('a time is a time', () => {
    expect(redactObject({ at: new Date(0) })).toEqual({ at: '1970-01-01T00:00:00.000Z' });
  });

  test('nothing hidden in any text field survives, at any depth', () => {
    const leaf = secret.map((hidden) => `tried password=${hidden}`);
    fc.assert(
      fc.property(fc.object({ values: [leaf, fc.nat()], maxDepth: 3 }), (object) => {
        const json = JSON.stringify(redactObject(object));
        for (const [, hidden] of JSON.stringify(object).matchAll(/tried password=([^"]+)"/g))
          expect(json).not.toContain(`password=${hidden}"`);
      }),
    );
  });
});

describe('a log that is one endless word', () => {
  const MIB = 1024 * 1024;
  test.each([
    ['letters', 'a'.repeat(20 * MIB)],
    ['dots', 'a.'.repeat(10 * MIB)],
    ['quotes', `a${'"'.repeat(20 * MIB)}`],
    ['blanks', `a${' '.repeat(20 * MIB)}`],
    ['beginnings of tokens', 'eyJ '.repeat(2 * MIB)],
    ['after "bearer"', `bearer ${'a'.repeat(20 * MIB)}`],
  ])('is got through: %s', (_, word) => {
    expect(redactText(`${word}\npassword=hunter2`)).toMatch(/password=\S*redacted/i);
  });
});
