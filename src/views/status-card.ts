/** One service as `/deploy status` shows it: the card of its release, and what holds the next one up. */
import { hasEnded } from '../model/release.ts';
import type { ReleaseView } from '../model/release-view.ts';
import type { Message } from './blocks.ts';
import { releaseCard } from './card/card.ts';
import { holdByAnother } from './card/hold.ts';
import { message } from './message.ts';

/** Without buttons: they belong to the card in the channel, where everybody sees them pressed. */
export function statusCard(view: ReleaseView, now: Date): Message {
  const card = releaseCard({ ...view, offers: [] }, now);
  const { status } = view.release;
  // The card of a running release says it by itself.
  const isOver = status !== null && hasEnded(status.phase);
  return message(card.text, [...card.blocks, isOver ? holdByAnother(view) : null]);
}
