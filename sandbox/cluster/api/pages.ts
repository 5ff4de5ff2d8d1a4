/** Lists that are read page by page: every page is of the moment of the first, as long as that is remembered. */
import { type AnyObject, keyOf } from '../objects.ts';
import { badRequest, expired } from '../store/status-error.ts';

interface Snapshot {
  readonly version: number;
  readonly objects: readonly AnyObject[];
}

interface Place {
  readonly version: number;
  /** The key of the last object that was told, and a zero behind it. */
  readonly start: string;
}

/** As many lists are remembered as people read at once, and then some. */
const KEPT = 64;

const TOO_OLD =
  'The provided continue parameter is too old to display a consistent list result. You can start a new list without the continue parameter, or use the continue token in this response to retrieve the remainder of the results. Continuing with the provided token results in an inconsistent list - objects that were created, modified, or deleted between the time the first chunk was returned and now may show up in the list.';

export interface Page {
  readonly objects: readonly AnyObject[];
  readonly version: number;
  /** '' on the last page. */
  readonly next: string;
  readonly left: number;
}

export class Pages {
  readonly #snapshots = new Map<string, Snapshot>();

  /** The first page of what is there now; everything without a limit. `of` tells lists apart that differ in more than time. */
  first(objects: readonly AnyObject[], { of, version, limit }: { of: string; version: number; limit: number }): Page {
    if (limit === 0 || objects.length <= limit) return { objects, version, next: '', left: 0 };
    const id = `${version} ${of}`;
    this.#snapshots.set(id, { version, objects });
    if (this.#snapshots.size > KEPT) this.#snapshots.delete(this.#snapshots.keys().next().value ?? '');
    return pageOf({ version, objects }, 0, limit);
  }

  /** Throws 400 for what is no token, 410 when the list is forgotten. */
  following(token: string, { of, limit }: { of: string; limit: number }): Page {
    const { version, start } = read(token);
    const snapshot = this.#snapshots.get(`${version} ${of}`);
    if (snapshot === undefined) throw expired(TOO_OLD);
    const from = snapshot.objects.findIndex((object) => `/${keyOf(object)}` > start.slice(0, -1));
    return pageOf(snapshot, from < 0 ? snapshot.objects.length : from, limit);
  }

  forget(): void {
    this.#snapshots.clear();
  }
}

function pageOf({ version, objects }: Snapshot, from: number, limit: number): Page {
  const page = objects.slice(from, limit === 0 ? undefined : from + limit);
  const left = objects.length - from - page.length;
  const last = page.at(-1);
  const next = left > 0 && last !== undefined ? written({ version, start: `/${keyOf(last)}\u0000` }) : '';
  return { objects: page, version, next, left };
}

function written({ version, start }: Place): string {
  return Buffer.from(JSON.stringify({ v: 'meta.k8s.io/v1', rv: version, start })).toString('base64url');
}

function read(token: string): Place {
  try {
    const { rv, start } = JSON.parse(Buffer.from(token, 'base64url').toString()) as { rv: number; start: string };
    return { version: rv, start };
  } catch (error) {
    throw badRequest(
      `invalid continue token: continue key is not valid: ${error instanceof Error ? error.message : ''}`,
    );
  }
}
