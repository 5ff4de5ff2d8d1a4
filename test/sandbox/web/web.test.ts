/** The page's server: who is told what, and what their acts do. */
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { changesBetween } from '../../../sandbox/web/changes.ts';
import { type Page, startPage } from '../../../sandbox/web/index.ts';
import { Outlooks } from '../../../sandbox/web/outlook.ts';
import { ReadMarks } from '../../../sandbox/web/read-marks.ts';
import type { Act, Exchange, Outcome, Trouble } from '../../../sandbox/web/shape.ts';
import { Windows } from '../../../sandbox/web/windows.ts';
import { caller } from '../slack/caller.ts';
import { BOT, button, DANA, DEPLOYS, type Office, openOffice, ROBIN, section, VAULT } from '../slack/office.ts';

let office: Office;
let page: Page;
let pressed: string[];
beforeEach(async () => {
  pressed = [];
  office = await openOffice((app) => {
    app.command('/silent', async ({ ack }) => ack('heard'));
    app.action('go', async ({ ack, body }) => {
      pressed.push(`${body.user.id} ${'message' in body ? body.message?.text : ''}`);
      await ack();
    });
  });
  page = await startPage({ slack: office.slack, folder: 'sandbox/page', port: 0, program: null, clusters: [] });
});
afterEach(async () => {
  await page.close();
  await office.close();
});

async function act(person: string, deed: Act): Promise<Outcome> {
  return await send(`people/${person}/acts`, deed);
}

async function send<Answer>(path: string, body: unknown): Promise<Answer> {
  const headers = { 'content-type': 'application/json' };
  const response = await fetch(`${page.url}/api/${path}`, { method: 'POST', headers, body: JSON.stringify(body) });
  return (await response.json()) as Answer;
}

const outlooks = (marks = new ReadMarks()) => new Outlooks(office.slack.workspace, marks);
const call = (method: string, args: object) => caller(office.slack)(method, { ...args });

describe('what somebody is told', () => {
  test('private channels and private messages are for those they are meant for', async () => {
    await call('chat.postEphemeral', { channel: DEPLOYS, user: ROBIN, text: 'for robin' });
    const of = (person: string) => outlooks().of(person);
    expect(of(ROBIN)?.messages.map(({ text, onlyYou }) => [text, onlyYou])).toEqual([['for robin', true]]);
    expect(of(DANA)?.messages).toEqual([]);
    expect(of(ROBIN)?.channels.map(({ id }) => id)).toContain(VAULT);
    expect(of(DANA)?.channels.map(({ id }) => id)).not.toContain(VAULT);
    expect(of('U0NOBODY')).toBeNull();
    expect(of(BOT)).toBeNull();
  });

  test('what others said is unread until it is read, and mentions by name or group are counted', async () => {
    await act(DANA, { do: 'say', channel: DEPLOYS, text: 'hello <@U0ROBIN> and <!subteam^S0LEADS>', threadTs: null });
    const marks = new ReadMarks();
    const counts = (person: string) => {
      const channel = outlooks(marks)
        .of(person)
        ?.channels.find(({ id }) => id === DEPLOYS);
      return [channel?.unread, channel?.mentions];
    };
    expect(counts(ROBIN)).toEqual([1, 1]);
    expect(counts(DANA)).toEqual([0, 0]);
    marks.set(ROBIN, DEPLOYS, office.slack.workspace.messages.all().at(-1)?.ts ?? '');
    expect(counts(ROBIN)).toEqual([0, 0]);
  });

  test('only what changed is told', async () => {
    const { ts } = await call('chat.postMessage', { channel: DEPLOYS, text: 'one' });
    await call('chat.postMessage', { channel: DEPLOYS, text: 'two' });
    const all = outlooks();
    const before = all.of(DANA);
    if (before === null) throw new Error('no outlook');
    const again = all.of(DANA);
    expect(again && changesBetween(before, again)).toBeNull();

    await call('chat.update', { channel: DEPLOYS, ts, text: 'changed' });
    const after = all.of(DANA);
    const changes = after && changesBetween(before, after);
    expect(changes?.messages.map(({ text, edited, version }) => [text, edited, version])).toEqual([
      ['changed', true, 1],
    ]);
    expect(changes?.channels).toEqual([]);
    expect(changes?.whole).toEqual({});

    await call('chat.delete', { channel: DEPLOYS, ts });
    const last = all.of(DANA);
    expect(last && after && changesBetween(after, last)?.goneMessages).toEqual([{ channel: DEPLOYS, ts }]);
  });

  test('a stranger is told nothing, and neither is a page of another host', async () => {
    expect((await fetch(`${page.url}/api/people/U0NOBODY/live`)).status).toBe(404);
    const { hostname, port } = new URL(page.url);
    expect((await fetch(`http://${hostname}:${port}/api/people`)).status).toBe(200);
    const { request } = await import('node:http');
    const status = await new Promise((resolve) => {
      request({ hostname, port, path: '/api/people', headers: { host: 'elsewhere.example' } }, ({ statusCode }) =>
        resolve(statusCode),
      ).end();
    });
    expect(status).toBe(403);
  });
});

