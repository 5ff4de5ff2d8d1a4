/** The page's own rules, without a browser. */
import { describe, expect, test } from '@jest/globals';
import { type Completion, completions, hintFor } from '../../../sandbox/page/composer/completion.ts';
import { sending } from '../../../sandbox/page/composer/sending.ts';
import { entered, missing, NOTHING } from '../../../sandbox/page/form/entries.ts';
import { changed, inChannel, inThread } from '../../../sandbox/page/live/world.ts';
import { pathOf, readRoute } from '../../../sandbox/page/route.ts';
import type { Directory } from '../../../sandbox/page/shared.ts';
import { formatDate } from '../../../sandbox/page/text/dates.ts';
import { withEmoji } from '../../../sandbox/page/text/emoji.ts';
import type { Changes, MessageShape, Offered, Person, ViewShape, Whole } from '../../../sandbox/web/shape.ts';

const dana: Person = { id: 'U0DANA', name: 'dana', realName: 'Dana', title: '', isBot: false };
const directory: Directory = {
  people: new Map([['U0DANA', dana]]),
  groups: new Map([['S0LEADS', { id: 'S0LEADS', handle: 'leads', name: 'Leads', members: [] }]]),
  channels: new Map([['C0DEPLOYS', 'deploys']]),
  me: 'U0DANA',
};
const offered: Offered = {
  commands: [{ command: '/deploy', description: 'Start', usageHint: '<service>' }],
  shortcuts: [],
  homeTab: false,
};

describe('the address', () => {
  test.each([
    ['/slack/dana/deploys', { person: 'dana', place: 'deploys', thread: null, cluster: null }],
    ['/slack/dana/@home', { person: 'dana', place: '@home', thread: null, cluster: null }],
    ['/slack/dana/deploys/1.000001', { person: 'dana', place: 'deploys', thread: '1.000001', cluster: null }],
    ['/slack/dana/deploys?cluster=', { person: 'dana', place: 'deploys', thread: null, cluster: '' }],
    [
      '/slack/dana/deploys?cluster=home/a/shop',
      { person: 'dana', place: 'deploys', thread: null, cluster: 'home/a/shop' },
    ],
  ])('%s says who looks at what, and back', (path, route) => {
    expect(readRoute(path)).toEqual(route);
    expect(pathOf(route)).toBe(path);
  });

  test('without a person it says nobody', () => {
    expect(readRoute('/')).toEqual({ person: null, place: 'deploys', thread: null, cluster: null });
  });
});

describe('what is known of the workspace', () => {
  const message = (ts: string, more: Partial<MessageShape> = {}): MessageShape => {
    const said = {
      channel: 'C',
      ts,
      threadTs: null,
      broadcast: false,
      author: 'U0DANA',
      text: ts,
      blocks: [],
      files: [],
    };
    return { ...said, reactions: [], edited: false, onlyYou: false, version: 0, ...more };
  };
  const changes = (more: Partial<Changes>): Changes => {
    return { whole: {}, channels: [], goneChannels: [], messages: [], goneMessages: [], ...more };
  };
  const first = changed(
    null,
    changes({ whole: { me: dana } as Partial<Whole>, messages: [message('2'), message('1')] }),
  );

  test('messages are kept in order, changed in place and taken away', () => {
    const other = message('2', { text: 'changed', version: 1 });
    const next = changed(first, changes({ messages: [other], goneMessages: [{ channel: 'C', ts: '1' }] }));
    expect(first.messages.get('C')?.map(({ ts }) => ts)).toEqual(['1', '2']);
    expect(next.messages.get('C')).toEqual([other]);
  });

  test('what did not change is the very same object', () => {
    const next = changed(first, changes({ messages: [message('3')] }));
    expect(next.messages.get('C')?.[0]).toBe(first.messages.get('C')?.[0]);
    expect(next.channels).toBe(first.channels);
  });

  test('replies are in the thread, and in the channel only if they were sent there, too', () => {
    const all = [message('1'), message('2', { threadTs: '1' }), message('3', { threadTs: '1', broadcast: true })];
    expect(inChannel(all).map(({ ts }) => ts)).toEqual(['1', '3']);
    expect(inThread(all, '1').map(({ ts }) => ts)).toEqual(['1', '2', '3']);
  });
});

