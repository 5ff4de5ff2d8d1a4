/** An incident from the button on a card to the draft of its post-mortem, and what Slack may refuse on the way. */
import type { Message } from '../../../sandbox/slack/message.ts';
import { cardIn, incidents, rolledBack, room, rooms, settled } from '../support/incident.ts';
import { CHANNEL, DEV, GUEST, inStory, SRE, SRE2, STRANGER } from '../support/story.ts';
import { canaryNginx } from '../support/workloads.ts';

const MEET = { incidents: { invite: [SRE2], bridge: 'https://meet.example.com/{{incident}}' } };

test('an incident of a release that was rolled back: a channel, roles, tasks, updates, its end and its post-mortem', () =>
  inStory({ objects: canaryNginx(), catalog: MEET }, async (story) => {
    await rolledBack(story);
    const released = await story.cardOffers(/Open incident…/);
    await story.presses(SRE, 'Open incident…', released);
    await story.people.submit(SRE, { 'What is wrong?': 'Checkout fails for one in ten', 'How bad is it?': 'sev1' });

    const { id, members } = await room(story);
    await cardIn(story, id, /SEV 1(.|\n)*Checkout fails for one in ten/);
    const { metadata } = await settled(story, ({ room: made }) => made?.did.includes('pin') === true);
    expect([...members].sort()).toEqual([DEV, SRE, SRE2, 'U0BOT'].sort());
    const channel = await room(story);
    expect(channel.topic.text).toMatch(/^SEV 1: shop in production · Checkout fails for one in ten · https:\/\/meet/);
    expect(channel.purpose.text).toContain(metadata.name);
    expect(channel.bookmarks.map(({ link }) => link)).toEqual([`https://meet.example.com/${metadata.name}`]);
    const [pinned] = story.people.messages(id, { as: SRE });
    expect(channel.pins.map(({ ts }) => ts)).toEqual([pinned?.ts]);

    // Both ways: the release names the channel, the incident its release and what VS11 wants done.
    await story.threadShows(new RegExp(`Incident ${metadata.name} opened by .*people meet in`));
    const card = await cardIn(story, id, /Rolled back(.|\n)*Write down what was learned/);
    expect(story.people.labels(card)).toEqual(expect.arrayContaining(['Be Commander', 'Take', 'Status update…']));
    expect(story.people.labels(story.card() as Message)).not.toContain('Open incident…');

    await story.people.press(SRE, card, 'Be Commander');
    await cardIn(story, id, /Commander <@U0SRE>|Commander @sam/);
    await story.presses(SRE2, 'Be Scribe', await cardIn(story, id, /Commander (<@U0SRE>|@sam)/));
    await settled(story, ({ roles }) => roles.scribe === SRE2);

    await story.people.press(SRE, await cardIn(story, id, /Scribe (<@U0SRE2>|@robin)/), 'Status update…');
    await story.people.submit(SRE, { 'How does it stand?': 'The old version serves again.', 'How bad is it?': 'sev2' });
    await cardIn(story, id, /SEV 2(.|\n)*The old version serves again/);
    await story.threadShows(/Status update(.|\n)*The old version serves again/);
    expect(story.people.messages(id, { as: SRE }).map((each) => each.text)).toHaveLength(2);

    await story.people.press(SRE, await cardIn(story, id, /SEV 2/), 'Resolve…');
    await story.people.submit(SRE, {
      'What caused it?': 'A query without an index',
      'Whom did it hurt, and how?': 'One order in ten for 4 min',
      'What is to be done now?': 'Add the index\nAlert on slow queries',
    });
    const over = await cardIn(
      story,
      id,
      /Incident resolved(.|\n)*A query without an index(.|\n)*Alert on slow queries/,
    );
    const { status } = await settled(story, ({ room: made }) => made?.did.includes('postmortem') === true);
    expect(status?.resolution?.figures).toMatchObject({ detect: expect.any(Number), rollBack: expect.any(Number) });
    const files = story.people.thread(id, over.ts, { as: SRE }).flatMap((each) => each.files);
    expect(files.map(({ name }) => name)).toEqual(['md', 'html'].map((end) => `postmortem-${metadata.name}.${end}`));
    const [draft, page] = story.people.thread(id, over.ts, { as: SRE }).flatMap((each) => story.people.files(each));
    const html = Buffer.from(page?.bytes ?? []).toString();
    for (const words of [
      'Checkout fails for one in ten',
      'The old version serves again.',
      'Add the index',
      'Resolved by sam',
    ])
      expect(html).toContain(words);
    expect(Buffer.from(draft?.bytes ?? []).toString()).toContain('Resolved by @sam');
    expect(html).toMatch(/From the evidence shop_|The evidence shop_[^ ]+ has no numbers/);
    await story.threadShows(/Incident .* resolved by .*A query without an index/);
    expect(await story.says(DEV, '/incident list')).toMatch(/Incidents · 0 open, 1 over(.|\n)*restored (in|before)/);

    await story.people.press(SRE, over, 'Archive the channel');
    await settled(story, ({ room: made }) => made?.did.includes('archive') === true);
    expect((await room(story)).archived).toBe(true);
  }));

