/** Another person is another page in the same window: the focus goes there to where it was. */
import { type RefObject, useEffect, useRef } from 'react';

let wanted: string | null = null;

/** Before the switch, by the name that the part gave itself. */
export function focusAfterSwitch(part: string): void {
  wanted = part;
}

export function useFocusAfterSwitch<Part extends HTMLElement>(part: string): RefObject<Part | null> {
  const ref = useRef<Part>(null);
  useEffect(() => {
    if (wanted !== part) return;
    wanted = null;
    ref.current?.focus();
  }, [part]);
  return ref;
}
