/** Every limit of the validator, at the limit and one over it. */
import { describe, expect, test } from '@jest/globals';
import { validateMessage, validateView } from '../../../sandbox/slack/index.ts';

type Json = Record<string, unknown>;

const chars = (count: number) => 'x'.repeat(count);
const plain = (length = 1) => ({ type: 'plain_text', text: chars(length) });
const mrkdwn = (length = 1) => ({ type: 'mrkdwn', text: chars(length) });
const times = <Item>(count: number, item: (index: number) => Item) =>
  Array.from({ length: count }, (_, at) => item(at));
const button = (more: Json = {}) => ({ type: 'button', text: plain(), ...more });
const option = (at = 0, more: Json = {}) => ({ text: plain(), value: `v${at}`, ...more });
const actions = (...elements: Json[]) => ({ type: 'actions', elements });
const section = (more: Json = {}) => ({ type: 'section', text: mrkdwn(), ...more });
const select = (more: Json = {}) => ({ type: 'static_select', options: [option()], ...more });
const input = (element: Json, more: Json = {}) => ({ type: 'input', label: plain(), element, ...more });
const typed = (more: Json = {}) => ({ type: 'plain_text_input', ...more });
const confirm = (more: Json = {}) => ({ title: plain(), text: plain(), confirm: plain(), deny: plain(), ...more });
const rich = (text: string) => ({
  type: 'rich_text',
  elements: [{ type: 'rich_text_section', elements: [{ type: 'text', text }] }],
});
const table = (rows: number, cells: number, length = 1) => ({
  type: 'table',
  rows: times(rows, () => times(cells, () => ({ type: 'raw_text', text: chars(length) }))),
});
const modal = (more: Json = {}) => ({ type: 'modal', title: plain(), blocks: [section()], ...more });

const inMessage = (...blocks: Json[]) => validateMessage({ text: 'fallback', blocks });

