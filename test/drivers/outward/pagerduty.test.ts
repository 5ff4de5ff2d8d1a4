import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { NoticeSpec } from '../../../src/model/notice.ts';
import { type Event, FakePagerDuty, KEY } from './fake-pagerduty.ts';
import { deliver, destination, parcel, RELEASED } from './parcels.ts';

let system: FakePagerDuty;
beforeEach(async () => {
  system = new FakePagerDuty();
  await system.listen();
});
afterEach(() => system.close());

const pager = (key = KEY) =>
  destination({ kind: 'pagerduty', url: system.url, routingKey: { from: 'env', name: 'KEY' } }, { KEY: key });
const tell = (occasion: NoticeSpec['occasion'], more: Partial<NoticeSpec> = {}, isOver = false) =>
  deliver(pager(), parcel({ occasion, ...more }, { isOver }));
const ALERT = 'rollbridge-shop-production-mm90chs0';
const DELIVERED = { came: 'delivered', link: null };

describe('an incident', () => {
  test('pages once, is acknowledged when somebody leads it, and resolved at its end', async () => {
    expect(await tell('incident.opened')).toEqual(DELIVERED);
    expect(await tell('incident.opened')).toEqual(DELIVERED);
    expect(await tell('incident.severity', { severity: 'sev3' })).toEqual(DELIVERED);
    expect([...system.woken]).toEqual([[ALERT, 1]]);
    expect(await tell('incident.acknowledged')).toEqual(DELIVERED);
    expect(system.open.get(ALERT)).toBe('acknowledged');
    expect(await tell('incident.resolved', { cause: 'a typo' }, true)).toEqual(DELIVERED);
    expect([...system.open]).toEqual([]);
    expect([...system.woken]).toEqual([[ALERT, 1]]);
  });

  test('says what, where, how bad, and where people meet', async () => {
    await tell('incident.opened', { release: 'shop-production-mm90chr0' });
    const event = JSON.parse(system.asked[0]?.body ?? '') as Event;
    expect(event.payload).toMatchObject({ summary: 'SEV 1: shop in production: no orders', severity: 'critical' });
    expect(event.payload?.custom_details).toMatchObject({ 'Caused by': 'shop-production-mm90chr0', By: 'U0ANN' });
    expect(event.links).toEqual([
      { text: 'Channel in Slack', href: 'https://slack.com/app_redirect?channel=C0INC' },
      { text: 'Bridge', href: 'https://meet.example.com/x' },
    ]);
  });

  test.each(['incident.opened', 'incident.severity', 'incident.acknowledged'] as const)(
    'that is over wakes nobody any more: %s',
    async (occasion) => {
      expect(await tell(occasion, {}, true)).toMatchObject({ came: 'needless' });
      expect(system.asked).toEqual([]);
    },
  );

  test('with the longest words is taken', async () => {
    const words = 'ä'.repeat(5_000);
    expect(await tell('incident.opened', { reason: words, about: 'x'.repeat(253) })).toEqual(DELIVERED);
  });
});

describe('a release', () => {
  test('is a change event', async () => {
    expect(await tell('release.completed', RELEASED)).toEqual(DELIVERED);
    expect(system.changes[0]?.payload).toMatchObject({ summary: 'shop in production: shop:2.0.0 is live' });
    expect([...system.woken]).toEqual([]);
  });

  test('is not told to a ruleset, whose keys take no change events', async () => {
    const came = await deliver(pager('R0123456789'), parcel(RELEASED));
    expect(came).toMatchObject({ came: 'needless', why: expect.stringContaining('ruleset') });
  });
});

describe('what PagerDuty says', () => {
  test('about a wrong key is passed on, without the key', async () => {
    const came = await deliver(pager('f93facc04764012d7bfb002500d5d1a6'), parcel());
    expect(came).toMatchObject({
      came: 'refused',
      why: "It answered 400: Event object is invalid, 'routing_key' is invalid",
    });
    expect(JSON.stringify(came)).not.toContain('f93facc04764012d7bfb002500d5d1a6');
  });

  test('429 and 5xx come later', async () => {
    system.instead = { status: 429 };
    expect(await tell('incident.opened')).toMatchObject({ came: 'later', isAway: true });
    system.instead = { status: 500 };
    expect(await tell('incident.opened')).toMatchObject({ came: 'later' });
  });
});
