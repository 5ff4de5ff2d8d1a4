/** Waiting for a condition: it is looked at now and after every change, never in between. */

export interface WaitOptions {
  /** For the error, as in "waited 5000 ms for <what>". */
  readonly what: string;
  /** 5,000 unless given. */
  readonly timeoutMs?: number;
}

export interface WaitParts extends WaitOptions {
  readonly onChange: (again: () => void) => () => void;
  readonly dump: () => string;
}

/** Resolves with the first value that is neither null, undefined nor false. An error thrown by `look` rejects at once. */
export function waitFor<Found>(look: () => Found, parts: WaitParts): Promise<NonNullable<Found>> {
  const { what, timeoutMs = 5000, onChange, dump } = parts;
  return new Promise((resolve, reject) => {
    const end = (settle: () => void) => {
      stop();
      clearTimeout(deadline);
      settle();
    };
    const again = () => {
      try {
        const found = look();
        if (found !== undefined && found !== null && found !== false) end(() => resolve(found));
      } catch (error) {
        end(() => reject(error));
      }
    };
    const stop = onChange(again);
    const deadline = setTimeout(
      () => end(() => reject(new Error(`waited ${timeoutMs} ms for ${what}\n${dump()}`))),
      timeoutMs,
    );
    again();
  });
}