test('by command, once, also when it is asked for twice; a stranger may not', () =>
  inStory({ objects: canaryNginx() }, async (story) => {
    expect(await story.says(STRANGER, '/incident open shop')).toMatch(/Not allowed/);
    expect(await story.says(DEV, '/incident open shop --severity 4')).toMatch(/no severity "4"/);
    expect(await story.says(DEV, '/incident open shop --severity sev3 --reason "slow pages"')).toMatch(/opened/);
    expect(await story.says(SRE, '/incident open shop')).toMatch(/open incident of shop in production already/);
    const { id } = await room(story);
    await cardIn(story, id, /SEV 3(.|\n)*slow pages/);
    expect(await incidents(story)).toHaveLength(1);
    expect(await story.says(DEV, '/incident list')).toMatch(/1 open, 0 over(.|\n)*shop in production/);
    expect(await story.says(DEV, '/incident resolve shop --cause "a cache was cold"')).toMatch(/Resolved/);
    await cardIn(story, id, /Incident resolved(.|\n)*a cache was cold/);
  }));

test('the name of the channel is taken, a person is a guest, and pins are refused: it goes on and says so', () =>
  inStory({ objects: canaryNginx(), catalog: { incidents: { invite: [GUEST] } } }, async (story) => {
    await story.says(DEV, '/incident open shop --reason "slow pages"');
    await settled(story, ({ room: made }) => made?.did.includes('pin') === true);
    await story.says(DEV, '/incident resolve shop --cause "a cold cache"');
    story.people.fault({ method: 'conversations.create', error: 'name_taken', times: 1 });
    story.people.fault({ method: 'pins.add', error: 'restricted_action' });
    await story.says(DEV, '/incident open shop --reason "no orders"');
    const { id, members } = await room(story, /-shop-production-3$/);
    await cardIn(story, id, /Not everybody could be invited: U0GUEST is a guest/);
    await cardIn(story, id, /The card is not pinned: The workspace's settings do not let apps do it/);
    expect([...members].sort()).toEqual([DEV, SRE, SRE2, 'U0BOT'].sort());
  }));

test("the workspace's plan has no user groups: those who are named are in the channel, and the card says who is not", () =>
  inStory(
    {
      objects: canaryNginx(),
      access: { deploy: [DEV], approve: [SRE] },
      catalog: { incidents: { invite: ['@sre'] } },
      faults: [{ method: 'usergroups.list', error: 'plan_upgrade_required', times: 100 }],
    },
    async (story) => {
      await story.says(DEV, '/incident open shop --reason "no orders"');
      const { id } = await room(story);
      const card = await cardIn(story, id, /Not everybody could be invited: @sre could not be read/);
      expect(story.people.textOf(card)).toMatch(/Name people one by one in the catalog/);
      await settled(story, ({ room: made }) => made?.did.includes('pin') === true);
      expect([...(await room(story)).members].sort()).toEqual([DEV, SRE, 'U0BOT'].sort());
    },
  ));

test('no channel may be made: the card stands where the releases are, and everything on it works', () =>
  inStory({ objects: canaryNginx() }, async (story) => {
    story.people.fault({ method: 'conversations.create', error: 'restricted_action' });
    await story.says(DEV, '/incident open shop --reason "no orders"');
    const card = await story.people.waitFor(
      () => story.cards().find((each) => /no channel of its own/.test(story.people.textOf(each))),
      { what: 'the card in the channel of the environment', timeoutMs: 30_000 },
    );
    await story.people.press(SRE, card, 'Be Commander');
    await settled(story, ({ roles }) => roles.commander === SRE);
    expect(rooms(story)).toEqual([]);
    expect(card.channel).toBe(CHANNEL);
  }));

test.each(['conversations.create', 'chat.postMessage', 'conversations.invite', 'pins.add'])(
  'the program dies right after %s: one channel, one card, everybody in it',
  (method) =>
    inStory({ objects: canaryNginx(), catalog: MEET }, async (story) => {
      const called = story.people.waitFor(
        (people) => people.calls(method).some(({ outcome }) => outcome === 'answered'),
        {
          what: `a call of ${method}`,
          timeoutMs: 30_000,
        },
      );
      await story.says(DEV, '/incident open shop --reason "no orders"');
      await called;
      await story.program.kill();
      await story.program.start();
      await settled(story, ({ room: made }) => made?.did.includes('pin') === true);
      expect(rooms(story)).toHaveLength(1);
      const { id, members, bookmarks } = await room(story);
      expect(story.people.messages(id, { as: 'U0BOT' })).toHaveLength(1);
      expect([...members].sort()).toEqual([DEV, SRE, SRE2, 'U0BOT'].sort());
      expect(bookmarks).toHaveLength(1);
    }),
);
