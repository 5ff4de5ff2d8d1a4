import { describe, expect, test } from '@jest/globals';
import { parseNoticePress } from '../../src/views/notice-press.ts';
import { linkedWords, notDeliveredWords, sentAgain, undeliveredList } from '../../src/views/notices.ts';
import { expectGolden } from './golden.ts';
import { lost, notice, noticeSpec } from './notice-fixtures.ts';
import { expectValid } from './valid.ts';

const HOSTILE = '<!channel> *bold* <https://evil.example|click> & `code`\n> quote';

describe('the list of what did not get through', () => {
  test('has what, where, why, what to do and a button, as the golden file shows', () => {
    const tried = lost({ to: 'hooks', state: 'waiting', hint: null, nextAt: '2026-05-04T12:10:00.000Z', tries: 1 });
    const list = undeliveredList([tried, lost()]);
    expectValid(list);
    expectGolden('undelivered', list);
  });

  test('says that there is nothing', () => {
    const list = undeliveredList([]);
    expectValid(list);
    expect(list.text).toMatch(/Every destination has/);
  });

  test('fits with hundreds of them, and shows text of others as text', () => {
    const spec = noticeSpec({ service: HOSTILE, environment: HOSTILE, to: [HOSTILE] });
    const { delivery } = lost({ to: 'x'.repeat(63), why: HOSTILE.repeat(20), hint: HOSTILE.repeat(20) });
    const list = undeliveredList(Array.from({ length: 300 }, () => ({ notice: notice({ spec }), delivery })));
    expectValid(list);
    expect(JSON.stringify(list)).toMatch(/and 2\d\d more/);
    expect(JSON.stringify(list)).not.toMatch(/<!channel>|<https:\/\/evil/);
  });

  test('carries on its button what it showed', () => {
    const [, row] = undeliveredList([lost()]).blocks as { accessory?: { value?: string } }[];
    const { notice: given, delivery } = lost();
    expect(parseNoticePress(row?.accessory?.value ?? '')).toEqual({
      notice: given.name,
      to: 'pager',
      tries: delivery.tries,
    });
  });
});

test.each(['', '{}', 'x', '{"notice":"a","to":"b"}', '{"notice":"a","to":"b","tries":-1}', 'x'.repeat(3_000)])(
  'a button that carries %j is not ours',
  (text) => expect(parseNoticePress(text)).toBeNull(),
);

test('what was sent again is said', () => {
  const said = sentAgain(lost().notice, 'pager');
  expectValid(said);
  expect(said.text).toBe(':outbox_tray: *Incident opened* is sent to `pager` again');
});

test('words of others are shown as text in stories', () => {
  const words = notDeliveredWords({ to: HOSTILE, why: HOSTILE, hint: HOSTILE });
  expect(words).not.toMatch(/<!channel>|<https/);
  expect(linkedWords({ label: HOSTILE, url: 'https://x.example/a|b' })).not.toMatch(/<!channel>|<https/);
  expect(linkedWords({ label: 'OPS-1', url: 'https://x.example/OPS-1' })).toBe('<https://x.example/OPS-1|OPS-1>');
});
