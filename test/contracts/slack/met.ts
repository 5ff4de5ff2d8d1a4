/** What a case of the contract gets to see of a Slack, whichever it is. */

/** Ids differ from one Slack to the next; cases speak of these. */
export type Person = 'dana' | 'robin';
export type Name = Person | 'bot' | 'deploys' | 'lobby' | 'vault';

/** `http` only if it was not 200. */
export type Answer = Readonly<Record<string, unknown>>;

/**
 * The bot, Dana and Robin are in #deploys, Dana alone is in the public #lobby, and both but not the bot are in the
 * private #vault.
 */
export interface MetSlack {
  /** Lists and objects travel as JSON in a form, as Slack's client sends them. `token`: the bot's unless given, '' for none. */
  call(method: string, args?: Record<string, unknown>, token?: string): Promise<Answer>;
  id(name: Name): string;
  /** A person writes. The `ts` of the message. */
  say(person: Person, channel: Name, text: string): Promise<string>;
  /** A person presses something, in a view or elsewhere. The trigger id that the app is given for it. */
  press(person: Person, viewId?: string): Promise<string>;
  /** Lets time pass without waiting for it. */
  pass(milliseconds: number): void;
  close(): Promise<void>;
}

export interface MetOptions {
  /** What the app was granted; everything unless given. */
  readonly scopes?: readonly string[];
}

export interface Case {
  /** A sentence: what is called and what must come back. */
  readonly name: string;
  readonly scopes?: readonly string[];
  /** Acts, and tells what came of it. */
  act(slack: MetSlack): Promise<unknown>;
  /** What comes of it at Slack, as its reference says; at least this much. Names stand for ids, as in `<bot>`. */
  readonly expected: unknown;
}

export const BOT_TOKEN = 'xoxb-contract';

const NAMES: readonly Name[] = ['bot', 'dana', 'robin', 'deploys', 'lobby', 'vault'];

/** Puts names in the place of ids, wherever they are. */
export function named(value: unknown, slack: MetSlack): unknown {
  const text = JSON.stringify(value ?? null);
  return JSON.parse(NAMES.reduce((said, name) => said.replaceAll(slack.id(name), `<${name}>`), text)) as unknown;
}

/** Calls `apiUrl` as a form. Answers that are no JSON come back as `{ http, text }`. */
export async function callForm(
  apiUrl: string,
  token: string,
  { method, args }: { method: string; args: Record<string, unknown> },
): Promise<Answer> {
  const fields = Object.entries(args).map(([name, value]) => [
    name,
    typeof value === 'string' ? value : JSON.stringify(value),
  ]);
  const headers = token === '' ? {} : { authorization: `Bearer ${token}` };
  const body = new URLSearchParams(fields as [string, string][]);
  const response = await fetch(`${apiUrl}${method}`, { method: 'POST', headers, body });
  const text = await response.text();
  const isJson = String(response.headers.get('content-type')).includes('json');
  const said = isJson ? (JSON.parse(text) as Answer) : { text };
  return response.status === 200 ? said : { http: response.status, ...said };
}

// What cases ask again and again

/** Posts into #deploys; the `ts`. */
export async function posted(slack: MetSlack, more: Record<string, unknown> = {}): Promise<string> {
  const answer = await slack.call('chat.postMessage', { channel: slack.id('deploys'), text: 'hello', ...more });
  if (answer.ok !== true) throw new Error(`The post was refused: ${JSON.stringify(answer)}`);
  return String(answer.ts);
}

/** Messages of #deploys, newest first, with all of their metadata. */
export async function history(slack: MetSlack, more: Record<string, unknown> = {}): Promise<Answer[]> {
  const args = { channel: slack.id('deploys'), include_all_metadata: true, ...more };
  return (await slack.call('conversations.history', args)).messages as Answer[];
}

/** The last message of #deploys. */
export async function newest(slack: MetSlack): Promise<Answer> {
  return (await history(slack))[0] ?? {};
}

export const metadata = { event_type: 'card', event_payload: { id: 'r1' } };

export async function errorOf(answer: Promise<Answer>): Promise<unknown> {
  const { ok, error } = await answer;
  return ok === true ? 'none' : error;
}

export function only(answer: Answer, ...keys: string[]): Answer {
  return Object.fromEntries(keys.filter((key) => key in answer).map((key) => [key, answer[key]]));
}

export function section(text: string): Answer {
  return { type: 'section', text: { type: 'mrkdwn', text } };
}