describe('a message is accepted at the limit and refused one over it:', () => {
  const sized: [string, number, (size: number) => Json, string][] = [
    ['text of a section', 3000, (size) => section({ text: mrkdwn(size) }), '/blocks/0/text/text'],
    ['a field', 2000, (size) => section({ fields: [mrkdwn(size)] }), '/blocks/0/fields/0/text'],
    ['a header', 150, (size) => ({ type: 'header', text: plain(size) }), '/blocks/0/text/text'],
    ['text of a context', 3000, (size) => ({ type: 'context', elements: [mrkdwn(size)] }), '/blocks/0/elements/0/text'],
    ['a block id', 255, (size) => section({ block_id: chars(size) }), '/blocks/0/block_id'],
    ['an action id', 255, (size) => actions(button({ action_id: chars(size) })), '/blocks/0/elements/0/action_id'],
    ['text of a button', 75, (size) => actions(button({ text: plain(size) })), '/blocks/0/elements/0/text/text'],
    ['value of a button', 2000, (size) => actions(button({ value: chars(size) })), '/blocks/0/elements/0/value'],
    ['address of a button', 3000, (size) => actions(button({ url: chars(size) })), '/blocks/0/elements/0/url'],
    [
      'label for screen readers',
      75,
      (size) => actions(button({ accessibility_label: chars(size) })),
      '/blocks/0/elements/0/accessibility_label',
    ],
    [
      'title of a confirmation',
      100,
      (size) => actions(button({ confirm: confirm({ title: plain(size) }) })),
      '/blocks/0/elements/0/confirm/title/text',
    ],
    [
      'text of a confirmation',
      300,
      (size) => actions(button({ confirm: confirm({ text: mrkdwn(size) }) })),
      '/blocks/0/elements/0/confirm/text/text',
    ],
    [
      'confirming button',
      30,
      (size) => actions(button({ confirm: confirm({ confirm: plain(size) }) })),
      '/blocks/0/elements/0/confirm/confirm/text',
    ],
    [
      'denying button',
      30,
      (size) => actions(button({ confirm: confirm({ deny: plain(size) }) })),
      '/blocks/0/elements/0/confirm/deny/text',
    ],
    [
      'text of an option',
      75,
      (size) => actions(select({ options: [option(0, { text: plain(size) })] })),
      '/blocks/0/elements/0/options/0/text/text',
    ],
    [
      'value of an option',
      75,
      (size) => actions(select({ options: [option(0, { value: chars(size) })] })),
      '/blocks/0/elements/0/options/0/value',
    ],
    [
      'description of an option',
      75,
      (size) => actions(select({ options: [option(0, { description: plain(size) })] })),
      '/blocks/0/elements/0/options/0/description/text',
    ],
    [
      'a placeholder',
      150,
      (size) => actions(select({ placeholder: plain(size) })),
      '/blocks/0/elements/0/placeholder/text',
    ],
    ['a label', 2000, (size) => input(typed(), { label: plain(size) }), '/blocks/0/label/text'],
    ['a hint', 2000, (size) => input(typed(), { hint: plain(size) }), '/blocks/0/hint/text'],
    [
      'alt text',
      2000,
      (size) => ({ type: 'image', image_url: 'https://x', alt_text: chars(size) }),
      '/blocks/0/alt_text',
    ],
    [
      'address of an image',
      3000,
      (size) => ({ type: 'image', alt_text: 'x', image_url: chars(size) }),
      '/blocks/0/image_url',
    ],
    [
      'title of an image',
      2000,
      (size) => ({ type: 'image', image_url: 'https://x', alt_text: 'x', title: plain(size) }),
      '/blocks/0/title/text',
    ],
    ['a markdown block', 12_000, (size) => ({ type: 'markdown', text: chars(size) }), '/blocks/0/text'],
  ];
  test.each(sized)('%s has up to %d characters', (_, max, block, pointer) => {
    expect(inMessage(block(max))).toEqual([]);
    expect(inMessage(block(max + 1))).toContain(`must be less than ${max + 1} characters [json-pointer:${pointer}]`);
  });

  test.each(sized)('%s has at least one character', (_, __, block, pointer) => {
    expect(inMessage(block(0))).toContain(`must be more than 0 characters [json-pointer:${pointer}]`);
  });

  const counted: [string, number, (count: number) => Json[], string][] = [
    ['blocks', 50, (count) => times(count, () => section()), '/blocks'],
    ['fields', 10, (count) => [section({ fields: times(count, () => mrkdwn()) })], '/blocks/0/fields'],
    [
      'parts of a context',
      10,
      (count) => [{ type: 'context', elements: times(count, () => mrkdwn()) }],
      '/blocks/0/elements',
    ],
    ['elements of actions', 25, (count) => [actions(...times(count, () => button()))], '/blocks/0/elements'],
    [
      'options of a menu',
      100,
      (count) => [actions(select({ options: times(count, option) }))],
      '/blocks/0/elements/0/options',
    ],
    [
      'option groups',
      100,
      (count) => [
        actions({
          type: 'static_select',
          option_groups: times(count, (at) => ({ label: plain(), options: [option(at)] })),
        }),
      ],
      '/blocks/0/elements/0/option_groups',
    ],
    [
      'entries of an overflow menu',
      5,
      (count) => [actions({ type: 'overflow', options: times(count, option) })],
      '/blocks/0/elements/0/options',
    ],
    [
      'checkboxes',
      10,
      (count) => [actions({ type: 'checkboxes', options: times(count, option) })],
      '/blocks/0/elements/0/options',
    ],
    [
      'radio buttons',
      10,
      (count) => [actions({ type: 'radio_buttons', options: times(count, option) })],
      '/blocks/0/elements/0/options',
    ],
    ['rows of a table', 100, (count) => [table(count, 1)], '/blocks/0/rows'],
    ['cells of a row', 20, (count) => [table(1, count)], '/blocks/0/rows/0'],
  ];
  test.each(counted)('%s are up to %d', (_, max, blocks, pointer) => {
    expect(inMessage(...blocks(max))).toEqual([]);
    expect(inMessage(...blocks(max + 1))).toContain(`no more than ${max} items allowed [json-pointer:${pointer}]`);
  });

  test.each(counted.slice(1))('%s are not none', (_, __, blocks, pointer) => {
    expect(inMessage(...blocks(0))).toContain(`no fewer than 1 items allowed [json-pointer:${pointer}]`);
  });

  test('all blocks together have up to 13,000 characters', () => {
    const blocks = (last: number) => [
      ...times(4, () => section({ text: mrkdwn(3000) })),
      section({ text: mrkdwn(last) }),
    ];
    expect(inMessage(...blocks(1000))).toEqual([]);
    expect(inMessage(...blocks(1001))).toEqual([expect.stringMatching(/^msg_blocks_too_long: 13001 characters/)]);
  });

  test('all cells of a table together have up to 10,000 characters', () => {
    expect(inMessage(table(10, 10, 100))).toEqual([]);
    expect(inMessage(table(1, 1, 10_000), section({ text: mrkdwn(1) }))).toEqual([]);
    const over = { type: 'table', rows: [...table(10, 10, 100).rows, [{ type: 'raw_text', text: 'x' }]] };
    expect(inMessage(over)).toEqual(['table cells together must be less than 10001 characters [json-pointer:/blocks]']);
  });

  test('the text beside the blocks has 1 to 4,000 characters', () => {
    expect(validateMessage({ text: chars(4000) })).toEqual([]);
    expect(validateMessage({ text: chars(4001) })).toEqual(['must be less than 4001 characters [json-pointer:/text]']);
    expect(validateMessage({ blocks: [section()] })).toEqual(['missing required field: text [json-pointer:/]']);
  });

  test('characters are counted as people count them, not in UTF-16 units', () => {
    expect(inMessage({ type: 'header', text: { type: 'plain_text', text: '🚀'.repeat(150) } })).toEqual([]);
    expect(inMessage({ type: 'header', text: { type: 'plain_text', text: '🚀'.repeat(151) } })).toHaveLength(1);
  });
});

