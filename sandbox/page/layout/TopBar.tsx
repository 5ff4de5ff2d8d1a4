/** The bar at the top: whose window this is, light or dark, and the way behind the scenes. */
import { changeProgress, useProgress } from '../tour/store.ts';
import { PersonSwitch } from './PersonSwitch.tsx';
import { useTheme } from './theme.ts';

export interface TopBarProps {
  readonly isMenuOpen: boolean;
  readonly onMenu: () => void;
  /** Null where there is none to be shown. */
  readonly onCluster: (() => void) | null;
  readonly isClusterOpen: boolean;
  readonly isBehindOpen: boolean;
  readonly onBehind: () => void;
}

export function TopBar({ isMenuOpen, onMenu, onCluster, isClusterOpen, isBehindOpen, onBehind }: TopBarProps) {
  const [theme, flip] = useTheme();
  const { isOpen: isTourOpen } = useProgress();
  return (
    <header className="top-bar">
      <button
        type="button"
        className="icon only-narrow"
        aria-label="Channels"
        aria-expanded={isMenuOpen}
        onClick={onMenu}
      >
        ☰
      </button>
      <span className="brand">
        <svg viewBox="0 0 32 32" aria-hidden="true">
          <path d="M6 21c4-9 16-9 20 0M6 21h20M11 21v-4M16 21v-6M21 21v-4" />
        </svg>
        <span>
          Rollbridge <span className="quiet">sandbox</span>
        </span>
      </span>
      <span className="space" />
      <button
        type="button"
        className="button plain"
        aria-pressed={isTourOpen}
        onClick={() => changeProgress((before) => ({ ...before, isOpen: !before.isOpen }))}
      >
        Tour
      </button>
      {onCluster !== null && (
        <button type="button" className="button plain" aria-pressed={isClusterOpen} onClick={onCluster}>
          Cluster
        </button>
      )}
      <button type="button" className="button plain" aria-pressed={isBehindOpen} onClick={onBehind}>
        <span>Behind</span>
        <span className="only-wide">&nbsp;the scenes</span>
      </button>
      <button
        type="button"
        className="icon"
        aria-label={theme === 'dark' ? 'Light colours' : 'Dark colours'}
        onClick={flip}
      >
        {theme === 'dark' ? '☀' : '☾'}
      </button>
      <PersonSwitch />
    </header>
  );
}
