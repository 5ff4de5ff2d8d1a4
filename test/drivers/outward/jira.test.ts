import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { NOTICE_NAME } from '../../views/notice-fixtures.ts';
import { FakeJira, TOKEN, USER } from './fake-jira.ts';
import { deliver, destination, parcel } from './parcels.ts';

let system: FakeJira;
beforeEach(async () => {
  system = new FakeJira();
  await system.listen();
});
afterEach(() => system.close());

function jira(token = TOKEN, issueType = 'Incident') {
  const place = { from: 'env', name: 'TOKEN' } as const;
  return destination(
    { kind: 'jira', url: system.url, project: 'OPS', issueType, user: USER, token: place },
    { TOKEN: token },
  );
}

const TICKET = (n: number) => ({
  came: 'delivered',
  link: { label: `OPS-${n}`, url: `${system.url}/browse/OPS-${n}` },
});

const LATER = 'shop-production-mm90chs0-incident-opened-mm90d000';

describe('a ticket', () => {
  test('is made once for each incident, and linked', async () => {
    expect(await deliver(jira(), parcel())).toEqual(TICKET(1));
    expect(await deliver(jira(), parcel())).toEqual(TICKET(1));
    const again = parcel();
    // Another incident that somebody has made by the same name.
    expect(await deliver(jira(), { ...again, notice: { ...again.notice, name: LATER } })).toEqual(TICKET(2));
    expect(system.made.map(({ labels }) => labels)).toEqual([
      ['rollbridge', `rollbridge-${NOTICE_NAME}`],
      ['rollbridge', `rollbridge-${LATER}`],
    ]);
  });

  test('says what, where, how bad, and where people meet', async () => {
    await deliver(jira(), parcel({ reason: 'no *orders*\n[click](https://evil.example)' }));
    const [{ summary, description } = {}] = system.made;
    expect(summary).toBe('SEV 1: shop in production: no *orders* [click](https://evil.example)');
    const text = JSON.stringify(description);
    expect(text).toContain('https://slack.com/app_redirect?channel=C0INC');
    expect(text).toContain('no *orders*\\n[click](https://evil.example)');
  });

  test('is made though the incident is over: somebody has to look into it', async () => {
    expect(await deliver(jira(), parcel({}, { isOver: true }))).toEqual(TICKET(1));
  });

  test('with the longest words is taken', async () => {
    expect(await deliver(jira(), parcel({ reason: 'ä '.repeat(2_000), about: 'x'.repeat(200) }))).toEqual(TICKET(1));
  });

  test('whose answer was lost is waited for until a search finds it, and not made twice', async () => {
    system.instead = ({ path }) => (path === '/rest/api/3/issue' ? 'cut' : null);
    expect(await deliver(jira(), parcel())).toMatchObject({ came: 'later', afterMs: 60_000 });
    expect(system.made).toHaveLength(1);
    system.instead = null;
    expect(await deliver(jira(), parcel())).toEqual(TICKET(1));
    expect(system.made).toHaveLength(1);
  });
});

describe('what Jira says', () => {
  test.each<[string, string, string, string]>([
    ['about a wrong token', 'another', 'Incident', 'It answered 401'],
    ['about a field', TOKEN, 'Bug', 'It answered 400: issuetype: Specify a valid issue type'],
  ])('%s is passed on', async (_, token, issueType, why) => {
    const came = await deliver(jira(token, issueType), parcel());
    expect(came).toMatchObject({ came: 'refused', why });
    expect(JSON.stringify(came)).not.toContain(TOKEN);
  });

  test('429 comes later, when it says', async () => {
    system.instead = () => ({ status: 429, headers: { 'retry-after': '20' } });
    expect(await deliver(jira(), parcel())).toMatchObject({ came: 'later', afterMs: 20_000, isAway: true });
    expect(system.made).toEqual([]);
  });

  test('an answer with another key than a ticket has is no link', async () => {
    system.instead = ({ path }) => (path === '/rest/api/3/issue' ? { status: 201, body: { key: '<!channel>' } } : null);
    expect(await deliver(jira(), parcel())).toEqual({ came: 'delivered', link: null });
  });
});
