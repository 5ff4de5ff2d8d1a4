/** Tells one window what changes for the person who sits in front of it, for as long as it is open. */
import type { SSEStreamingApi } from 'hono/streaming';
import { changesBetween } from './changes.ts';
import type { Outlook, Outlooks } from './outlook.ts';

/** Changes that come together are told together. */
const TOGETHER_MS = 15;
/** So that neither end takes silence for an end. */
const BEAT_MS = 15_000;

export interface LiveParts {
  readonly stream: SSEStreamingApi;
  readonly onChange: (look: () => void) => () => void;
}

/** Calls `look` now and after every change, never twice at once, until the window is gone. */
export async function whileOpen({ stream, onChange }: LiveParts, look: () => Promise<void>): Promise<void> {
  const { promise: gone, resolve } = Promise.withResolvers<void>();
  let next: NodeJS.Timeout | undefined;
  let busy: Promise<void> = Promise.resolve();
  const soon = () => {
    next ??= setTimeout(() => {
      next = undefined;
      busy = busy.then(look, resolve);
    }, TOGETHER_MS);
  };
  const stop = onChange(soon);
  const beat = setInterval(() => void stream.writeSSE({ event: 'beat', data: '' }), BEAT_MS);
  stream.onAbort(resolve);
  busy = look();
  await gone;
  stop();
  clearInterval(beat);
  clearTimeout(next);
}

export async function tellChanges(outlooks: Outlooks, person: string, parts: LiveParts): Promise<void> {
  let before: Outlook | null = null;
  await whileOpen(parts, async () => {
    const now = outlooks.of(person);
    if (now === null) return;
    const changes = changesBetween(before, now);
    before = now;
    if (changes !== null) await parts.stream.writeSSE({ event: 'changes', data: JSON.stringify(changes) });
  });
}
