/** The frame of the tour: what it says is read out when it changes, its buttons are not. */
import type { ReactNode } from 'react';
import { useFocusAfterSwitch } from '../layout/after-switch.ts';
import { useKeptFocus, useReturnedFocus } from '../layout/focus.ts';
import { STEPS } from './steps.ts';
import { closeTour } from './store.ts';

export interface PanelProps {
  readonly title: string;
  /** Which step it is, from 0; undefined for what is none. */
  readonly at?: number;
  readonly buttons: ReactNode;
  readonly children: ReactNode;
}

export const PART = 'tour';

export function Panel({ title, at, buttons, children }: PanelProps) {
  const frame = useFocusAfterSwitch<HTMLElement>(PART);
  useKeptFocus(frame, panelOf);
  useReturnedFocus();
  return (
    <section ref={frame} className="tour" aria-label="Guided tour" tabIndex={-1}>
      <header>
        <span className="quiet">{at === undefined ? 'Guided tour' : `Tour · step ${at + 1} of ${STEPS.length}`}</span>
        <span className="space" />
        <button type="button" className="icon" aria-label="Close the tour" onClick={closeTour}>
          ✕
        </button>
      </header>
      <div className="tour-words" aria-live="polite" aria-atomic="true">
        <h2>
          {at !== undefined && (
            <span className="sr-only">
              Step {at + 1} of {STEPS.length}:{' '}
            </span>
          )}
          {title}
        </h2>
        {children}
      </div>
      <footer>{buttons}</footer>
    </section>
  );
}

const panelOf = (focused: Element) => focused.closest('.tour');