describe('a message is accepted with', () => {
  const everything: [string, Json][] = [
    ['text that Slack must not interpret', section({ text: { ...mrkdwn(), verbatim: true } })],
    ['fields alone', { type: 'section', fields: [plain()] }],
    ['a menu beside a text', section({ accessory: select() })],
    ['a picture beside a text', section({ accessory: { type: 'image', image_url: 'https://x', alt_text: 'x' } })],
    ['a picture kept by Slack', { type: 'image', slack_file: { id: 'F1' }, alt_text: 'x' }],
    ['a divider', { type: 'divider' }],
    ['rich text', rich('words')],
    [
      'all kinds of rich text',
      {
        type: 'rich_text',
        elements: [
          {
            type: 'rich_text_list',
            style: 'ordered',
            elements: [
              {
                type: 'rich_text_section',
                elements: [
                  { type: 'text', text: 'x', style: { bold: true } },
                  { type: 'user', user_id: 'U1' },
                  { type: 'usergroup', usergroup_id: 'S1' },
                  { type: 'channel', channel_id: 'C1' },
                  { type: 'emoji', name: 'tada' },
                  { type: 'broadcast', range: 'here' },
                  { type: 'link', url: 'https://x', text: 'x' },
                  { type: 'date', timestamp: 1, format: '{date}', fallback: 'x' },
                ],
              },
            ],
          },
          { type: 'rich_text_quote', elements: [{ type: 'text', text: 'x' }] },
          { type: 'rich_text_preformatted', elements: [{ type: 'text', text: 'x' }], border: 1 },
        ],
      },
    ],
    [
      'rich text in a table',
      { type: 'table', rows: [[rich('x')]], column_settings: [{ align: 'right', is_wrapped: true }] },
    ],
    [
      'every menu',
      actions(
        ...['external', 'users', 'conversations', 'channels'].flatMap((kind) => [
          { type: `${kind}_select` },
          { type: `multi_${kind}_select`, max_selected_items: 1 },
        ]),
        select({ initial_option: option() }),
        { type: 'multi_static_select', options: [option()], initial_options: [option()] },
      ),
    ],
    [
      'pickers',
      actions(
        { type: 'datepicker', initial_date: '2026-01-31' },
        { type: 'timepicker', initial_time: '23:59' },
        { type: 'datetimepicker', initial_date_time: 1_767_225_600 },
      ),
    ],
    ['a number', input({ type: 'number_input', is_decimal_allowed: true, min_value: '-1.5' })],
    ['an address', input({ type: 'email_text_input' })],
    ['a link', input({ type: 'url_text_input' })],
    ['a confirmation', actions(button({ style: 'danger', confirm: confirm({ style: 'danger' }) }))],
    ['the same action id in two blocks', section({ accessory: button({ action_id: 'a' }) })],
  ];
  test.each(everything)('%s', (_, block) => {
    expect(inMessage(block, actions(button({ action_id: 'a' })))).toEqual([]);
  });
});

