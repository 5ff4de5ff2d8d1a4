import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { PagerDutyOnCall } from '../../../src/drivers/outward/on-call.ts';
import type { OnCallRules } from '../../../src/model/outward.ts';
import { FakeOnCalls, REST_TOKEN } from './fake-pagerduty.ts';
import { NOW } from './parcels.ts';

let system: FakeOnCalls;
let token: string | undefined;

beforeEach(async () => {
  token = REST_TOKEN;
  system = new FakeOnCalls();
  system.entries = [
    { policy: 'PSHOP1', level: 1, email: 'ann@acme.example' },
    { policy: 'PSHOP1', level: 1, email: 'ann@acme.example' },
    { policy: 'PSHOP1', level: 1, email: 'ben@acme.example' },
    { policy: 'PSHOP1', level: 2, email: 'boss@acme.example' },
    { policy: 'PALL01', level: 1, email: 'all@acme.example' },
  ];
  await system.listen();
});
afterEach(() => system.close());

function asked(service: string, more: Partial<OnCallRules> | null = {}) {
  const from = { from: 'env', name: 'TOKEN' } as const;
  const rules = { url: system.url, token: from, escalationPolicy: 'PALL01', services: { shop: 'PSHOP1' }, ...more };
  const oncall = new PagerDutyOnCall({
    rules: () => (more === null ? null : rules),
    variables: () => token,
    now: () => NOW,
  });
  return oncall.now(service);
}

describe('who is on call', () => {
  test.each([
    ['shop', ['ann@acme.example', 'ben@acme.example']],
    ['cart', ['all@acme.example']],
  ])('for %s are those whom PagerDuty would page first, each once', async (service, emails) => {
    expect(await asked(service)).toEqual({ emails, lack: null });
  });

  test('is nobody where no policy is named, or nobody is there', async () => {
    expect(await asked('cart', { escalationPolicy: null })).toEqual({ emails: [], lack: null });
    expect(await asked('cart', null)).toEqual({ emails: [], lack: null });
    expect(system.asked).toEqual([]);
    expect(await asked('cart', { escalationPolicy: 'PNONE1' })).toEqual({ emails: [], lack: null });
  });

  test.each<[string, () => void, RegExp]>([
    ['the token is missing', () => (token = undefined), /environment variable TOKEN is not set/],
    ['the token is wrong', () => (token = 'y_another'), /It answered 401/],
    ['PagerDuty is away', () => (system.instead = 'cut'), /It does not answer/],
    ['PagerDuty has enough', () => (system.instead = { status: 429 }), /It answered 429/],
  ])('is not known, and why, when %s', async (_, happens, why) => {
    happens();
    const { emails, lack } = await asked('shop');
    expect(emails).toEqual([]);
    expect(lack?.why).toMatch(why);
    expect(JSON.stringify(lack)).not.toMatch(new RegExp(`${REST_TOKEN}|y_another`));
  });
});
