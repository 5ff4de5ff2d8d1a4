/** Watches: endless answers, one line per change. */
import type { ServerResponse } from 'node:http';
import type { AnyObject } from '../objects.ts';
import type { Entry } from '../store/journal.ts';
import { apiVersionOf } from '../store/resource.ts';
import { badRequest, expired, StatusError } from '../store/status-error.ts';
import { isTrue } from './asked.ts';
import { inVersion, type KindCall, type KubeApi } from './kube-api.ts';
import { formOf, matcherOf, tabled } from './reads.ts';
import { partialOf } from './table/index.ts';

/** The server tells about once a minute how far a watch is on which nothing happens. */
const BOOKMARK_MS = 60_000;
/** Without a limit of its own a watch ends after half an hour to an hour. */
const LONGEST_SECONDS = 1_800;

/** Sends until the reader goes, the time is over or the watch is cut. Throws for what can be refused before that. */
export function watch(api: KubeApi, call: KindCall, response: ServerResponse): void {
  const { query } = call.asked;
  const from = versionOf(query.get('resourceVersion'));
  const matches = matcherOf(call);
  if (isTrue(query.get('sendInitialEvents')) && query.get('resourceVersionMatch') !== 'NotOlderThan') {
    throw badRequest('sendInitialEvents needs resourceVersionMatch=NotOlderThan');
  }
  response.writeHead(200, { 'content-type': 'application/json', 'cache-control': 'no-cache, private' });
  response.flushHeaders();
  new Watch({ api, call, response, matches }).begin(from);
}

function versionOf(text: string | null): number | null {
  if (text === null || text === '' || text === '0') return null;
  if (/^\d+$/.test(text)) return Number(text);
  const why = `strconv.ParseUint: parsing ${JSON.stringify(text)}: invalid syntax`;
  throw new StatusError(500, { message: `resourceVersion: Invalid value: ${JSON.stringify(text)}: ${why}` });
}

interface Parts {
  readonly api: KubeApi;
  readonly call: KindCall;
  readonly response: ServerResponse;
  readonly matches: (object: AnyObject) => boolean;
}

class Watch {
  readonly #parts: Parts;
  readonly #kind: string;
  readonly #form: string | null;
  readonly #ends: (() => void)[] = [];
  #over = false;

  constructor(parts: Parts) {
    this.#parts = parts;
    this.#kind = parts.call.resource.kind;
    this.#form = formOf(parts.call.headers);
  }

  begin(from: number | null): void {
    const { api, call, response } = this.#parts;
    const { query } = call.asked;
    const { journal } = api.store;
    const past = from === null ? null : journal.since(this.#kind, from);
    if (from !== null && past === null) {
      const { status } = expired(`too old resource version: ${from} (${journal.oldest(this.#kind)})`);
      response.end(line('ERROR', status));
      return;
    }
    if (past !== null) for (const entry of past) this.#tell(entry);
    if (from === null || isTrue(query.get('sendInitialEvents'))) this.#tellAll(past === null);
    this.#ends.push(journal.watch(this.#kind, (entry) => this.#tell(entry)));
    this.#ends.push(api.faults.onCut(call.asked.path, () => this.#cut()));
    this.#limit(isTrue(query.get('allowWatchBookmarks')), Number(query.get('timeoutSeconds')) || LONGEST_SECONDS);
    response.on('close', () => this.#stop());
  }

  #limit(withBookmarks: boolean, seconds: number): void {
    const beat = setInterval(() => withBookmarks && this.#bookmark(), BOOKMARK_MS);
    const end = setTimeout(() => {
      if (withBookmarks) this.#bookmark();
      this.#stop();
      this.#parts.response.end();
    }, seconds * 1_000);
    this.#ends.push(() => clearInterval(beat));
    this.#ends.push(() => clearTimeout(end));
  }

  #tellAll(withObjects: boolean): void {
    const { api, call, matches } = this.#parts;
    const objects = withObjects ? api.store.list<AnyObject>(this.#kind).filter(matches) : [];
    for (const object of objects) this.#send('ADDED', object);
    if (isTrue(call.asked.query.get('allowWatchBookmarks'))) {
      this.#bookmark({ annotations: { 'k8s.io/initial-events-end': 'true' } });
    }
  }

  /** What begins or ceases to match comes and goes as far as this watch is concerned. */
  #tell({ type, object, before }: Entry): void {
    const { matches } = this.#parts;
    const [was, is] = [before !== undefined && matches(before), type !== 'DELETED' && matches(object)];
    if (is) this.#send(was ? 'MODIFIED' : 'ADDED', object);
    else if (was) this.#send('DELETED', object);
  }

  #send(type: string, object: AnyObject): void {
    const { api, call } = this.#parts;
    const shown = inVersion(object, call);
    if (this.#form === 'Table')
      this.#write(type, tabled(api, call, [shown], { resourceVersion: object.metadata.resourceVersion }));
    else this.#write(type, this.#form === 'PartialObjectMetadata' ? partialOf(shown) : shown);
  }

  #bookmark(more: object = {}): void {
    const { api, call } = this.#parts;
    const { kind, group } = call.resource;
    const metadata = { resourceVersion: String(api.store.journal.version), ...more };
    const apiVersion = apiVersionOf({ group, version: call.asked.version });
    this.#write('BOOKMARK', this.#form === 'Table' ? tabled(api, call, [], metadata) : { kind, apiVersion, metadata });
  }

  #write(type: string, object: object): void {
    if (!this.#over) this.#parts.response.write(line(type, object));
  }

  #cut(): void {
    this.#stop();
    this.#parts.response.destroy();
  }

  #stop(): void {
    this.#over = true;
    for (const end of this.#ends.splice(0)) end();
  }
}

function line(type: string, object: object): string {
  return `${JSON.stringify({ type, object })}\n`;
}
