/** Slack's markup, read. */
import { expect, test } from '@jest/globals';
import { type Inline, readInline, readMrkdwn, typedToMarkup } from '../../../sandbox/page/text/mrkdwn.ts';

const text = (words: string): Inline => ({ is: 'text', text: words });

test.each<[string, Inline[]]>([
  ['plain words', [text('plain words')]],
  [
    '*bold* and _slanted_',
    [{ is: 'bold', of: [text('bold')] }, text(' and '), { is: 'italic', of: [text('slanted')] }],
  ],
  ['~gone~', [{ is: 'strike', of: [text('gone')] }]],
  ['*bold with _slanted_*', [{ is: 'bold', of: [text('bold with '), { is: 'italic', of: [text('slanted')] }] }]],
  ['`*code* <a>`', [{ is: 'code', text: '*code* <a>' }]],
  ['snake_case_name and 2*3*4', [text('snake_case_name and 2*3*4')]],
  ['10:30:15', [text('10:30:15')]],
  [':rocket: off', [{ is: 'emoji', name: 'rocket' }, text(' off')]],
  ['<@U0DANA>', [{ is: 'user', id: 'U0DANA' }]],
  ['<@U0DANA|dana>', [{ is: 'user', id: 'U0DANA' }]],
  ['<#C0DEPLOYS|deploys>', [{ is: 'channel', id: 'C0DEPLOYS' }]],
  ['<!subteam^S0LEADS>', [{ is: 'group', id: 'S0LEADS' }]],
  ['<!here>', [{ is: 'broadcast', range: 'here' }]],
  ['<https://x.example|the *page*>', [{ is: 'link', url: 'https://x.example', label: 'the *page*' }]],
  ['<mailto:a@x.example>', [{ is: 'link', url: 'mailto:a@x.example', label: 'a@x.example' }]],
  [
    '<!date^1767225600^{date} {time}|then>',
    [{ is: 'date', at: 1767225600, format: '{date} {time}', fallback: 'then' }],
  ],
  ['a &lt;b&gt; &amp;amp;', [text('a <b> &amp;')]],
])('%s', (markup, parts) => {
  expect(readInline(markup)).toEqual(parts);
});

test.each(['javascript:alert(1)', 'data:text/html,x', 'file:///etc/passwd'])('%s never becomes a link', (address) => {
  expect(readInline(`<${address}|press me>`)).toEqual([text(`<${address}|press me>`)]);
});

test('fences and quotes are parts of their own, and nothing inside a fence is markup', () => {
  expect(readMrkdwn('before\n```\n*a* &lt;b&gt;\n```\n&gt; said\n&gt; twice\nafter')).toEqual([
    { is: 'words', of: [text('before\n')] },
    { is: 'fence', text: '*a* <b>' },
    { is: 'quote', of: [text('said\ntwice')] },
    { is: 'words', of: [text('after')] },
  ]);
});

test('what people type is escaped, and names that are known become mentions', () => {
  const known = new Map([['@dana', '<@U0DANA>']]);
  const typed = typedToMarkup('<b> @dana & @nobody, mail@dana', (name) => known.get(name));
  expect(typed).toBe('&lt;b&gt; <@U0DANA> &amp; @nobody, mail@dana');
});
