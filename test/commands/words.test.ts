import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { splitWords } from '../../src/commands/typed.ts';
import { LONGEST_REASON, reasonOf } from '../../src/commands/words.ts';
import { UserProblem } from '../../src/model/problem.ts';

const USAGE = '/deploy <service> <version>';

describe('what was typed becomes words', () => {
  test.each<[string, string, string[]]>([
    ['plain words', 'shop 1.5.0', ['shop', '1.5.0']],
    ['nothing', '', []],
    ['blanks of all kinds', '  shop \t\u00A0 1.5.0\n', ['shop', '1.5.0']],
    ['double quotes', '--reason "too slow"', ['--reason', 'too slow']],
    ['single quotes', "--reason 'too slow'", ['--reason', 'too slow']],
    ['quotes within a word', '--reason="too slow"', ['--reason=too slow']],
    ['an empty quote', '--reason ""', ['--reason', '']],
    ['curly double quotes', '--reason “too slow”', ['--reason', 'too slow']],
    ['low and high quotes', '--reason „too slow“', ['--reason', 'too slow']],
    ['angle quotes', '--reason «too slow»', ['--reason', 'too slow']],
    ['curly single quotes', '--reason ‘too slow’', ['--reason', 'too slow']],
    ['an apostrophe, which quotes nothing', "--reason it's", ['--reason', 'it’s']],
    ['a curly apostrophe within quotes', '--reason “it’s slow”', ['--reason', 'it’s slow']],
    ['an em dash for two hyphens', '—env staging', ['--env', 'staging']],
    ['an en dash for two hyphens', '–env=staging', ['--env=staging']],
    ['two long dashes', '––env staging', ['--env', 'staging']],
    ['a lone em dash, which ends the options', '— status 1.0', ['--', 'status', '1.0']],
    ['a dash inside a reason, which stays', '--reason "slow — very"', ['--reason', 'slow — very']],
    ['an option in capitals', '--ENV Staging', ['--env', 'Staging']],
    ['an option with a value in capitals', '--Reason=ABC', ['--reason=ABC']],
    ['escaped signs', '--reason "p95 &gt; 300 &amp; &lt; 400"', ['--reason', 'p95 > 300 & < 400']],
    ['an escaped escape', '&amp;lt;', ['&lt;']],
    [
      'a link that Slack made of an image',
      '<http://ghcr.io/a/shop:1.5.0|ghcr.io/a/shop:1.5.0>',
      ['ghcr.io/a/shop:1.5.0'],
    ],
    ['a bare link', '<https://example.com/x>', ['https://example.com/x']],
    ['a person', '--reason "asked by <@U0ANN|ann>"', ['--reason', 'asked by @ann']],
    ['a channel', '--reason "see <#C0OPS|ops>"', ['--reason', 'see #ops']],
    ['a group', '--reason "for <!subteam^S0X|@leads>"', ['--reason', 'for @leads']],
    ['a token that was typed, not sent', '&lt;@U0ANN&gt;', ['<@U0ANN>']],
    ['signs that cannot be seen', 'sh\u200Bop\uFEFF 1.5.0', ['shop', '1.5.0']],
    ['a digest', 'shop sha256:abc', ['shop', 'sha256:abc']],
  ])('%s', (_name, text, words) => {
    expect(splitWords(text, USAGE).map((word) => word.text)).toEqual(words);
  });

  test.each<[string, string, boolean[]]>([
    ['in quotes', '--reason "too slow" now', [false, true, false]],
    ['in curly quotes', '--reason “slow” now', [false, true, false]],
    ['with quotes behind an equals sign', '--reason="too slow"', [true]],
    ['with nothing between the quotes', "''", [true]],
    ['with an apostrophe', "it's", [false]],
    ['with a sign of private use', '\uE000', []],
  ])('and it is known which of them were quoted: a word %s', (_name, text, quoted) => {
    expect(splitWords(text, USAGE).map((word) => word.quoted)).toEqual(quoted);
    expect(splitWords(text, USAGE).every((word) => !word.text.includes('\uE000'))).toBe(true);
  });

  test.each([
    ['a quote that stays open', '--reason "too slow', 'A quote is opened and never closed.'],
    ['a curly quote that stays open', '--reason “too slow', 'A quote is opened and never closed.'],
    ['a single quote that stays open', "--reason 'too slow", 'A quote is opened and never closed.'],
    ['far too much', 'x'.repeat(4_001), 'That is more than 4000 characters.'],
  ])('but not %s', (_name, text, why) => {
    expect(() => splitWords(text, USAGE)).toThrow(UserProblem);
    expect(() => splitWords(text, USAGE)).toThrow(
      expect.objectContaining({ code: 'usage', why, hint: `Say: ${USAGE}` }),
    );
  });

  test('and whatever is typed either becomes words or a problem that a person can read', () => {
    const signs = fc.constantFrom(...' "\'“”‘’—–-=<>|@#!&;aB1\u200B\u{1F600}\\`*\n');
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: signs, maxLength: 60 }), fc.string({ unit: 'binary' })), (text) => {
        try {
          for (const word of splitWords(text, USAGE)) expect(typeof word.text).toBe('string');
        } catch (error) {
          expect(error).toBeInstanceOf(UserProblem);
        }
      }),
      { numRuns: 2_000 },
    );
  });

  test.each([
    ['open quotes', `a${'"x'.repeat(1_300)}`],
    ['alternating quotes', `"'`.repeat(2_000)],
    ['tokens that never end', '<'.repeat(4_000)],
    ['nested tokens', '<@U1|'.repeat(800)],
    ['dashes', '—'.repeat(4_000)],
  ])('and a text full of %s takes no time', (_name, text) => {
    const started = performance.now();
    try {
      splitWords(text, USAGE);
    } catch {
      // refused is as good as read
    }
    expect(performance.now() - started).toBeLessThan(100);
  });
});

describe('a reason', () => {
  test.each([
    ['that is absent is none', undefined, null],
    ['that is blank is none', '  \t', null],
    ['is trimmed', '  too slow ', 'too slow'],
    ['of just the length is whole', 'x'.repeat(LONGEST_REASON), 'x'.repeat(LONGEST_REASON)],
  ])('%s', (_name, text, reason) => {
    expect(reasonOf(text)).toBe(reason);
  });

  test('that is too long is shortened, and says so', () => {
    const reason = reasonOf('x'.repeat(LONGEST_REASON + 1)) ?? '';
    expect(reason).toHaveLength(LONGEST_REASON);
    expect(reason.endsWith('x… (shortened)')).toBe(true);
  });

  test('is not cut within a sign', () => {
    const reason = reasonOf('😀'.repeat(LONGEST_REASON)) ?? '';
    expect(reason.isWellFormed()).toBe(true);
    expect(reason).not.toContain('\uFFFD');
  });
});
