/** Text that another part of the page puts into the composer of a channel: nothing is sent by it. */
import { useEffect, useRef } from 'react';

let given: { readonly place: string; readonly text: string } | null = null;
const looks = new Set<() => void>();

/** `place` as in the address. It waits until the composer is there. */
export function giveDraft(place: string, text: string): void {
  given = { place, text };
  for (const look of looks) look();
}

/** Calls `take` once for every text that was given for this place; null takes none. */
export function useGivenDraft(place: string | null, take: (text: string) => void): void {
  const latest = useRef(take);
  latest.current = take;
  useEffect(() => {
    const look = () => {
      if (given === null || given.place !== place) return;
      const { text } = given;
      given = null;
      latest.current(text);
    };
    look();
    looks.add(look);
    return () => void looks.delete(look);
  }, [place]);
}
