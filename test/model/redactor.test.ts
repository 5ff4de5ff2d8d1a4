/** The redactor with the rules of a catalog: no secret of a known form survives, wherever it is put. */
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type RedactRules, redactorOf } from '../../src/model/redactor.ts';

const RULES: RedactRules = { emails: true, patterns: ['cust-\\d{6}', '[A-Z]{2}\\d{2}[A-Z0-9]{10,30}'] };
const redactor = redactorOf(RULES);

const letters = (chars: string, minLength: number, maxLength = minLength) =>
  fc.string({ unit: fc.constantFrom(...chars), minLength, maxLength });
const UPPER = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ';
const DIGITS = '0123456789';
const WORD = `${UPPER}${UPPER.toLowerCase()}${DIGITS}`;
const base64url = letters(WORD, 20, 60);

/** Of every form that is known: what must not be found again. */
const secrets: Readonly<Record<string, fc.Arbitrary<string>>> = {
  'a key of AWS': letters(UPPER + DIGITS, 16).map((rest) => `AKIA${rest}`),
  'a token of GitHub': letters(WORD, 36).map((rest) => `ghp_${rest}`),
  'a fine-grained token of GitHub': letters(WORD, 40).map((rest) => `github_pat_${rest}`),
  'a token of GitLab': letters(WORD, 20).map((rest) => `glpat-${rest}`),
  'a token of npm': letters(WORD, 36).map((rest) => `npm_${rest}`),
  'a token of Slack': letters(WORD, 24).map((rest) => `xoxb-${rest}`),
  'a key of Stripe': letters(WORD, 24).map((rest) => `sk_live_${rest}`),
  'a key of Google': letters(WORD, 35).map((rest) => `AIza${rest}`),
  'a JSON web token': fc.tuple(base64url, base64url, base64url).map((parts) => `eyJ${parts.join('.')}`),
  'a password in an address': letters(WORD, 8, 20).map((word) => `postgres://app:${word}x@db:5432/shop`),
  'an e-mail address': fc
    .tuple(letters('abcdefgh.-_+', 1, 20), letters('abcdefgh', 1, 20), fc.constantFrom('de', 'example.com', 'co.uk'))
    .map(([name, host, ending]) => `x${name}@${host}.${ending}`),
  'a number of a customer': letters(DIGITS, 6).map((digits) => `cust-${digits}`),
  'an IBAN': letters(DIGITS, 20).map((digits) => `DE${digits}`),
};

/** Ways in which applications and clusters write a text down. */
const wrapped: Readonly<Record<string, (secret: string) => string>> = {
  'as it is': (secret) => secret,
  'in a sentence': (secret) => `it was ${secret}, they say`,
  'at the end of a line among others': (secret) => `level=info n=1\nerr="no" got ${secret}\nlevel=info n=2\n`,
  'in JSON': (secret) => JSON.stringify({ level: 'info', msg: secret, n: [secret] }),
  'in JSON in JSON': (secret) => JSON.stringify({ log: JSON.stringify({ msg: secret }) }),
  'in quotes': (secret) => `got '${secret}' and "${secret}" and \`${secret}\``,
  'in brackets': (secret) => `<${secret}> (${secret}) [${secret}] {${secret}}`,
  'in an address': (secret) => `GET https://shop.example/a?q=${secret}&n=1 200`,
  'behind a name': (secret) => `value=${secret} password=${secret} user: ${secret}`,
  'twice, with nothing but a space between': (secret) => `${secret} ${secret}`,
};

const forms = Object.entries(secrets).flatMap(([form, arbitrary]) =>
  Object.entries(wrapped).map(([how, wrap]) => ({ form, how, arbitrary, wrap })),
);

describe('no secret survives', () => {
  test.each(forms)('$form $how', ({ arbitrary, wrap }) => {
    fc.assert(
      fc.property(arbitrary, (secret) => {
        expect(redactor.text(wrap(secret))).not.toContain(secret);
        const object = {
          spec: { args: [wrap(secret)], env: [{ name: 'A', value: wrap(secret) }], text: wrap(secret) },
        };
        expect(JSON.stringify(redactor.object(object))).not.toContain(secret);
      }),
      { numRuns: 20 },
    );
  });
});

test('doing it again changes nothing, whatever the text and the patterns are', () => {
  const patterns = fc.subarray(['[a-z]{3}', '\\w{3,}', 'red\\w*', '[^x]{3}', 'cust-\\d{6}']);
  const words = fc.string({
    unit: fc.constantFrom('a', 'red', 'acted', '[redacted]', ' ', '@b.de', 'cust-123456', '\n'),
    maxLength: 30,
  });
  fc.assert(
    fc.property(fc.boolean(), patterns, words, (emails, own, text) => {
      const again = redactorOf({ emails, patterns: own });
      const once = again.text(text);
      expect(again.text(once)).toBe(once);
    }),
  );
});

describe('e-mail addresses', () => {
  test.each([
    ['anna.meier+shop@mail.example.com', '[redacted]'],
    ['to=anna@example.com;', 'to=[redacted];'],
    ['<anna@example.com>', '<[redacted]>'],
    ['?user=anna%40example.com&x', '?user=[redacted]&x'],
    ['Jürgen@müller.de', '[redacted]'],
    ['ghcr.io/acme/shop@sha256:0123456789ab', 'ghcr.io/acme/shop@sha256:0123456789ab'],
    ['@types/node 24.1.0', '@types/node 24.1.0'],
    ['root@localhost', 'root@localhost'],
    ['5@3.5', '5@3.5'],
  ])('%s becomes %s', (text, expected) => {
    expect(redactor.text(text)).toBe(expected);
  });

  test('stay where the catalog does not say otherwise', () => {
    expect(redactorOf({ emails: false, patterns: [] }).text('anna@example.com')).toBe('anna@example.com');
  });

  test('take no time in texts that nearly are some', () => {
    const began = performance.now();
    for (const piece of ['a', 'a@', 'a@a.', 'a.a@a-', '%40', '@a.a.'])
      redactor.text(piece.repeat(256 * 1024).slice(0, 256 * 1024));
    expect(performance.now() - began).toBeLessThan(4_000);
  });
});