describe('a form', () => {
  const input = (id: string, element: object, more: object = {}) => {
    return { type: 'input', block_id: id, element: { action_id: 'it', ...element }, ...more };
  };
  const view = (...blocks: readonly object[]) => ({ id: 'V', hash: 'h', blocks }) as unknown as ViewShape;
  const with_ = (values: Readonly<Record<string, string>>) => {
    return { ...NOTHING, chosen: new Map(Object.entries(values).map(([id, value]) => [`${id} it`, value])) };
  };

  test('a required field must be filled in, an optional one need not', () => {
    const form = view(
      input('a', { type: 'plain_text_input' }),
      input('b', { type: 'plain_text_input' }, { optional: true }),
    );
    expect(missing(form, NOTHING)).toEqual({ a: 'Please complete this required field.' });
    expect(missing(form, with_({ a: 'x' }))).toEqual({});
  });

  test('what stands there at first counts as filled in until it is cleared', () => {
    const form = view(input('a', { type: 'plain_text_input', initial_value: 'x' }));
    expect(entered(form, NOTHING)).toEqual({ a: 'x' });
    expect(missing(form, NOTHING)).toEqual({});
    expect(Object.keys(missing(form, with_({ a: '' })))).toEqual(['a']);
  });

  test.each([
    ['email_text_input', 'nobody', 'a@x.example'],
    ['url_text_input', 'nowhere', 'https://x.example'],
    ['number_input', '1.5', '2'],
  ])('%s refuses %s and takes %s', (type, wrong, right) => {
    const form = view(input('a', { type }));
    expect(Object.keys(missing(form, with_({ a: wrong })))).toEqual(['a']);
    expect(missing(form, with_({ a: right }))).toEqual({});
  });

  test('a number keeps its bounds, a text its least length', () => {
    const form = view(
      input('n', { type: 'number_input', min_value: '2', max_value: '4' }),
      input('t', { type: 'plain_text_input', min_length: 3 }),
    );
    expect(Object.keys(missing(form, with_({ n: '5', t: 'ab' })))).toEqual(['n', 't']);
    expect(missing(form, with_({ n: '4', t: 'abc' }))).toEqual({});
  });
});

describe('the composer', () => {
  const texts = (found: readonly Completion[]) => found.map(({ text }) => text);

  test('a slash offers the commands, a sign the names', () => {
    expect(texts(completions('/d', offered, directory))).toEqual(['/deploy ']);
    expect(texts(completions('/x', offered, directory))).toEqual([]);
    expect(texts(completions('ask @le', offered, directory))).toEqual(['ask @leads ']);
    expect(texts(completions('see #', offered, directory))).toEqual(['see #deploys ']);
    expect(texts(completions('a@le', offered, directory))).toEqual([]);
  });

  test('a command that is there shows how it goes on', () => {
    expect(hintFor('/deploy sh', offered)).toBe('/deploy <service>');
    expect(hintFor('/deployed', offered)).toBeNull();
  });

  const typed = (text: string, threadTs: string | null = null) =>
    sending({ text, channel: 'C', threadTs, offered, directory });

  test('commands go to the bot, words to the channel', () => {
    expect(typed('/deploy shop 1.0')).toEqual({ do: 'command', channel: 'C', command: '/deploy', text: 'shop 1.0' });
    expect(typed('hi @dana')).toEqual({ do: 'say', channel: 'C', threadTs: null, text: 'hi <@U0DANA>' });
    expect(typed('  ')).toBeNull();
  });

  test('unknown commands, and commands in threads, are refused as Slack refuses them', () => {
    expect(typed('/nothing')).toEqual({ notice: expect.stringContaining('not a valid command') });
    expect(typed('/deploy shop', '1.0')).toEqual({ notice: expect.stringContaining('not supported in threads') });
  });
});

describe('dates', () => {
  const now = new Date(2026, 2, 2, 12, 0, 0);
  const seconds = (date: Date) => date.getTime() / 1000;

  test.each([
    ['{date_num}', new Date(2026, 0, 9), '2026-01-09'],
    ['{date_short_pretty}', new Date(2026, 2, 2, 9), 'today'],
    ['{date_pretty}', new Date(2026, 2, 1, 23, 59), 'yesterday'],
    ['{ago}', new Date(2026, 2, 2, 11, 57), '3 minutes ago'],
    ['at {unknown}', now, 'at {unknown}'],
  ])('%s', (format, at, words) => {
    expect(formatDate(seconds(at), format, now)).toBe(words);
  });

  test('a day further away has its date', () => {
    expect(formatDate(seconds(new Date(2026, 1, 20)), '{date_short_pretty}', now)).toMatch(/2026/);
  });
});

test('known emoji are drawn in plain text, others keep their name', () => {
  expect(withEmoji(':rocket: :no_such_thing:')).toBe('🚀 :no_such_thing:');
});