describe('what somebody does', () => {
  test('a press goes out with what the screen showed, even if the message has changed since', async () => {
    const blocks = [{ type: 'actions', block_id: 'offers', elements: [button('Go')] }];
    const { ts } = await call('chat.postMessage', { channel: DEPLOYS, text: 'old', blocks });
    await call('chat.update', { channel: DEPLOYS, ts, text: 'new', blocks: [section('no buttons')] });
    const use = { do: 'use', blockId: 'offers', actionId: 'go' } as const;
    const place = { on: 'message', channel: DEPLOYS, ts: String(ts) } as const;
    expect(await act(DANA, { ...use, place: { ...place, version: 0 } })).toEqual({ failure: null });
    expect(pressed).toEqual(['U0DANA old']);
    expect((await act(DANA, { ...use, place: { ...place, version: 1 } })).failure).toMatch(/no control go/);
  });

  test('what the person cannot do is said, not done', async () => {
    expect((await act(DANA, { do: 'say', channel: VAULT, text: 'x', threadTs: null })).failure).toMatch(
      /sees no channel/,
    );
    expect((await act(DANA, { do: 'submit', fields: {} })).failure).toMatch(/no form open/);
    expect((await send<Outcome>(`people/${DANA}/acts`, { do: 'what' })).failure).toMatch(/older than its server/);
  });

  test('a private message can be dismissed by the one who sees it, and by nobody else', async () => {
    const { message_ts } = await call('chat.postEphemeral', { channel: DEPLOYS, user: ROBIN, text: 'for robin' });
    const dismiss = { do: 'dismiss', channel: DEPLOYS, ts: String(message_ts) } as const;
    expect((await act(DANA, dismiss)).failure).toMatch(/does not see/);
    expect(office.slack.driver.ephemerals(ROBIN)).toHaveLength(1);
    expect(await act(ROBIN, dismiss)).toEqual({ failure: null });
    expect(office.slack.driver.ephemerals(ROBIN)).toHaveLength(0);
  });
});

describe('behind the scenes', () => {
  test('requests of both ways are listed with their outcome, and shown with their payloads', async () => {
    await call('chat.postMessage', { channel: DEPLOYS, text: 'hello', blocks: JSON.stringify([section('hello')]) });
    await call('chat.postMessage', { channel: 'C0NOWHERE', text: 'hello' });
    await act(DANA, { do: 'command', channel: DEPLOYS, command: '/silent', text: 'now' });
    const { exchanges } = await behind();
    expect(exchanges.map(({ way, name, about, word }) => [way, name, about, word]).slice(0, 3)).toEqual([
      ['to bot', '/silent now', 'dana', 'ok'],
      ['to Slack', 'chat.postMessage', 'C0NOWHERE', 'channel_not_found'],
      ['to Slack', 'chat.postMessage', '#deploys', 'ok'],
    ]);
    const parts = (await (await fetch(`${page.url}/api/behind/${exchanges[2]?.id}`)).json()) as { request: unknown };
    expect(parts.request).toEqual({ channel: DEPLOYS, text: 'hello', blocks: [section('hello')] });
    expect((await fetch(`${page.url}/api/behind/c999`)).status).toBe(404);
  });

  test('a fault strikes until it is switched off', async () => {
    const cause = (trouble: Trouble) => send<Outcome>('behind', trouble);
    await cause({ do: 'fault', name: 'errors', on: true });
    await expect(call('chat.postMessage', { channel: DEPLOYS, text: 'x' })).rejects.toThrow();
    await cause({ do: 'fault', name: 'errors', on: false });
    expect((await call('chat.postMessage', { channel: DEPLOYS, text: 'x' })).ok).toBe(true);
    expect((await cause({ do: 'disconnect' })).failure).toBe('No socket is open.');
  });

  async function behind(): Promise<{ exchanges: Exchange[] }> {
    const response = await fetch(`${page.url}/api/behind`);
    let text = '';
    for await (const chunk of response.body ?? []) {
      text += Buffer.from(chunk).toString();
      const data = /^data: (.*)\n\n/m.exec(text)?.[1];
      if (data !== undefined) return JSON.parse(data) as { exchanges: Exchange[] };
    }
    throw new Error('nothing was told');
  }
});

test('the first window of a person starts the app anew, a second one or a switch back does not', () => {
  const restarted: string[] = [];
  const windows = new Windows((person) => restarted.push(person));
  const leave = windows.enter(DANA, 'one');
  windows.enter(DANA, 'two')();
  leave();
  windows.enter(DANA, 'one')();
  expect(restarted).toEqual([DANA]);
  windows.enter(DANA, 'three');
  windows.enter(ROBIN, 'three');
  expect(restarted).toEqual([DANA, DANA, ROBIN]);
});
