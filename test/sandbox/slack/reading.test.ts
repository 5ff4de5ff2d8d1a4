/** Messages as plain text. */
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { type SlackWorkspace, startWorkspace } from '../../../sandbox/slack/index.ts';
import { caller } from './caller.ts';
import { button, DANA, DEPLOYS, section, seed } from './office.ts';

let slack: SlackWorkspace;
beforeEach(async () => {
  slack = await startWorkspace({ seed });
});
afterEach(() => slack.close());

async function read(text: string, blocks: unknown[] = []): Promise<string> {
  const answer = await caller(slack)('chat.postMessage', { channel: DEPLOYS, text, blocks });
  if (answer.ok !== true) throw new Error(JSON.stringify(answer));
  const message = slack.driver.messages(DEPLOYS, { as: DANA }).at(-1);
  if (!message) throw new Error('no message');
  return slack.driver.textOf(message);
}

test.each([
  ['<@U0DANA> and <!subteam^S0LEADS>', '@dana and @leads'],
  ['<#C0DEPLOYS> or <#C0DEPLOYS|old-name>', '#deploys or #deploys'],
  ['<!here>', '@here'],
  ['<https://x.example|the page> at <https://y.example>', 'the page at https://y.example'],
  ['<!date^1767225600^{date_short} {time}|1 January>', '1 January'],
  ['a &lt;b&gt; &amp; c', 'a <b> & c'],
  ['*bold* _slanted_ ~gone~ `code`', 'bold slanted gone code'],
  ['snake_case_name and 2*3*4', 'snake_case_name and 2*3*4'],
  [':rocket: :white_check_mark:', ':rocket: :white_check_mark:'],
])('%s is read as %s', async (markup, words) => {
  expect(await read(markup)).toBe(words);
});

test('every block is a line, buttons stand in brackets, cells between bars', async () => {
  const plain = (text: string) => ({ type: 'plain_text', text });
  const cell = (text: string) => ({ type: 'raw_text', text });
  const blocks = [
    { type: 'header', text: plain('Release') },
    { type: 'section', fields: [plain('left'), plain('right')] },
    { ...section('*beside*'), accessory: button('Why') },
    { type: 'divider' },
    { type: 'context', elements: [plain('small'), { type: 'image', image_url: 'https://x', alt_text: 'a graph' }] },
    { type: 'table', rows: [[cell('a'), cell('b')]] },
    {
      type: 'rich_text',
      elements: [
        {
          type: 'rich_text_list',
          style: 'bullet',
          elements: [
            {
              type: 'rich_text_section',
              elements: [
                { type: 'user', user_id: DANA },
                { type: 'text', text: ' did' },
              ],
            },
          ],
        },
      ],
    },
    { type: 'actions', elements: [button('Go'), button('Stop', { action_id: 'stop' })] },
  ];
  expect((await read('fallback', blocks)).split('\n')).toEqual([
    'fallback',
    'Release',
    'left',
    'right',
    'beside',
    '[Why]',
    '---',
    'small [image: a graph]',
    'a | b',
    '• @dana did',
    '[Go] [Stop]',
  ]);
});
