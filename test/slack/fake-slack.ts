/** Slack's messages as the seam shows them, and every way in which a call can go wrong. */
import {
  type FileApi,
  keyText,
  type MessageApi,
  type MessageKey,
  type Outgoing,
  type OutgoingFile,
  type Where,
} from '../../src/slack/api.ts';

export interface Posted {
  readonly channel: string;
  readonly ts: string;
  readonly threadTs: string | null;
  readonly key: MessageKey;
  message: Outgoing;
  deleted: boolean;
}

export interface SharedFile {
  readonly channel: string;
  readonly threadTs: string;
  readonly file: OutgoingFile;
}

type Method = 'post' | 'update' | 'keys' | 'share' | 'shared';

/** As Slack's client throws it. */
export function platformError(error: string) {
  return Object.assign(new Error(`An API error occurred: ${error}`), {
    code: 'slack_webapi_platform_error',
    data: { ok: false, error },
  });
}

export function limitedFor(seconds: number) {
  return Object.assign(new Error('limited'), { code: 'slack_webapi_rate_limited_error', retryAfter: seconds });
}

export function networkError() {
  return Object.assign(new Error('fetch failed'), { code: 'slack_webapi_request_error' });
}

export class FakeSlack implements MessageApi, FileApi {
  readonly messages: Posted[] = [];
  readonly files: SharedFile[] = [];
  /** Every call in order, with when it was made. */
  readonly calls: { readonly method: Method; readonly text: string; readonly at: number }[] = [];
  /** Awaited before a call is carried out, and after it: reject to fail it, wait for ever to be dead. */
  before: (method: Method, text: string) => Promise<void> = () => Promise.resolve();
  after: (method: Method) => Promise<void> = () => Promise.resolve();

  async post(channel: string, threadTs: string | null, message: Outgoing, key: MessageKey): Promise<string> {
    await this.#call('post', message.text);
    if (threadTs !== null) this.#find(channel, threadTs, 'thread_not_found');
    const ts = `1700000000.${String(this.messages.length + 1).padStart(6, '0')}`;
    this.messages.push({ channel, ts, threadTs, key, message, deleted: false });
    await this.after('post');
    return ts;
  }

  async update(channel: string, ts: string, message: Outgoing): Promise<void> {
    await this.#call('update', message.text);
    this.#find(channel, ts, 'message_not_found').message = message;
    await this.after('update');
  }

  async keys(channel: string, where: Where): Promise<ReadonlyMap<string, string>> {
    await this.#call('keys', JSON.stringify(where));
    const there = this.messages.filter(
      (each) =>
        each.channel === channel && !each.deleted && each.threadTs === ('threadTs' in where ? where.threadTs : null),
    );
    return new Map(there.map(({ key, ts }) => [keyText(key), ts]));
  }

  async share(channel: string, threadTs: string, file: OutgoingFile): Promise<string> {
    await this.#call('share', file.name);
    this.#find(channel, threadTs, 'thread_not_found');
    this.files.push({ channel, threadTs, file });
    const id = `F${this.files.length}`;
    await this.after('share');
    return id;
  }

  async shared(channel: string, threadTs: string): Promise<ReadonlyMap<string, string>> {
    await this.#call('shared', threadTs);
    return new Map(
      this.files.flatMap((each, n) =>
        each.channel === channel && each.threadTs === threadTs ? [[each.file.name, `F${n + 1}`]] : [],
      ),
    );
  }

  /** Fails the next calls of a method with this error. */
  fail(method: Method, error: () => unknown, times = 1, when: 'before' | 'after' = 'before'): void {
    let left = times;
    const strike = (called: Method) => (called === method && left-- > 0 ? Promise.reject(error()) : Promise.resolve());
    if (when === 'before') this.before = strike;
    else this.after = strike;
  }

  heal(): void {
    this.before = () => Promise.resolve();
    this.after = () => Promise.resolve();
  }

  cards(): Posted[] {
    return this.messages.filter(({ threadTs, deleted }) => threadTs === null && !deleted);
  }

  lines(): string[] {
    return this.messages.filter(({ threadTs }) => threadTs !== null).map(({ message }) => message.text);
  }

  count(method: Method): number {
    return this.calls.filter((call) => call.method === method).length;
  }

  async #call(method: Method, text: string): Promise<void> {
    this.calls.push({ method, text, at: Date.now() });
    await this.before(method, text);
  }

  #find(channel: string, ts: string, error: string): Posted {
    const found = this.messages.find((each) => each.channel === channel && each.ts === ts && !each.deleted);
    if (found === undefined) throw platformError(error);
    return found;
  }
}
