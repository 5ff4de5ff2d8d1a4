/** Listens to one container, once: what its run before the last restart said, then what it says now, up to its end. */
import type { Tape } from '../../../engine/evidence/recorder-ports.ts';
import type { TextReader, TextStream } from '../../../kubernetes/connection.ts';
import { ApiError } from '../../../kubernetes/errors.ts';
import { podsPath } from '../paths.ts';
import { linesIn } from './recorder-lines.ts';

/** What was said before is heard from so many lines on. */
const LINES = '500';
/** A container that says more than so much at a stretch, refilled each second, is left alone for a while. */
const MOST_BYTES = 256 * 1024;
const REFILL_BYTES = 64 * 1024;
export const TOO_FAST = `more than ${REFILL_BYTES / 1024} KiB a second were not listened to`;

const TIME = /^\d{4}-\d\d-\d\dT\S+$/;

export interface Listened {
  readonly namespace: string;
  readonly pod: string;
  readonly container: string;
  readonly tape: Tape;
}

/** The same name as in a capture. */
export function fileOf({ pod, container }: Pick<Listened, 'pod' | 'container'>): string {
  return `logs/${pod}/${container}.log`;
}

/** Throws as a connection does. False when it said too much and was cut short. */
export async function listen(
  connection: TextReader & TextStream,
  listened: Listened,
  { restarted, signal }: { readonly restarted: boolean; readonly signal: AbortSignal },
): Promise<boolean> {
  const path = `${podsPath(listened.namespace)}/${listened.pod}/log`;
  const query = { container: listened.container, timestamps: 'true', tailLines: LINES };
  if (restarted) {
    const before = await previous(connection, path, { query: { ...query, previous: 'true' }, signal });
    const hear = hearer(listened);
    for (const line of before.split('\n')) hear(Buffer.from(line));
  }
  return await follow(connection.bytes(path, { ...query, follow: 'true' }, signal), listened);
}

/** There may be none: the node keeps it for a while only. */
async function previous(
  connection: TextReader,
  path: string,
  how: { readonly query: Readonly<Record<string, string>>; readonly signal: AbortSignal },
): Promise<string> {
  try {
    return await connection.text(path, { ...how, timeoutMs: 5_000 });
  } catch (error) {
    if (error instanceof ApiError && error.status === 400) return '';
    throw error;
  }
}

async function follow(pieces: AsyncIterable<Buffer>, listened: Listened): Promise<boolean> {
  const hear = hearer(listened);
  let left = MOST_BYTES;
  let since = performance.now();
  for await (const line of linesIn(pieces)) {
    const now = performance.now();
    left = Math.min(MOST_BYTES, left + ((now - since) / 1_000) * REFILL_BYTES) - line.length;
    since = now;
    hear(line);
    if (left < 0) return false;
  }
  return true;
}

/** Takes what is newer than the tape: a log that is asked for again begins with what is known. */
function hearer({ tape, ...which }: Listened): (line: Buffer) => void {
  const file = fileOf(which);
  let known = tape.newest(file);
  return (line) => {
    const at = line.toString('latin1', 0, Math.max(0, line.indexOf(' ')));
    if (!TIME.test(at)) return;
    if (known !== null && at <= known) return;
    known = null;
    tape.add(file, line);
  };
}
