/** How far somebody is in the tour: kept in the browser, the same in all its windows. */

export interface Progress {
  readonly isOpen: boolean;
  /** −1 before the first step, and as many as there are steps after the last. */
  readonly at: number;
  /** Messages that are not newer than this `ts` were there before the tour began. */
  readonly since: string;
  /** Somebody went back: a step that is done waits for them. */
  readonly isReading: boolean;
}

/** The first visit. */
export const OFFERED: Progress = { isOpen: true, at: -1, since: '0', isReading: false };

export function begun(since: string): Progress {
  return { isOpen: true, at: 0, since, isReading: false };
}

/** `from` is the step that is left: two windows that see the same thing happen go on but once. */
export function onward(progress: Progress, from: number): Progress {
  return progress.at === from ? { ...progress, at: from + 1, isReading: false } : progress;
}

export function back(progress: Progress): Progress {
  return { ...progress, at: Math.max(-1, progress.at - 1), isReading: true };
}

/** Anything that is not a progress of this shape is the first visit. */
export function readProgress(kept: string | null, steps: number): Progress {
  try {
    const { isOpen, at, since, isReading }: Partial<Progress> = JSON.parse(kept ?? '{}');
    if (typeof at !== 'number' || !Number.isInteger(at) || at < -1 || at > steps) return OFFERED;
    if (typeof isOpen !== 'boolean' || typeof since !== 'string') return OFFERED;
    return { isOpen, at, since, isReading: isReading === true };
  } catch {
    return OFFERED;
  }
}
