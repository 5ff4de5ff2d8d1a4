/** The app's end of a socket, without a library of Slack's in between: it does what it is told and remembers all. */
import { once } from 'node:events';
import { WebSocket } from 'ws';
import type { SlackWorkspace } from '../../../sandbox/slack/index.ts';
import { caller } from './caller.ts';
import { APP_TOKEN } from './office.ts';

export type Said = Readonly<Record<string, unknown>>;

export class AppEnd {
  readonly heard: Said[] = [];
  readonly socket: WebSocket;
  /** What it acknowledges each envelope with; null leaves it without. */
  answer: (envelope: Said) => object | null = () => ({});

  private constructor(url: string) {
    this.socket = new WebSocket(url);
    this.socket.on('message', (data) => {
      const said = JSON.parse(String(data)) as Said;
      this.heard.push(said);
      if (said.envelope_id === undefined) return;
      const payload = this.answer(said);
      if (payload !== null) this.acknowledge(said.envelope_id, payload);
    });
  }

  /** Resolves once it was greeted. */
  static async open(slack: SlackWorkspace, token = APP_TOKEN): Promise<AppEnd> {
    const before = slack.driver.sockets().length;
    const end = new AppEnd(await AppEnd.url(slack, token));
    await slack.driver.waitFor((driver) => driver.sockets().length > before, { what: 'a socket' });
    if (end.heard.length === 0) await once(end.socket, 'message');
    return end;
  }

  static async url(slack: SlackWorkspace, token = APP_TOKEN): Promise<string> {
    return String((await caller(slack)('apps.connections.open', {}, token)).url);
  }

  acknowledge(envelopeId: unknown, payload?: object): void {
    this.socket.send(JSON.stringify({ envelope_id: envelopeId, payload }));
  }

  get envelopes(): Said[] {
    return this.heard.filter(({ envelope_id }) => envelope_id !== undefined);
  }
}
