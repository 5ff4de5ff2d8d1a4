/** What people say in the channel of an incident, and what alerts say, comes onto its timeline and out of it again. */
import type { Message } from '../../../sandbox/slack/message.ts';
import { ALERT, sends } from '../support/alertmanager.ts';
import { cardIn, room, settled } from '../support/incident.ts';
import { catalogOf, DEV, inStory, SRE, type Story } from '../support/story.ts';
import { canaryNginx } from '../support/workloads.ts';

/** The shop of every story, whose alerts are asked about. */
function alerting(namespace: string): object {
  const { services } = catalogOf(namespace);
  // biome-ignore lint/suspicious/noThenProperty: people write it in the catalog, and it is no function
  const alerts = [{ match: { alertname: ALERT }, then: 'ask' }];
  const production = { ...services.shop.environments.production, alerts };
  return { services: { shop: { ...services.shop, environments: { production } } } };
}

async function incidentRoom(story: Story): Promise<string> {
  await story.says(DEV, '/incident open shop --reason "no orders"');
  await settled(story, ({ room: made }) => made?.did.includes('pin') === true);
  return (await room(story)).id;
}

const texts = (story: Story, card: Message) => story.people.textOf(card);

test('an emoji puts a message on the timeline and takes it out, and so does the menu of a message', () =>
  inStory({ objects: canaryNginx(), catalog: alerting }, async (story) => {
    const id = await incidentRoom(story);
    const said = story.people.say(SRE, id, 'It began with the *index* job at 9');
    const reply = story.people.say(SRE, id, 'I have stopped the job', said.ts);
    const other = story.people.say(SRE, id, 'Who has the pager?');

    await story.people.react(SRE, said, { name: 'pushpin', on: true });
    await cardIn(story, id, /It began with the index job at 9/);
    await story.people.react(SRE, reply, { name: 'pushpin', on: true });
    await story.people.react(SRE, other, { name: 'eyes', on: true });
    await story.people.shortcut(DEV, 'note_message', other);
    const card = await cardIn(story, id, /I have stopped the job(.|\n)*Who has the pager\?/);
    expect(texts(story, card)).toMatch(/Opened by(.|\n)*It began with/);

    await story.program.kill();
    await story.program.start();
    await story.people.react(SRE, said, { name: 'pushpin', on: false });
    const without = await settled(story, ({ notes }) => notes.length === 2);
    const left = without.status?.notes.map(({ text, by }) => `${by}: ${text}`) ?? [];
    expect(left.toSorted()).toEqual([`${DEV}: Who has the pager?`, `${SRE}: I have stopped the job`]);
  }));

test('an alert that no release is to blame for stands on the timeline once', () =>
  inStory({ objects: canaryNginx(), catalog: alerting }, async (story) => {
    const id = await incidentRoom(story);
    const startsAt = new Date();
    for (const _ of [1, 2]) expect(await sends(story, { count: 500, startsAt })).toBe(200);
    await cardIn(story, id, /Alert HighErrorRate \(500 alerts\) fires: 12 % of/);
    const { status } = await settled(story, () => true);
    expect(status?.story.filter(({ what }) => what === 'alert')).toHaveLength(1);
  }));
