/** What is written down, and how much of it is kept. */
import { expect, test } from '@jest/globals';
import { startWorkspace } from '../../../sandbox/slack/index.ts';
import { Ledger } from '../../../sandbox/slack/ledger.ts';
import { RateLimits } from '../../../sandbox/slack/rate-limits.ts';
import { caller } from './caller.ts';
import { DANA, DEPLOYS, seed } from './office.ts';

test('of many entries the newest are kept, under their own numbers', () => {
  const ledger = new Ledger<string>(2);
  const first = ledger.add('a');
  ledger.add('b');
  const third = ledger.add('c');
  ledger.rewrite(first, 'too late');
  ledger.rewrite(third, 'C');
  expect(ledger.numbered).toEqual([
    [2, 'b'],
    [3, 'C'],
  ]);
});

test('a workspace with a short memory forgets old calls and old versions, and counts on', async () => {
  const slack = await startWorkspace({ seed, history: 2 });
  const call = caller(slack);
  const { ts } = await call('chat.postMessage', { channel: DEPLOYS, text: '0' });
  for (const text of ['1', '2', '3']) await call('chat.update', { channel: DEPLOYS, ts, text });
  expect(slack.driver.versions(String(ts)).map(({ text, version }) => [text, version])).toEqual([
    ['2', 2],
    ['3', 3],
  ]);
  expect(slack.driver.calls()).toHaveLength(2);
  expect(slack.driver.messages(DEPLOYS, { as: DANA })).toHaveLength(1);
  await slack.close();
});

test('a method may be given a greater burst, which comes back no faster', () => {
  let now = 0;
  const limits = new RateLimits(() => now, { bursts: { 'apps.connections.open': 2 } });
  const wait = () => limits.secondsToWait('apps.connections.open', {});
  expect([wait(), wait(), wait()]).toEqual([0, 0, 60]);
  now += 60_000;
  expect([wait(), wait()]).toEqual([0, 60]);
});

test('a bucket tells how full it is, and fills up again', () => {
  let now = 0;
  const limits = new RateLimits(() => now);
  limits.secondsToWait('chat.postMessage', { channel: DEPLOYS });
  const left = () => Object.fromEntries(limits.levels().map((level) => [level.key, level.left]));
  expect(left()).toEqual({ 'chat.postMessage': 299, [`chat.postMessage ${DEPLOYS}`]: 2 });
  now += 1000;
  expect(left()).toEqual({ 'chat.postMessage': 300, [`chat.postMessage ${DEPLOYS}`]: 3 });
});
