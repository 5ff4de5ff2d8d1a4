/** Which patterns a catalog may have, and that none of those can be made slow by a log. */
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { isRedactPattern, redactPattern } from '../../src/model/redact-pattern.ts';

describe('a pattern', () => {
  test.each([
    ['cust-\\d{6}', 'cust-123456'],
    ['[A-Z]{2}\\d{2}[A-Z0-9]{10,30}', 'DE89370400440532013000'],
    ['\\d{4}[ -]?\\d{4}[ -]?\\d{4}[ -]?\\d{4}', '4111-1111-1111-1111'],
    ['\\bacct_\\w+', 'acct_9f8a7'],
    ['key\\.[^\\s"]*', 'key.abc'],
    ['tok:[a-f0-9\\-]{8,}', 'tok:0123-4567-89'],
    ['Kunde Nr\\. \\d{5}', 'Kunde Nr. 12345'],
    ['äöü\\d', 'äöü1'],
  ])('%s is taken, and finds %s', (pattern, example) => {
    expect(isRedactPattern(pattern)).toBe(true);
    expect(`x ${example} y`.replace(redactPattern(pattern), '_')).toBe('x _ y');
  });

  test.each([
    ['repeats a group', '(a+)+b'],
    ['has a choice', 'cat|dog'],
    ['repeats without end in the middle', 'a+bcd'],
    ['has too many ways to match', 'abc\\d{1,9}\\d{1,9}x'],
    ['is too long', '\\d{600}abc'],
    ['looks ahead', '(?=abc)abc'],
    ['looks back', '\\1abc'],
    ['may be nothing', '\\d*'],
    ['is too short to mean anything', 'ab'],
    ['may begin with nothing', 'a?bcd'],
    ['has a range the wrong way round', 'abc{5,2}'],
    ['has a class that is not closed', 'abc[a-z'],
    ['has a class the wrong way round', 'abc[z-a]'],
    ['stands on an end of a line', '^abc'],
    ['is empty', ''],
    ['means everything', '...'],
  ])('that %s is refused: %s', (_, pattern) => {
    expect(isRedactPattern(pattern)).toBe(false);
  });
});

const atom = fc.constantFrom('a', '[ab]', '\\w', '\\d', '[a-z0-9]', '[^x]', '\\.');
const times = fc.constantFrom('', '?', '{3}', '{1,8}', '{0,7}', '{1,64}', '{2,}', '+', '*', '{60,120}');
const patterns = fc
  .array(
    fc.tuple(atom, times).map((parts) => parts.join('')),
    { minLength: 1, maxLength: 8 },
  )
  .map((parts) => parts.join(''))
  .filter(isRedactPattern);

test('whatever is taken is done with a hostile text of 64 KiB in a fraction of a second', () => {
  const hostile = fc.constantFrom('a', 'ab', 'a1', '1', 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!', 'ab.');
  let slowest = { ms: 0, pattern: '' };
  fc.assert(
    fc.property(patterns, hostile, (pattern, piece) => {
      const text = piece.repeat(64 * 1024).slice(0, 64 * 1024);
      const began = performance.now();
      text.replace(redactPattern(`${pattern}`), '');
      text.replace(redactPattern(`${pattern}`), '_');
      const ms = performance.now() - began;
      if (ms > slowest.ms) slowest = { ms, pattern };
    }),
    { numRuns: 300 },
  );
  expect(slowest).toEqual({ ms: expect.any(Number), pattern: expect.any(String) });
  expect(slowest.ms).toBeLessThan(1_500);
});
