/** An emoji on a message in an incident's channel, from Slack's event to the timeline. */
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { Message } from '../../sandbox/slack/message.ts';
import { problem } from '../commands/fake-engine.ts';
import { until } from '../engine/support/until.ts';
import { incident, incidentView } from '../views/incident-fixtures.ts';
import { ANN, CHANNEL, LEAD, Office, SEED } from './office.ts';

const ELSEWHERE = 'C0ELSEWHERE';

let office: Office;

beforeEach(async () => {
  const members = [ANN, LEAD, 'U0BOT'];
  office = await Office.open({ channels: [...SEED.channels, { id: ELSEWHERE, name: 'elsewhere', members }] });
  // The channel of the engine's incident is one that the workspace has.
  const { room } = incident().status ?? { room: null };
  if (room === null) throw new Error('it has no room');
  office.engine.incident = { ...office.engine.incident, incident: incident({ room: { ...room, channel: CHANNEL } }) };
});

afterEach(() => office.close());

const react = (message: Message, on: boolean, name = 'pushpin', by = ANN) =>
  office.people.react(by, message, { name, on });
const asked = () => office.engine.calls.filter(({ ask }) => ask === 'note' || ask === 'strike');

const heard = (count: number) => until(() => asked().length >= count, `${count} marks`);

describe('the emoji of the timeline', () => {
  test('puts a message there as people read it, and takes it out again', async () => {
    const message = office.people.say(LEAD, CHANNEL, 'It began at 5 &lt; 6 with *2.0.0*, <@U0ANN>');
    await react(message, true);
    await heard(1);
    await react(message, false);
    await heard(2);
    const said = { author: LEAD, text: 'It began at 5 < 6 with 2.0.0, U0ANN' };
    expect(asked()).toEqual([
      { ask: 'note', channel: CHANNEL, ts: message.ts, said },
      { ask: 'strike', channel: CHANNEL, ts: message.ts },
    ]);
  });

  test('reads a message in a thread, too', async () => {
    const first = office.people.say(LEAD, CHANNEL, 'What happened?');
    await react(office.people.say(ANN, CHANNEL, 'The index is missing', first.ts), true);
    await heard(1);
    expect(asked()).toMatchObject([{ said: { author: ANN, text: 'The index is missing' } }]);
  });

  test('does not wait for a channel that Slack wants made later', async () => {
    const made = { name: 'inc-shop', claimedAt: new Date().toISOString(), channel: null, did: [], troubles: [] };
    const opened = office.incidents.put(incident({ room: made, card: null }));
    office.people.fault({ method: 'conversations.create', retryAfter: 2 });
    office.slack.incidentAudience.changed(incidentView({ incident: opened }));
    const attempts = () => office.people.calls('conversations.create');
    await until(() => attempts()[0]?.outcome === 'answered', 'the refusal');
    await react(office.people.say(LEAD, CHANNEL, 'It began'), true);
    await heard(1);
    expect(attempts()).toHaveLength(1);
  });

  test('is that emoji and no other, in the channel of an incident and nowhere else', async () => {
    await react(office.people.say(LEAD, CHANNEL, 'lunch?'), true, 'tada');
    await react(office.people.say(LEAD, ELSEWHERE, 'It began elsewhere'), true);
    const message = office.people.say(LEAD, CHANNEL, 'It began');
    await react(message, true);
    await heard(1);
    expect(asked()).toMatchObject([{ ask: 'note', channel: CHANNEL, ts: message.ts }]);
  });

  test.each([
    ['of somebody who may not', () => problem('not-allowed'), 'request refused'],
    ['that fails', () => new Error('away'), 'request failed'],
  ])('%s is told to nobody, and stands in the log', async (_, error, words) => {
    office.engine.before = () => Promise.reject(error());
    await react(office.people.say(LEAD, CHANNEL, 'It began'), true);
    await until(() => office.said(words) !== undefined, 'a line in the log');
    await office.slack.stop();
    expect(office.people.ephemerals(ANN)).toEqual([]);
    expect(office.people.calls('chat.postMessage')).toEqual([]);
  });

  test('by the shortcut in the menu of a message comes to the same', async () => {
    const message = office.people.say(LEAD, CHANNEL, 'It began with 2.0.0');
    await office.people.shortcut(ANN, 'note_message', message);
    expect(await office.answer(ANN)).toMatch(/It is on the timeline of the incident/);
    expect(asked()).toMatchObject([
      { ask: 'note', ts: message.ts, said: { author: LEAD, text: 'It began with 2.0.0' } },
    ]);
  });
});
