import { afterEach, beforeEach, expect, test } from '@jest/globals';
import type { NoticeSpec } from '../../../src/model/notice.ts';
import { FakeSystem, type Reply, type Request } from './fake-system.ts';
import { deliver, destination, parcel } from './parcels.ts';

const KEY = 'eb243592-faa2-4ba2-a551-1afdf565c889';
const LIMITS = { message: 130, alias: 512, description: 15_000, entity: 512, source: 100, note: 25_000 };

/** Opsgenie's Alert API, as its documentation has its rules: the header, the limits, and one alert for each alias. */
class FakeOpsgenie extends FakeSystem {
  readonly open = new Map<string, { acknowledged: boolean; count: number; notes: string[] }>();
  readonly created: Record<string, unknown>[] = [];

  constructor() {
    super();
    this.reply = (request) => this.#taken(request);
  }

  #taken({ headers, path, body }: Request): Reply {
    if (headers.authorization !== `GenieKey ${KEY}`)
      return { status: 401, body: { message: 'Could not authenticate' } };
    const sent = JSON.parse(body) as Record<string, unknown>;
    const tooLong = Object.entries(LIMITS).find(([name, most]) => String(sent[name] ?? '').length > most);
    if (tooLong !== undefined) return { status: 422, body: { message: `${tooLong[0]} is too long` } };
    const url = new URL(path, 'http://x');
    if (url.pathname === '/v2/alerts') return this.#created(sent);
    const [, , , alias = '', action = ''] = url.pathname.split('/').map(decodeURIComponent);
    if (url.searchParams.get('identifierType') !== 'alias') return { status: 404, body: { message: 'no such id' } };
    const alert = this.open.get(alias);
    if (action === 'close') this.open.delete(alias);
    else if (action === 'acknowledge' && alert !== undefined) alert.acknowledged = true;
    else if (action === 'notes' && alert !== undefined) alert.notes.push(String(sent.note));
    else if (!['acknowledge', 'notes'].includes(action)) return { status: 404 };
    // What does not exist is found out later, and told in the log of the integration.
    return ACCEPTED;
  }

  #created(sent: Record<string, unknown>): Reply {
    const { message, alias, priority } = sent;
    if (typeof message !== 'string' || !/^P[1-5]$/.test(String(priority)))
      return { status: 422, body: { message: 'no' } };
    this.created.push(sent);
    const known = this.open.get(String(alias));
    this.open.set(String(alias), known ?? { acknowledged: false, count: 0, notes: [] });
    return ACCEPTED;
  }
}

const ACCEPTED: Reply = { status: 202, body: { result: 'Request will be processed', requestId: '43a29c5c' } };

let system: FakeOpsgenie;
beforeEach(async () => {
  system = new FakeOpsgenie();
  await system.listen();
});
afterEach(() => system.close());

const genie = (key = KEY, team: string | null = null) =>
  destination({ kind: 'opsgenie', url: system.url, key: { from: 'env', name: 'KEY' }, team }, { KEY: key });
const tell = (occasion: NoticeSpec['occasion'], more: Partial<NoticeSpec> = {}, isOver = false) =>
  deliver(genie(), parcel({ occasion, ...more }, { isOver }));
const ALIAS = 'rollbridge-shop-production-mm90chs0';

test('an incident is one alert, is acknowledged, noted and closed by its alias', async () => {
  await tell('incident.opened');
  await tell('incident.opened');
  await tell('incident.acknowledged');
  await tell('incident.severity', { severity: 'sev3' });
  expect([...system.open]).toEqual([
    [ALIAS, { acknowledged: true, count: 0, notes: ['shop in production is SEV 3 now'] }],
  ]);
  expect(await tell('incident.resolved', { cause: 'a typo' }, true)).toMatchObject({ came: 'delivered' });
  expect([...system.open]).toEqual([]);
  expect(system.created[0]).toMatchObject({ message: 'SEV 1: shop in production: no orders', priority: 'P1' });
  expect(system.created[0]).not.toHaveProperty('responders');
});

test('a team is called where one is named', async () => {
  await deliver(genie(KEY, 'Shop'), parcel());
  expect(system.created[0]).toMatchObject({ responders: [{ type: 'team', name: 'Shop' }] });
});

test('an alert is not opened for what is over', async () => {
  expect(await tell('incident.opened', {}, true)).toMatchObject({ came: 'needless' });
  expect(system.asked).toEqual([]);
});

test('the longest words are taken', async () => {
  const reason = 'ä'.repeat(5_000);
  expect(await tell('incident.opened', { reason })).toMatchObject({ came: 'delivered' });
  expect(await tell('incident.resolved', { cause: reason })).toMatchObject({ came: 'delivered' });
});

test('a wrong key is refused in its words, without the key', async () => {
  const came = await deliver(genie('00000000-faa2-4ba2-a551-1afdf565c889'), parcel());
  expect(came).toMatchObject({ came: 'refused', why: 'It answered 401: Could not authenticate' });
});
