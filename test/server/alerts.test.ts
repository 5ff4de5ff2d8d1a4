import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, test } from '@jest/globals';
import { pino } from 'pino';
import type { Alert } from '../../src/model/alert.ts';
import { type AlertsOptions, alertsRoute } from '../../src/server/alerts.ts';
import { listener } from '../../src/server/server.ts';

const TOKEN = 'a-token-of-twenty-letters';
const BEARER = { authorization: `Bearer ${TOKEN}` };
const basic = (user: string, password: string) => ({
  authorization: `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`,
});

/** As Alertmanager sends it. */
function payload(...alerts: object[]) {
  return {
    receiver: 'rollbridge',
    status: 'firing',
    alerts: alerts.map((differs) => ({
      status: 'firing',
      labels: { alertname: 'HighErrorRate', service: 'shop' },
      annotations: { summary: '12 % of requests fail' },
      startsAt: '2026-11-21T12:00:00.123456789Z',
      endsAt: '0001-01-01T00:00:00Z',
      generatorURL: 'http://prometheus:9090/graph?g0.expr=x',
      fingerprint: '6b2a2a5b3e1f0c4d',
      ...differs,
    })),
    groupLabels: { alertname: 'HighErrorRate' },
    commonLabels: { alertname: 'HighErrorRate' },
    commonAnnotations: {},
    externalURL: 'http://alertmanager:9093',
    version: '4',
    groupKey: '{}:{alertname="HighErrorRate"}',
    truncatedAlerts: 0,
  };
}

let server: Server | null = null;
let took: readonly Alert[][] = [];

function close(): void {
  server?.close();
  server?.closeAllConnections();
  server = null;
}

afterEach(() => {
  close();
  took = [];
});

async function send(body: unknown, headers: Record<string, string> = BEARER, options: Partial<AlertsOptions> = {}) {
  const take = (alerts: readonly Alert[]) => {
    took = [...took, [...alerts]];
    return Promise.resolve();
  };
  const route = alertsRoute({ token: TOKEN, ready: () => true, take, log: pino({ level: 'silent' }), ...options });
  close();
  server = createServer(listener([route]));
  const listening = server.listen(0, '127.0.0.1');
  await new Promise((resolve) => listening.once('listening', resolve));
  const { port } = listening.address() as AddressInfo;
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  const answer = await fetch(`http://127.0.0.1:${port}/alerts`, { method: 'POST', body: text, headers });
  return { status: answer.status, said: await answer.text() };
}

describe('alerts', () => {
  test('are taken as they were sent', async () => {
    expect(await send(payload({}, { status: 'resolved', annotations: {} }))).toEqual({
      status: 200,
      said: '{"taken":"2 alerts"}',
    });
    const first = {
      state: 'firing',
      name: 'HighErrorRate',
      labels: { alertname: 'HighErrorRate', service: 'shop' },
      says: '12 % of requests fail',
      startsAt: '2026-11-21T12:00:00.123456789Z',
      fingerprint: '6b2a2a5b3e1f0c4d',
    };
    expect(took).toEqual([[first, { ...first, state: 'resolved', says: null }]]);
  });

  test('have no more words than are worth showing', async () => {
    await send(payload({ labels: { alertname: 'x'.repeat(5_000) }, annotations: { description: 'y'.repeat(5_000) } }));
    expect(took[0]?.[0]).toMatchObject({ name: `${'x'.repeat(119)}…`, says: `${'y'.repeat(299)}…` });
    expect((await send(payload({ labels: {} }))).status).toBe(200);
    expect(took[1]?.[0]).toMatchObject({ name: 'without a name' });
  });

  test('of a storm are taken at once', async () => {
    const storm = Array.from({ length: 500 }, (_, i) => ({
      fingerprint: `f${i}`,
      annotations: { summary: 'z'.repeat(900) },
    }));
    expect((await send(payload(...storm))).status).toBe(200);
    expect(took[0]).toHaveLength(500);
  });
});

describe('whoever sends them', () => {
  const cases: [string, Record<string, string>, number][] = [
    ['shows a bearer token', BEARER, 200],
    ['shows it as a password, with any name', basic('alertmanager', TOKEN), 200],
    ['shows a password with a colon in it as a whole', basic('a', `b:${TOKEN}`), 401],
    ['is refused with another token', { authorization: `Bearer ${TOKEN}x` }, 401],
    ['is refused with the beginning of it', { authorization: `Bearer ${TOKEN.slice(0, 5)}` }, 401],
    ['is refused with another password', basic(TOKEN, 'x'), 401],
    ['is refused with another scheme', { authorization: `Digest ${TOKEN}` }, 401],
    ['is refused with nothing', {}, 401],
    ['is refused with an empty token', { authorization: 'Bearer ' }, 401],
  ];
  test.each(cases)('%s', async (_, headers, status) => {
    expect((await send(payload({}), headers)).status).toBe(status);
    expect(took).toHaveLength(status === 200 ? 1 : 0);
  });

  test('is told nothing of the token', async () => {
    expect((await send(payload({}), {})).said).not.toContain(TOKEN);
  });
});

describe('what is not taken', () => {
  const cases: [string, unknown, RegExp][] = [
    ['is no JSON', '{', /no payload of Alertmanager, version 4/],
    ['is of another version', { ...payload({}), version: '3' }, /version/],
    ['has an alert without a start', payload({ startsAt: 'yesterday' }), /alerts\.0\.startsAt/],
    ['has an alert that neither fires nor is resolved', payload({ status: 'pending' }), /alerts\.0\.status/],
    ['has labels that are no text', payload({ labels: { a: 1 } }), /alerts\.0\.labels\.a/],
  ];
  test.each(cases)('%s: 400, in words, so that it is not sent again and again', async (_, body, said) => {
    const answer = await send(body);
    expect(answer.status).toBe(400);
    expect(answer.said).toMatch(said);
    expect(took).toEqual([]);
  });

  test('is longer than any storm: 413', async () => {
    expect((await send('x'.repeat(5 * 1024 * 1024))).status).toBe(413);
  });

  test('could not be written down: 503, so that it is sent again', async () => {
    const take = () => Promise.reject(new Error('the store is away at 10.0.0.1'));
    const answer = await send(payload({}), BEARER, { take });
    expect(answer.status).toBe(503);
    expect(answer.said).not.toContain('10.0.0.1');
  });

  test('came before it is known what was released: 503', async () => {
    expect((await send(payload({}), BEARER, { ready: () => false })).status).toBe(503);
    expect(took).toEqual([]);
  });
});
