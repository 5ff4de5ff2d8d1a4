/** Leads the eye, and on request the focus, to what a step talks about. */
import { useEffect, useState } from 'react';
import type { Guide } from './guide.ts';

export type Target = NonNullable<Guide['card']>;

const cardOf = ({ release }: Target) => `.conversation article[data-ts="${CSS.escape(release.ts)}"]`;

/** What gets a ring; null where there is nothing to do on the page. */
export function ringed({ as, command, card }: Guide, me: string): string | null {
  if (as !== null && as.id !== me) return '.me';
  if (command !== null) return '.conversation > .composer .write';
  return card?.button ? `${cardOf(card)} [data-action="${CSS.escape(card.button)}"] > .button` : null;
}

/** Shows a card as soon as it is drawn: its button has the focus then, or the card. */
export function useShow(): (target: Target) => void {
  const [target, setTarget] = useState<Target | null>(null);
  useEffect(() => {
    if (target === null) return;
    const card = document.querySelector<HTMLElement>(cardOf(target));
    if (card === null) return;
    const button = target.button && card.querySelector<HTMLElement>(`[data-action="${target.button}"] > button`);
    card.scrollIntoView({ block: 'nearest' });
    (button || card).focus();
    setTarget(null);
  });
  return setTarget;
}
