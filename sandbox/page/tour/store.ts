/** Where the progress of the tour is kept between visits. */
import { useSyncExternalStore } from 'react';
import { type Progress, readProgress } from './progress.ts';
import { STEPS } from './steps.ts';

const KEY = 'rollbridge-tour';

let current = readProgress(localStorage.getItem(KEY), STEPS.length);
const looks = new Set<() => void>();

/** Other windows of this browser go along. */
window.addEventListener('storage', ({ key, newValue }) => {
  if (key === KEY) now(readProgress(newValue, STEPS.length));
});

export function changeProgress(change: (before: Progress) => Progress): void {
  const after = change(current);
  if (after === current) return;
  localStorage.setItem(KEY, JSON.stringify(after));
  now(after);
}

/** It can be opened again where it was. */
export function closeTour(): void {
  changeProgress((before) => ({ ...before, isOpen: false }));
}

export function useProgress(): Progress {
  return useSyncExternalStore(subscribe, () => current);
}

function now(progress: Progress): void {
  current = progress;
  for (const look of looks) look();
}

function subscribe(look: () => void): () => void {
  looks.add(look);
  return () => looks.delete(look);
}
