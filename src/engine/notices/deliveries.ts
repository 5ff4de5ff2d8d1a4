/** How deliveries stand: which one is next, and what comes of a try. Pure. */
import { clip } from '../../model/clip.ts';
import { type Delivery, deliveriesOf, type Notice, type NoticeStatus } from '../../model/notice.ts';
import { outsideBackOffMs } from '../../waiting/back-off.ts';
import type { Outcome } from './ports.ts';

/** What a destination asks for counts, but no longer than this: nobody would know that it is still tried. */
const LONGEST_WAIT_MS = 60 * 60_000;
/** In the words of others. */
const LONGEST_WHY = 300;

export interface Next {
  readonly notice: Notice;
  readonly delivery: Delivery;
  /** In how many ms it is due; 0 is now. */
  readonly inMs: number;
}

/**
 * What is to be sent there next; null when nothing waits. The oldest first, and of what is about the same incident or
 * release nothing before what came earlier: an end must not overtake its beginning.
 */
export function nextFor(to: string, notices: readonly Notice[], now: Date): Next | null {
  const heads = new Map<string, Next>();
  for (const notice of notices.toSorted(oldestFirst)) {
    if (heads.has(notice.spec.about)) continue;
    const delivery = deliveriesOf(notice).find((each) => each.to === to);
    if (delivery?.state !== 'waiting') continue;
    const dueAt = delivery.nextAt === null ? 0 : Date.parse(delivery.nextAt);
    heads.set(notice.spec.about, { notice, delivery, inMs: Math.max(0, dueAt - now.getTime()) });
  }
  const all = [...heads.values()];
  return all.find(({ inMs }) => inMs === 0) ?? all.toSorted((a, b) => a.inMs - b.inMs)[0] ?? null;
}

export interface Tried {
  readonly outcome: Outcome;
  readonly now: Date;
  readonly giveUpAfterMs: number;
}

export function after(delivery: Delivery, { outcome, now, giveUpAfterMs }: Tried): Delivery {
  const tries = delivery.tries + 1;
  const since = delivery.since ?? now.toISOString();
  const tried = { ...delivery, tries, since, nextAt: null };
  switch (outcome.came) {
    case 'delivered':
      return { ...tried, state: 'delivered', why: null, hint: null, link: outcome.link };
    case 'needless':
      return { ...tried, state: 'needless', why: clip(outcome.why, LONGEST_WHY), hint: null };
    case 'refused':
      return {
        ...tried,
        state: 'undelivered',
        why: clip(outcome.why, LONGEST_WHY),
        hint: clip(outcome.hint, LONGEST_WHY),
      };
    case 'later': {
      const waitMs = Math.max(outsideBackOffMs(tries), Math.min(outcome.afterMs ?? 0, LONGEST_WAIT_MS));
      const nextAt = new Date(now.getTime() + waitMs);
      const why = clip(outcome.why, LONGEST_WHY);
      if (nextAt.getTime() - Date.parse(since) <= giveUpAfterMs) {
        return { ...tried, nextAt: nextAt.toISOString(), why, hint: null };
      }
      return { ...tried, state: 'undelivered', why, hint: 'Send it again when the destination is there again.' };
    }
  }
}

/** As if it had not been tried; what went wrong before is still known. */
export function again(delivery: Delivery): Delivery {
  return { ...delivery, state: 'waiting', since: null, nextAt: null };
}

export function withDelivery(notice: Notice, changed: Delivery): NoticeStatus {
  const deliveries = deliveriesOf(notice).map((each) => (each.to === changed.to ? changed : each));
  const of = (state: Delivery['state']) => deliveries.filter((each) => each.state === state).map(({ to }) => to);
  const [undelivered, waiting] = [of('undelivered'), of('waiting')];
  if (undelivered.length > 0) {
    return { phase: 'Undelivered', message: `Not delivered to ${undelivered.join(', ')}`, deliveries };
  }
  if (waiting.length > 0) return { phase: 'Waiting', message: `Waits for ${waiting.join(', ')}`, deliveries };
  return { phase: 'Delivered', message: 'Every destination has it', deliveries };
}

export function oldestFirst(a: Notice, b: Notice): number {
  if (a.spec.at !== b.spec.at) return a.spec.at < b.spec.at ? -1 : 1;
  return a.name < b.name ? -1 : 1;
}
