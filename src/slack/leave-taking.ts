/** The last that is shown of a release whose record was deleted: there is nothing to write down about it any more. */
import type { ReleaseView } from '../model/release-view.ts';
import { approvalAskDecided } from '../views/approval-ask.ts';
import type { Message } from '../views/blocks.ts';
import { removedCard } from '../views/card/removed.ts';
import type { Place } from './card-places.ts';
import type { CardParts } from './cards.ts';

type Parts = Pick<CardParts, 'outbox' | 'log'>;

/**
 * Says in place of the card that its record was deleted, and that nobody is asked for approval any more. `posted` is
 * where this process has put the card, null when only the release knows.
 */
export function takeLeave(view: ReleaseView, posted: Place | null, { outbox, log }: Parts): void {
  const { name, status } = view.release;
  const { channel, ts, ask } = { channel: '', ts: null, ask: null, ...status?.card };
  const card = posted ?? (ts === null ? null : { channel, ts });
  if (card === null) return;
  const update = (where: string, message: Message) => {
    outbox.update(where, { channel: card.channel, message, urgent: true }).catch((error: unknown) => {
      log.error({ err: error, release: name }, 'a card was not updated');
    });
  };
  update(card.ts, removedCard(view));
  if (ask !== null) update(ask.ts, approvalAskDecided(view, { how: 'notNeeded' }));
}
