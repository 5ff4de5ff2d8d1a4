import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { clipMarkup, code, free, list, prose } from '../../src/views/text.ts';

const anything = fc.string({ unit: 'binary', maxLength: 400 });

describe('text of others', () => {
  const cases: [string, string, string][] = [
    ['escapes the three characters of Slack', 'a < b && c > d', 'a &lt; b &amp;&amp; c &gt; d'],
    ['keeps a broadcast from being one', '<!channel> look', '&lt;!channel&gt; look'],
    ['is one line', 'first\r\nsecond\u2028third\tend', 'first second third end'],
    ['has no marks that turn the direction', '\u202Eevil\u202C \u200Fmark\u2066', 'evil mark'],
    ['is not bold', '*Approved*', '∗Approved∗'],
    ['is not struck out or code', '~no~ `code`', '∼no∼ ˋcodeˋ'],
    ['is not in italics, while names keep their underscores', '_it_ my_service_name', 'ˍitˍ my_service_name'],
    ['shows no emoji of its own', 'done :white_check_mark: at 12:30:45', 'done ∶white_check_mark: at 12:30:45'],
    ['keeps addresses readable', 'http://shop:80/x', 'http://shop:80/x'],
    ['loses half a character', 'a\uD83Db', 'a\uFFFDb'],
  ];
  test.each(cases)('%s', (_name, given, wanted) => expect(free(given)).toBe(wanted));

  test('never holds markup, whatever it was', () => {
    fc.assert(
      fc.property(anything, (text) => {
        expect(free(text)).not.toMatch(/[<>`*~\n\r]/);
        expect(free(text).replace(/&(amp|lt|gt);/g, '')).not.toContain('&');
        expect(code(text)).toMatch(/^`[^`<>\n\r]+`$/);
      }),
    );
  });

  test('in a code span has no backtick and is never empty', () => {
    expect(code('a`b')).toBe('`aˋb`');
    expect(code(' \n')).toBe('`–`');
  });
});

describe('our own sentences that quote somebody', () => {
  test('keep code and people, and escape everything else', () => {
    const text = 'Ask <@U0ANN>, not <!channel> or <!subteam^S1>: `/rollback shop`';
    expect(prose(text)).toBe('Ask <@U0ANN>, not &lt;!channel&gt; or &lt;!subteam^S1&gt;: `/rollback shop`');
  });
});

describe('clipping markup', () => {
  test('never halves an entity, a token or a code span', () => {
    expect(clipMarkup('abc &amp; def', 8)).toBe('abc…');
    expect(clipMarkup('for <@U0ANN> now', 9)).toBe('for…');
    expect(clipMarkup('see `long code` now', 9)).toBe('see…');
  });

  test('stays within the limit', () => {
    fc.assert(
      fc.property(anything, fc.integer({ min: 2, max: 400 }), (text, max) => {
        expect(clipMarkup(text, max).length).toBeLessThanOrEqual(max);
      }),
    );
  });
});

describe('a list', () => {
  test('says how many it leaves out', () => {
    expect(list(['a', 'b', 'c', 'd'], 2)).toBe('a, b and 2 more');
    expect(list(['a', 'b', 'c'], 3, 'or')).toBe('a, b or c');
    expect(list(['a'], 3)).toBe('a');
    expect(list([], 3)).toBe('');
  });
});