describe('a message is refused with', () => {
  const refusals: [string, Json[], string][] = [
    ['an unknown key', [section({ color: 'red' })], 'invalid additional property: color [json-pointer:/blocks/0]'],
    [
      'an unknown key deep inside',
      [actions(button({ text: { ...plain(), verbatim: true } }))],
      'invalid additional property: verbatim [json-pointer:/blocks/0/elements/0/text]',
    ],
    ['a block it does not know', [{ type: 'alert' }], 'unsupported type: alert [json-pointer:/blocks/0/type]'],
    ['a block without a type', [{}], 'missing required field: type [json-pointer:/blocks/0]'],
    [
      'a section without words',
      [{ type: 'section' }],
      'must define either `text` or `fields` [json-pointer:/blocks/0]',
    ],
    ['a header without text', [{ type: 'header' }], 'missing required field: text [json-pointer:/blocks/0]'],
    [
      'a bare string for a text',
      [{ type: 'header', text: 'x' }],
      'must provide an object [json-pointer:/blocks/0/text]',
    ],
    [
      'formatting in a header',
      [{ type: 'header', text: mrkdwn() }],
      'must be one of: plain_text [json-pointer:/blocks/0/text/type]',
    ],
    [
      'a style that is not there',
      [actions(button({ style: 'default' }))],
      'must be one of: primary, danger [json-pointer:/blocks/0/elements/0/style]',
    ],
    [
      'the same block id twice',
      [section({ block_id: 'a' }), section({ block_id: 'a' })],
      '`block_id` "a" already exists [json-pointer:/blocks/1/block_id]',
    ],
    [
      'the same action id twice in a block',
      [actions(button({ action_id: 'a' }), button({ action_id: 'a' }))],
      '`action_id` "a" already exists [json-pointer:/blocks/0/elements/1/action_id]',
    ],
    [
      'a typed input among actions',
      [actions(typed())],
      'unsupported type: plain_text_input [json-pointer:/blocks/0/elements/0/type]',
    ],
    ['a button as an input', [input(button())], 'unsupported type: button [json-pointer:/blocks/0/element/type]'],
    [
      'both kinds of option lists',
      [actions(select({ option_groups: [{ label: plain(), options: [option()] }] }))],
      'must define either `options` or `option_groups` [json-pointer:/blocks/0/elements/0]',
    ],
    [
      'options of the same value',
      [actions(select({ options: [option(), option()] }))],
      'option values must be unique [json-pointer:/blocks/0/elements/0/options]',
    ],
    [
      'an initial option that is none of them',
      [actions(select({ initial_option: option(0, { text: plain(2) }) }))],
      'initial option was not found in options [json-pointer:/blocks/0/elements/0/initial_option]',
    ],
    [
      'initial options that are none of them',
      [actions({ type: 'checkboxes', options: [option()], initial_options: [option(1)] })],
      'initial options were not found in options [json-pointer:/blocks/0/elements/0/initial_options]',
    ],
    [
      'an address on an option of a select',
      [actions(select({ options: [option(0, { url: 'https://x' })] }))],
      'invalid additional property: url [json-pointer:/blocks/0/elements/0/options/0]',
    ],
    [
      'half a confirmation',
      [actions(button({ confirm: { title: plain(), text: plain(), confirm: plain() } }))],
      'missing required field: deny [json-pointer:/blocks/0/elements/0/confirm]',
    ],
    [
      'a picture from nowhere',
      [{ type: 'image', alt_text: 'x' }],
      'must define either `image_url` or `slack_file` [json-pointer:/blocks/0]',
    ],
    ['two tables', [table(1, 1), table(1, 1)], 'only_one_table_allowed [json-pointer:/blocks]'],
    [
      'two markdown blocks of 12,001 characters together',
      [
        { type: 'markdown', text: chars(6000) },
        { type: 'markdown', text: chars(6001) },
      ],
      'markdown blocks together must be less than 12001 characters [json-pointer:/blocks]',
    ],
    [
      'a date in words',
      [actions({ type: 'datepicker', initial_date: 'tomorrow' })],
      'must be a date as YYYY-MM-DD [json-pointer:/blocks/0/elements/0/initial_date]',
    ],
    [
      'empty rich text',
      [rich('')],
      'must be more than 0 characters [json-pointer:/blocks/0/elements/0/elements/0/text]',
    ],
  ];
  test.each(refusals)('%s', (_, blocks, message) => {
    expect(inMessage(...blocks)).toContain(message);
  });

  test('blocks that are no list', () => {
    expect(validateMessage({ text: 'x', blocks: 'x' })).toEqual(['must provide an array [json-pointer:/blocks]']);
  });
});

