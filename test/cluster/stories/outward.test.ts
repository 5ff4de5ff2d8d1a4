/** Systems outside are told what happens to incidents and releases, also when they were away, and when the program died. */
import { createHmac } from 'node:crypto';
import type { K8sList, K8sObject } from '../../../src/kubernetes/objects.ts';
import type { NoticeSpec, NoticeStatus } from '../../../src/model/notice.ts';
import { FakeJira, TOKEN, USER } from '../../drivers/outward/fake-jira.ts';
import { FakeOnCalls, FakePagerDuty, REST_TOKEN, KEY as ROUTING_KEY } from '../../drivers/outward/fake-pagerduty.ts';
import { FakeSystem, type Reply } from '../../drivers/outward/fake-system.ts';
import { pathOf } from '../support/cluster.ts';
import { catalogOf, DEV, inStory, SRE, SRE2, STRANGER, type Story, type StoryOptions } from '../support/story.ts';
import { canaryNginx } from '../support/workloads.ts';

const KEY = Buffer.from('a key of thirty-two bytes exactly');
const SECRET = `whsec_${KEY.toString('base64')}`;

interface NoticeObject extends K8sObject {
  readonly spec: NoticeSpec;
  readonly status?: NoticeStatus;
}

interface Sent {
  readonly id: string;
  readonly type: string;
  readonly data: Readonly<Record<string, string>>;
}

/** Receives webhooks, and takes only those that were signed with the secret, lately. */
class Receiver {
  readonly system = new FakeSystem();
  readonly taken: Sent[] = [];
  /** Null takes what comes. */
  instead: Reply | null = null;

  async open(): Promise<void> {
    await this.system.listen();
    this.system.reply = ({ headers, body }) => {
      const { 'webhook-id': id, 'webhook-timestamp': at, 'webhook-signature': signature } = headers;
      const expected = `v1,${createHmac('sha256', KEY).update(`${id}.${at}.${body}`).digest('base64')}`;
      const isLate = Math.abs(Date.now() / 1_000 - Number(at)) > 300;
      if (signature !== expected || isLate) return { status: 401 };
      if (this.instead !== null) return this.instead;
      this.taken.push({ id: String(id), ...(JSON.parse(body) as Omit<Sent, 'id'>) });
      return { status: 204 };
    };
  }

  get types(): readonly string[] {
    return this.taken.map(({ type }) => type);
  }
}

async function withReceiver(tell: (receiver: Receiver) => Promise<void>): Promise<void> {
  const receiver = new Receiver();
  await receiver.open();
  try {
    await tell(receiver);
  } finally {
    await receiver.system.close();
  }
}

function told(receiver: Receiver, giveUpAfter: string, secret = SECRET): StoryOptions {
  const hooks = { webhook: { url: `${receiver.system.url}/hook`, secret: { env: 'STORY_HOOK_SECRET' } } };
  return {
    objects: canaryNginx(),
    catalog: { outward: { giveUpAfter, destinations: { hooks } } },
    env: { STORY_HOOK_SECRET: secret },
  };
}

/** A pager and tickets, both on this machine. */
async function withPagerAndTickets(tell: (pager: FakePagerDuty, tickets: FakeJira) => Promise<void>): Promise<void> {
  const [pager, tickets] = [new FakePagerDuty(), new FakeJira()];
  await Promise.all([pager.listen(), tickets.listen()]);
  try {
    await tell(pager, tickets);
  } finally {
    await Promise.all([pager.close(), tickets.close()]);
  }
}

async function notices(story: Story): Promise<readonly NoticeObject[]> {
  const path = pathOf('Notice', story.namespace);
  return (await story.cluster.connection.request<K8sList<NoticeObject>>('GET', path)).items;
}

async function eventually(what: string, holds: () => boolean | Promise<boolean>): Promise<void> {
  for (const end = Date.now() + 40_000; Date.now() < end; ) {
    if (await holds()) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`waited in vain for ${what}`);
}

const tries = async (story: Story) => (await notices(story))[0]?.status?.deliveries[0]?.tries ?? 0;

