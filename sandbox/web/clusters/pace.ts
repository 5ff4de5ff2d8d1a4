/** Keeps looks apart: the first comes at once, what is asked for too soon after it comes once, later. */

export interface Pace {
  readonly look: () => void;
  readonly stop: () => void;
}

/** `ms` of real time. */
export function paced(look: () => void, ms: number): Pace {
  let waiting: NodeJS.Timeout | undefined;
  let last = Number.NEGATIVE_INFINITY;
  const now = () => {
    waiting = undefined;
    last = performance.now();
    look();
  };
  return {
    look: () => {
      if (waiting !== undefined) return;
      const wait = last + ms - performance.now();
      if (wait > 0) waiting = setTimeout(now, wait);
      else now();
    },
    stop: () => clearTimeout(waiting),
  };
}
