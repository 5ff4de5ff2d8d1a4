import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import type { MessageKey } from '../../src/slack/api.ts';
import { Outbox } from '../../src/slack/outbox.ts';
import { FakeSlack, limitedFor, networkError, platformError } from './fake-slack.ts';
import { type LogLine, loggerInto } from './office.ts';

let slack: FakeSlack;
let outbox: Outbox;
let lines: LogLine[];

beforeEach(() => {
  jest.useFakeTimers({ doNotFake: ['nextTick', 'setImmediate'] });
  slack = new FakeSlack();
  lines = [];
  outbox = new Outbox(slack, loggerInto(lines));
});

afterEach(() => {
  jest.useRealTimers();
});

const key = (name: string): MessageKey => ({ event: 'test', payload: { name } });
const sending = (text: string, urgent = false, channel = 'C1') => ({ channel, urgent, message: { text, blocks: [] } });

async function posted(text = 'a card', channel = 'C1'): Promise<string> {
  const ts = outbox.post(sending(text, false, channel), null, key(text));
  await jest.advanceTimersByTimeAsync(1_000);
  return await ts;
}

/** More messages than the burst of updates lets through, so that what follows has to wait. */
async function exhaust(): Promise<void> {
  const ts = await posted('greedy', 'C9');
  for (let turn = 0; turn < 10; turn++) {
    void outbox.update(ts, sending(`greedy ${turn}`, false, 'C9'));
    await jest.advanceTimersByTimeAsync(20);
  }
  slack.calls.length = 0;
}

const updates = () => slack.calls.filter(({ method }) => method === 'update').map(({ text }) => text);