test('an incident is told from its opening to its end though the system was away and the program was killed', () =>
  withReceiver((receiver) =>
    inStory(told(receiver, '1h'), async (story) => {
      receiver.instead = { status: 503 };
      expect(await story.says(DEV, '/incident open shop --severity sev1 --reason "no orders"')).toMatch(/opened/);
      await eventually('a second try', async () => (await tries(story)) >= 2);
      await story.program.kill();
      await story.program.start();
      expect(await story.says(DEV, '/incident undelivered')).toMatch(/1 still being tried(.|\n)*It answered 503/);
      await story.says(DEV, '/incident resolve shop --cause "a typo" --impact "no orders for a minute"');
      receiver.instead = null;
      await eventually('both', () => receiver.taken.length >= 2);
      expect(receiver.types).toEqual(['incident.opened', 'incident.resolved']);
      const [opened, resolved] = receiver.taken;
      expect(opened?.data).toMatchObject({ service: 'shop', environment: 'production', severity: 'sev1', by: DEV });
      expect(opened?.data).toMatchObject({ reason: 'no orders' });
      expect(resolved?.data).toMatchObject({ cause: 'a typo', impact: 'no orders for a minute' });
      expect(resolved?.data.incident).toBe(opened?.data.incident);
      await eventually('both to be written down', async () =>
        (await notices(story)).every(({ status }) => status?.phase === 'Delivered'),
      );
      expect(await story.says(DEV, '/incident undelivered')).toMatch(/Every destination has/);
      expect(await story.program.metrics()).toMatch(/rollbridge_notices_sent_total\{to="hooks",came="delivered"\} 2/);
      expect(story.program.output).not.toContain(SECRET);
    }),
  ));

test('a system that is added to the catalog hears of the incident that is open', () =>
  withReceiver((receiver) => {
    const { catalog, ...options } = told(receiver, '1h');
    return inStory(options, async (story) => {
      await story.says(DEV, '/incident open shop --reason "no orders"');
      story.mount.swap(JSON.stringify({ ...catalogOf(story.namespace), ...catalog }));
      await eventually('the opening', () => receiver.types.includes('incident.opened'));
    });
  }));

test('what was given up is said once, listed with a button, and sent again by who may', () =>
  withReceiver((receiver) =>
    inStory(told(receiver, '3s'), async (story) => {
      receiver.instead = { status: 500, body: { echo: SECRET } };
      await story.says(DEV, '/incident open shop --reason "no orders"');
      await eventually('it to be given up', async () => (await notices(story))[0]?.status?.phase === 'Undelivered');
      const room = await story.people.waitFor(
        (people) => people.publicChannels().find(({ name }) => name.startsWith('inc-')),
        { what: 'the channel of the incident' },
      );
      const said = () =>
        story.people.messages(room.id, { as: 'U0BOT' }).filter((each) => /hooks.* was not told/.test(each.text));
      await eventually('it to be said', () => said().length > 0);
      expect(await story.says(DEV, '/incident undelivered')).toMatch(/1 notice(.|\n)*It answered 500/);
      const list = (user: string) => story.people.ephemerals(user).at(-1);
      await story.says(STRANGER, '/incident undelivered');
      await story.presses(STRANGER, 'Send again', list(STRANGER));
      await story.answerTo(STRANGER, /may not open or steer incidents/);
      receiver.instead = null;
      const shown = list(DEV);
      await story.presses(DEV, 'Send again', shown);
      await story.answerTo(DEV, /Incident opened.* is sent to/);
      await eventually('it to get through', () => receiver.taken.length === 1);
      await eventually('that to be written', async () => (await notices(story))[0]?.status?.phase === 'Delivered');
      await story.presses(DEV, 'Send again', shown);
      await story.answerTo(DEV, /what you pressed on is not how things are now/);
      expect(receiver.taken).toHaveLength(1);
      expect(said()).toHaveLength(1);
      expect(JSON.stringify([await notices(story), story.program.output])).not.toContain(SECRET.slice(6));
    }),
  ));