describe('a view', () => {
  const sized: [string, number, (size: number) => Json, string][] = [
    ['title', 24, (size) => modal({ title: plain(size) }), '/view/title/text'],
    ['submit', 24, (size) => modal({ submit: plain(size) }), '/view/submit/text'],
    ['close', 24, (size) => modal({ close: plain(size) }), '/view/close/text'],
    ['private_metadata', 3000, (size) => modal({ private_metadata: chars(size) }), '/view/private_metadata'],
    ['callback_id', 255, (size) => modal({ callback_id: chars(size) }), '/view/callback_id'],
    ['external_id', 255, (size) => modal({ external_id: chars(size) }), '/view/external_id'],
  ];
  test.each(sized)('has a %s of up to %d characters', (_, max, view, pointer) => {
    expect(validateView(view(max))).toEqual([]);
    expect(validateView(view(max + 1))).toEqual([`must be less than ${max + 1} characters [json-pointer:${pointer}]`]);
  });

  test('has up to 100 blocks', () => {
    expect(validateView({ type: 'home', blocks: times(100, () => section()) })).toEqual([]);
    expect(validateView({ type: 'home', blocks: times(101, () => section()) })).toEqual([
      'no more than 100 items allowed [json-pointer:/view/blocks]',
    ]);
  });

  test('has up to 250,000 bytes', () => {
    expect(validateView(modal({ blocks: times(75, () => section({ text: mrkdwn(3000) })) }))).toEqual([]);
    expect(validateView(modal({ blocks: times(90, () => section({ text: mrkdwn(3000) })) }))).toEqual([
      'no more than 250000 bytes allowed [json-pointer:/view]',
    ]);
  });

  const refusals: [string, unknown, string][] = [
    ['without a title', { type: 'modal', blocks: [] }, 'missing required field: title [json-pointer:/view]'],
    [
      'with an input but without a submit button',
      modal({ blocks: [input(typed())] }),
      '`submit` is required when there is an input block [json-pointer:/view/submit]',
    ],
    ['with a table', modal({ blocks: [table(1, 1)] }), 'unsupported type: table [json-pointer:/view/blocks/0/type]'],
    [
      'with markdown',
      { type: 'home', blocks: [{ type: 'markdown', text: 'x' }] },
      'unsupported type: markdown [json-pointer:/view/blocks/0/type]',
    ],
    [
      'with a title, but a Home tab',
      { ...modal(), type: 'home' },
      'invalid additional property: title [json-pointer:/view]',
    ],
    ['with a hash', modal({ hash: 'x' }), 'invalid additional property: hash [json-pointer:/view]'],
    [
      'with the same block id twice',
      modal({ blocks: [section({ block_id: 'a' }), section({ block_id: 'a' })] }),
      '`block_id` "a" already exists [json-pointer:/view/blocks/1/block_id]',
    ],
    [
      'with two elements that want the focus',
      modal({ submit: plain(), blocks: times(2, () => input(typed({ focus_on_load: true }))) }),
      'only one element may set `focus_on_load` [json-pointer:/view/blocks]',
    ],
    ['that is no object', 'x', 'must provide an object [json-pointer:/view]'],
  ];
  test.each(refusals)('is refused %s', (_, view, message) => {
    expect(validateView(view)).toContain(message);
  });

  test('with an input and a submit button is accepted', () => {
    expect(validateView(modal({ submit: plain(), blocks: [input(typed({ focus_on_load: true }))] }))).toEqual([]);
  });
});
