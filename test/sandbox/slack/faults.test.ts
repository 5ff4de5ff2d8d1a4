/** Failures on demand, as the wire shows them. */
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { type SlackWorkspace, startWorkspace } from '../../../sandbox/slack/index.ts';
import { type Call, caller } from './caller.ts';
import { seed, TOKEN } from './office.ts';

let slack: SlackWorkspace;
let call: Call;
beforeEach(async () => {
  slack = await startWorkspace({ seed });
  call = caller(slack);
});
afterEach(() => slack.close());

const raw = (signal?: AbortSignal) =>
  fetch(`${slack.apiUrl}auth.test`, {
    method: 'POST',
    headers: { authorization: `Bearer ${TOKEN}` },
    ...(signal && { signal }),
  });

test('a status is answered without JSON', async () => {
  slack.driver.fault({ status: 503 });
  const response = await raw();
  expect([response.status, await response.text()]).toEqual([503, 'upstream trouble']);
});

test('a rate limit is answered with 429 and the seconds to wait', async () => {
  slack.driver.fault({ retryAfter: 7 });
  const response = await raw();
  expect([response.status, response.headers.get('retry-after')]).toEqual([429, '7']);
});

test('a fault strikes its method as often as it should, then no more', async () => {
  const fault = slack.driver.fault({ method: 'auth.test', error: 'fatal_error', times: 2 });
  expect(await call('users.list')).toMatchObject({ ok: true });
  expect(await call('auth.test')).toEqual({ ok: false, error: 'fatal_error' });
  expect(await call('auth.test')).toEqual({ ok: false, error: 'fatal_error' });
  expect(await call('auth.test')).toMatchObject({ ok: true });
  expect(fault.struck()).toBe(2);
});

test('a fault that is cleared strikes no more', async () => {
  const fault = slack.driver.fault({ error: 'fatal_error', times: Number.POSITIVE_INFINITY });
  expect(await call('auth.test')).toMatchObject({ ok: false });
  fault.clear();
  expect(await call('auth.test')).toMatchObject({ ok: true });
});

test('a delayed call is carried out all the same', async () => {
  slack.driver.fault({ delayMs: 30 });
  const started = performance.now();
  expect(await call('auth.test')).toMatchObject({ ok: true });
  expect(performance.now() - started).toBeGreaterThanOrEqual(29);
});

test('a call that hangs is never answered', async () => {
  slack.driver.fault({ hang: true });
  const stop = new AbortController();
  const answer = raw(stop.signal).then(
    () => 'answered',
    () => 'given up',
  );
  await slack.driver.waitFor(() => slack.driver.calls()[0]?.outcome === 'hung', { what: 'the hung call' });
  stop.abort();
  expect(await answer).toBe('given up');
});

test('a workspace that is down answers nobody until it is up again', async () => {
  slack.driver.down();
  await expect(raw()).rejects.toThrow();
  expect(slack.driver.cuts()).toBeGreaterThan(0);
  expect(slack.driver.calls()).toEqual([]);
  slack.driver.up();
  expect(await call('auth.test')).toMatchObject({ ok: true });
});