test('a release is told when it is rolled back, and a wrong secret is said in its thread without showing it', () =>
  withReceiver((receiver) =>
    inStory(told(receiver, '1h', `whsec_${Buffer.alloc(32, 7).toString('base64')}`), async (story) => {
      await story.says(DEV, '/deploy shop 2.0.0');
      await story.cardShows(/Awaiting approval/);
      await story.says(SRE, '/rollback shop now');
      await story.cardShows(/Rolled back/);
      await story.threadShows(/hooks.* was not told: It answered 401/);
      const [notice] = await notices(story);
      expect(notice?.spec).toMatchObject({
        occasion: 'release.rolled_back',
        image: 'ghcr.io/acme/shop:2.0.0',
        by: SRE,
      });
      expect(notice?.spec.backTo).toBe('ghcr.io/acme/shop:1.0.0');
    }),
  ));

test('an incident pages once though the pager was away and the program was killed, has a ticket on its card, and ends both', () =>
  withPagerAndTickets((pager, tickets) => {
    const jira = { url: tickets.url, project: 'OPS', issueType: 'Incident', user: USER, token: { env: 'STORY_JIRA' } };
    const destinations = {
      pager: { pagerduty: { url: pager.url, routingKey: { env: 'STORY_PAGER' } } },
      tickets: { jira },
    };
    const env = { STORY_PAGER: ROUTING_KEY, STORY_JIRA: TOKEN };
    return inStory({ objects: canaryNginx(), catalog: { outward: { destinations } }, env }, async (story) => {
      pager.instead = 'cut';
      await story.says(DEV, '/incident open shop --severity sev1 --reason "no orders"');
      const room = await story.people.waitFor(
        (people) => people.publicChannels().find(({ name }) => name.startsWith('inc-')),
        { what: 'the channel of the incident' },
      );
      const card = () => story.people.messages(room.id, { as: 'U0BOT' })[0];
      await eventually('the ticket on the card', () => {
        const shown = card();
        return shown !== undefined && /OPS-1/.test(story.people.textOf(shown));
      });
      await eventually('a try of the pager', () => pager.asked.length > 0);
      await story.program.kill();
      pager.instead = null;
      await story.program.start();
      await eventually('a page', () => pager.woken.size === 1);
      await story.presses(SRE, 'Be Commander', card());
      await eventually('somebody to have it', () => [...pager.open.values()].includes('acknowledged'));
      await story.says(SRE, '/incident resolve shop --cause "a typo"');
      await eventually('the end', () => pager.open.size === 0);
      expect([...pager.woken.values()]).toEqual([1]);
      expect(tickets.made).toHaveLength(1);
      expect(story.program.output).not.toMatch(new RegExp(`${ROUTING_KEY}|${TOKEN}`));
      const objects = JSON.stringify(await notices(story));
      expect(objects).not.toMatch(new RegExp(`${ROUTING_KEY}|${TOKEN}`));
    });
  }));

test('whoever PagerDuty has on call is in the channel, and an incident is opened also when it does not say', async () => {
  const oncalls = new FakeOnCalls();
  oncalls.entries = [{ policy: 'PSHOP1', level: 1, email: 'robin@acme.example' }];
  await oncalls.listen();
  const pagerduty = { url: oncalls.url, token: { env: 'STORY_ONCALL' }, services: { shop: 'PSHOP1' } };
  const options = {
    objects: canaryNginx(),
    // Nobody else would call them.
    access: { approve: [SRE] },
    catalog: { outward: { oncall: { pagerduty } } },
    env: { STORY_ONCALL: REST_TOKEN },
  };
  try {
    await inStory(options, async (story) => {
      const room = (n: number) => story.people.publicChannels().filter(({ name }) => name.startsWith('inc-'))[n];
      await story.says(DEV, '/incident open shop --reason "no orders"');
      await eventually('the person on call to be there', () => room(0)?.members.has(SRE2) === true);
      await story.says(DEV, '/incident resolve shop --cause "a typo"');
      oncalls.instead = { status: 500 };
      await story.says(DEV, '/incident open shop --reason "slow pages"');
      await eventually('the card to say so', () => {
        const { id = '' } = room(1) ?? {};
        const [card] = id === '' ? [] : story.people.messages(id, { as: 'U0BOT' });
        return card !== undefined && /does not say who is on call: It answered 500/.test(story.people.textOf(card));
      });
      expect(room(1)?.members.has(SRE2)).toBe(false);
      expect(story.program.output).not.toContain(REST_TOKEN);
    });
  } finally {
    await oncalls.close();
  }
});
