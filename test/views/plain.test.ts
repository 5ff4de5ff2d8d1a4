import { expect, test } from '@jest/globals';
import { plain } from '../../src/views/plain.ts';
import { code, free } from '../../src/views/text.ts';

test('what is written for Slack reads as text', () => {
  const line =
    ':rewind: *Rollback* to `1.4.2` asked by <@U0DEV>, :eyes: in <#C0OPS> at <!date^1^{time}|12:30> <https://a.b/c|here> <!subteam^S0OPS|@ops>';
  expect(plain(line)).toBe('Rollback to 1.4.2 asked by U0DEV, in C0OPS at 12:30 here (https://a.b/c) S0OPS');
});

test.each(['<b>bold</b> & <@U0DEV>', '&lt;', '&amp;lt;', 'a 2*3*4 b', 'error_rate 12:30:45', 'http://shop:8080/a_b'])(
  'what people wrote stays as it was: %s',
  (words) => {
    expect(plain(code(words))).toBe(words);
    expect(plain(free(words)).replaceAll('∗', '*')).toBe(words);
  },
);
