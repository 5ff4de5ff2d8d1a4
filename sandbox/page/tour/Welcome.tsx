/** Offers the tour at the first visit. */
import { useShared } from '../shared.ts';
import { begun } from './progress.ts';
import { newestTs } from './seen.ts';
import { STEPS } from './steps.ts';
import { changeProgress, closeTour } from './store.ts';

export function WelcomeWords() {
  return (
    <>
      <p>
        Release a version, see a bad one stopped, approve as somebody else, and roll back: {STEPS.length} steps, about
        three minutes.
      </p>
      <p className="quiet">Everything here runs on this machine. You cannot break anything.</p>
    </>
  );
}

export function WelcomeButtons() {
  const { world } = useShared();
  return (
    <>
      <button type="button" className="button primary" onClick={() => changeProgress(() => begun(newestTs(world)))}>
        Start the tour
      </button>
      <button type="button" className="button plain" onClick={closeTour}>
        Not now
      </button>
    </>
  );
}
