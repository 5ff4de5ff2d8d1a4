/** Who reads at the end of a list stays at the end; who reads further up is not moved. */
import { type RefObject, useEffect, useLayoutEffect, useRef } from 'react';

/** So near to the end counts as the end. */
const NEAR_PX = 60;

/** `jumps` takes the reader to the end when it changes. */
export function useStuckToTheEnd(jumps: number): RefObject<HTMLDivElement | null> {
  const frame = useRef<HTMLDivElement>(null);
  const isAtEnd = useRef(true);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the number itself is not read.
  useLayoutEffect(() => {
    isAtEnd.current = true;
    const list = frame.current;
    if (list) list.scrollTop = list.scrollHeight;
  }, [jumps]);
  useEffect(() => {
    const list = frame.current;
    const content = list?.firstElementChild;
    if (!list || !content) return;
    const sizes = () => `${list.scrollHeight} ${list.clientHeight}`;
    let followed = sizes();
    const look = () => {
      // A scroll is told of a moment later: what has come in since then is not the reader's doing.
      if (sizes() === followed) isAtEnd.current = list.scrollHeight - list.scrollTop - list.clientHeight < NEAR_PX;
    };
    const follow = new ResizeObserver(() => {
      followed = sizes();
      if (isAtEnd.current) list.scrollTop = list.scrollHeight;
    });
    list.addEventListener('scroll', look, { passive: true });
    follow.observe(content);
    follow.observe(list);
    return () => {
      list.removeEventListener('scroll', look);
      follow.disconnect();
    };
  }, []);
  return frame;
}