describe('updates', () => {
  test('of one message that wait are one: the latest', async () => {
    const ts = await posted();
    await exhaust();
    const all = ['1', '2', '3'].map((text) => outbox.update(ts, sending(text)));
    await jest.advanceTimersByTimeAsync(10_000);
    await Promise.all(all);
    expect(updates()).toEqual(['3']);
    expect(outbox.waiting).toBe(0);
  });

  test('of one message are never under way at the same time, so that none overtakes another', async () => {
    const ts = await posted();
    const slow = Promise.withResolvers<void>();
    slack.before = (_method, text) => (text === 'old' ? slow.promise : Promise.resolve());
    void outbox.update(ts, sending('old'));
    await jest.advanceTimersByTimeAsync(20);
    void outbox.update(ts, sending('new', true));
    await jest.advanceTimersByTimeAsync(10_000);
    expect(updates()).toEqual(['old']);
    slow.resolve();
    await jest.advanceTimersByTimeAsync(1_000);
    expect(updates()).toEqual(['old', 'new']);
    expect(slack.messages[0]?.message.text).toBe('new');
  });

  test('that are urgent go first, also when the message waited with something ordinary before', async () => {
    const a = await posted('a');
    const b = await posted('b');
    const c = await posted('c');
    await exhaust();
    void outbox.update(a, sending('a ordinary'));
    void outbox.update(b, sending('b ordinary'));
    void outbox.update(c, sending('c urgent', true));
    void outbox.update(b, sending('b urgent', true));
    await jest.advanceTimersByTimeAsync(10_000);
    expect(updates()).toEqual(['b urgent', 'c urgent', 'a ordinary']);
  });

  test('of all messages together are 50 in any minute at most', async () => {
    const names = Array.from({ length: 12 }, (_, index) => `C${index}`);
    const cards = await Promise.all(names.map(async (channel) => ({ channel, ts: await posted(channel, channel) })));
    slack.calls.length = 0;
    for (let second = 0; second < 180; second++) {
      for (const { channel, ts } of cards) void outbox.update(ts, sending(`${second}`, false, channel));
      await jest.advanceTimersByTimeAsync(1_000);
    }
    const times = slack.calls.map(({ at }) => at);
    const most = Math.max(...times.map((from) => times.filter((at) => at >= from && at < from + 60_000).length));
    expect(most).toBeLessThanOrEqual(50);
    expect(most).toBeGreaterThan(35);
  });

  test('wait for as long as Slack says, all of them, and then go on with the latest', async () => {
    const a = await posted('a');
    const b = await posted('b');
    slack.calls.length = 0;
    slack.fail('update', () => limitedFor(7));
    void outbox.update(a, sending('a1'));
    await jest.advanceTimersByTimeAsync(20);
    void outbox.update(a, sending('a2'));
    void outbox.update(b, sending('b1'));
    await jest.advanceTimersByTimeAsync(6_900);
    expect(updates()).toEqual(['a1']);
    await jest.advanceTimersByTimeAsync(200);
    expect(updates().sort()).toEqual(['a1', 'a2', 'b1']);
  });

  test('are tried again through an outage of any length, and the last state is shown in the end', async () => {
    const ts = await posted();
    slack.fail('update', networkError, Number.POSITIVE_INFINITY);
    let shown = false;
    void outbox.update(ts, sending('started')).then(() => {
      shown = true;
    });
    await jest.advanceTimersByTimeAsync(3_600_000);
    expect(slack.count('update')).toBeLessThan(300);
    void outbox.update(ts, sending('rolled back', true));
    slack.heal();
    await jest.advanceTimersByTimeAsync(16_000);
    expect({ shown, text: slack.messages[0]?.message.text }).toEqual({ shown: true, text: 'rolled back' });
    expect(outbox.waiting).toBe(0);
  });

  test('of other messages go on while one of them fails', async () => {
    const bad = await posted('bad');
    const good = await posted('good');
    slack.before = (_method, text) => (text === 'poison' ? Promise.reject(networkError()) : Promise.resolve());
    void outbox.update(bad, sending('poison', true)).catch(() => undefined);
    for (let turn = 0; turn < 5; turn++) {
      void outbox.update(good, sending(`good ${turn}`));
      await jest.advanceTimersByTimeAsync(2_000);
    }
    expect(slack.messages[1]?.message.text).toBe('good 4');
  });

  test.each(['message_not_found', 'channel_not_found', 'invalid_blocks', 'cant_update_message'])(
    'that Slack refuses with %s are logged once and given up',
    async (error) => {
      const ts = await posted();
      slack.fail('update', () => platformError(error), 100);
      const refused = outbox.update(ts, sending('x')).catch((reason: unknown) => reason);
      await jest.advanceTimersByTimeAsync(600_000);
      expect(await refused).toMatchObject({ name: 'Refused', error });
      expect(slack.count('update')).toBe(1);
      expect(lines.filter(({ error: logged }) => logged === error)).toHaveLength(1);
    },
  );

  test('that are refused do not keep the next state of the message from being shown', async () => {
    const ts = await posted();
    const slow = Promise.withResolvers<void>();
    slack.before = (_method, text) =>
      text === 'bad' ? slow.promise.then(() => Promise.reject(platformError('invalid_blocks'))) : Promise.resolve();
    const bad = outbox.update(ts, sending('bad')).catch((reason: unknown) => reason);
    await jest.advanceTimersByTimeAsync(20);
    const good = outbox.update(ts, sending('good'));
    slow.resolve();
    await jest.advanceTimersByTimeAsync(10_000);
    expect(await bad).toMatchObject({ error: 'invalid_blocks' });
    await good;
    expect(slack.messages[0]?.message.text).toBe('good');
  });
});

