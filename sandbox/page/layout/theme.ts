/** Light or dark: as the system says until somebody chooses. */
import { useEffect, useState, useSyncExternalStore } from 'react';

export type Theme = 'light' | 'dark';

const KEY = 'rollbridge-theme';
const system = window.matchMedia('(prefers-color-scheme: dark)');

function chosenBefore(): Theme | null {
  const kept = localStorage.getItem(KEY);
  return kept === 'light' || kept === 'dark' ? kept : null;
}

export function useTheme(): readonly [Theme, () => void] {
  const isDark = useSyncExternalStore(
    (look) => {
      system.addEventListener('change', look);
      return () => system.removeEventListener('change', look);
    },
    () => system.matches,
  );
  const [chosen, setChosen] = useState(chosenBefore);
  const theme = chosen ?? (isDark ? 'dark' : 'light');
  useEffect(() => {
    document.documentElement.dataset.theme = theme;
  }, [theme]);
  const flip = () => {
    const next = theme === 'dark' ? 'light' : 'dark';
    localStorage.setItem(KEY, next);
    setChosen(next);
  };
  return [theme, flip];
}
