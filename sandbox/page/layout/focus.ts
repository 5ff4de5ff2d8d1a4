/** Where the focus goes when what had it goes away: never to the beginning of the page. */
import { type RefObject, useEffect, useRef } from 'react';

function isLost(): boolean {
  return document.activeElement === null || document.activeElement === document.body;
}

/** A part that is opened by a press gives the focus back to what was pressed. */
export function useReturnedFocus(): void {
  const opener = useRef<Element | null>(null);
  opener.current ??= document.activeElement;
  useEffect(
    () => () => {
      // After the part is gone: only then is it known whether somebody else took the focus.
      queueMicrotask(() => {
        if (isLost() && opener.current instanceof HTMLElement) opener.current.focus();
      });
    },
    [],
  );
}

/** A button that goes away leaves the focus to what it stands in, as `keeperOf` says. */
export function useKeptFocus(
  frame: RefObject<HTMLElement | null>,
  keeperOf: (focused: Element) => Element | null,
): void {
  const keeper = useRef<Element | null>(null);
  useEffect(() => {
    const look = ({ target }: FocusEvent) => {
      keeper.current = target instanceof Element && frame.current?.contains(target) ? keeperOf(target) : null;
    };
    document.addEventListener('focusin', look);
    return () => document.removeEventListener('focusin', look);
  }, [frame, keeperOf]);
  useEffect(() => {
    if (isLost() && keeper.current instanceof HTMLElement) keeper.current.focus({ preventScroll: true });
  });
}