describe('posts', () => {
  test('go out one a second in a channel after a short burst, in their order, and at once in another', async () => {
    for (let turn = 1; turn <= 6; turn++) void outbox.post(sending(`${turn}`), null, key(`${turn}`));
    void outbox.post(sending('elsewhere', false, 'C2'), null, key('elsewhere'));
    await jest.advanceTimersByTimeAsync(100);
    expect(slack.calls.map(({ text }) => text).sort()).toEqual(['1', '2', '3', 'elsewhere']);
    await jest.advanceTimersByTimeAsync(3_500);
    expect(slack.messages.filter(({ channel }) => channel === 'C1').map(({ message }) => message.text)).toEqual([
      '1',
      '2',
      '3',
      '4',
      '5',
      '6',
    ]);
  });

  test('that are urgent go before those that wait', async () => {
    for (let turn = 1; turn <= 5; turn++) void outbox.post(sending(`${turn}`), null, key(`${turn}`));
    await jest.advanceTimersByTimeAsync(20);
    void outbox.post(sending('approval', true), null, key('approval'));
    await jest.advanceTimersByTimeAsync(10_000);
    expect(slack.messages.map(({ message }) => message.text)).toEqual(['1', '2', '3', 'approval', '4', '5']);
  });

  test('whose answer was lost are looked for before they are posted again', async () => {
    slack.fail('post', networkError, 1, 'after');
    const ts = outbox.post(sending('once'), null, key('once'));
    await jest.advanceTimersByTimeAsync(10_000);
    expect(await ts).toBe(slack.messages[0]?.ts);
    expect({ posts: slack.count('post'), searches: slack.count('keys') }).toEqual({ posts: 1, searches: 1 });
  });

  test('that never arrived are posted again', async () => {
    slack.fail('post', networkError, 2);
    const ts = outbox.post(sending('once'), null, key('once'));
    await jest.advanceTimersByTimeAsync(10_000);
    await ts;
    expect(slack.messages).toHaveLength(1);
  });

  test('where the bot may not read are posted again with a word in the log', async () => {
    slack.before = (method) =>
      method === 'keys'
        ? Promise.reject(platformError('not_in_channel'))
        : slack.count('post') === 1
          ? Promise.reject(networkError())
          : Promise.resolve();
    const ts = outbox.post(sending('once'), null, key('once'));
    await jest.advanceTimersByTimeAsync(10_000);
    await ts;
    expect(slack.messages).toHaveLength(1);
    expect(lines.some(({ msg }) => String(msg).includes('invite the bot'))).toBe(true);
  });

  test('that were refused for the moment are not looked for: nothing was done', async () => {
    slack.fail('post', () => limitedFor(2));
    void outbox.post(sending('a'), null, key('a'));
    void outbox.post(sending('elsewhere', false, 'C2'), null, key('b'));
    await jest.advanceTimersByTimeAsync(5_000);
    expect(slack.messages).toHaveLength(2);
    expect(slack.count('keys')).toBe(0);
  });

  test.each(['channel_not_found', 'not_in_channel', 'is_archived', 'invalid_auth'])(
    'that Slack refuses with %s are given up',
    async (error) => {
      slack.fail('post', () => platformError(error), 100);
      const refused = outbox.post(sending('x'), null, key('x')).catch((reason: unknown) => reason);
      await jest.advanceTimersByTimeAsync(60_000);
      expect(await refused).toMatchObject({ error });
      expect(slack.count('post')).toBe(1);
    },
  );

  test.each(['internal_error', 'fatal_error', 'ratelimited', 'service_unavailable'])(
    'that fail with %s are tried again',
    async (error) => {
      slack.fail('post', () => platformError(error));
      const ts = outbox.post(sending('x'), null, key('x'));
      await jest.advanceTimersByTimeAsync(30_000);
      expect(await ts).toBe(slack.messages[0]?.ts);
    },
  );
});

describe('files', () => {
  const file = { name: 'evidence.tar.gz', title: '', comment: '', bytes: new Uint8Array() };
  const lineOf = async (card: string) => {
    void outbox.post(sending('approval', true), card, key('approval'));
    await jest.advanceTimersByTimeAsync(2_000);
    return slack.lines();
  };

  test('that Slack wants later keep no message of their channel waiting, and come then', async () => {
    const card = await posted();
    slack.fail('share', () => limitedFor(60));
    const shared = outbox.share('C1', card, file);
    await jest.advanceTimersByTimeAsync(1_000);
    expect(await lineOf(card)).toEqual(['approval']);
    await jest.advanceTimersByTimeAsync(60_000);
    expect(await shared).toBe('F1');
  });

  test('that are long on their way keep no message of their channel waiting, nor each other', async () => {
    const card = await posted();
    slack.before = (_method, text) => (text === file.name ? new Promise(() => undefined) : Promise.resolve());
    void outbox.share('C1', card, file);
    await jest.advanceTimersByTimeAsync(20);
    const shared = outbox.share('C1', card, { ...file, name: 'postmortem.md' });
    expect(await lineOf(card)).toEqual(['approval']);
    expect(await shared).toBe('F1');
  });
});

describe('at the end', () => {
  test('everything that waits is sent', async () => {
    const ts = await posted();
    await exhaust();
    void outbox.update(ts, sending('last'));
    const flushed = outbox.flush(20_000);
    await jest.advanceTimersByTimeAsync(15_000);
    await flushed;
    expect(slack.messages[0]?.message.text).toBe('last');
  });

  test('what cannot be sent in time is given up', async () => {
    const ts = await posted();
    slack.fail('update', networkError, Number.POSITIVE_INFINITY);
    const lost = outbox.update(ts, sending('last')).catch((reason: unknown) => reason);
    const flushed = outbox.flush(5_000);
    await jest.advanceTimersByTimeAsync(5_000);
    await flushed;
    await jest.advanceTimersByTimeAsync(5_000);
    expect(await lost).toMatchObject({ message: 'fetch failed' });
  });
});
