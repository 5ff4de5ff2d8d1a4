/** After the last step: what else there is. */
import { FIRST_PLACE, pathOf } from '../route.ts';
import { useShared } from '../shared.ts';
import { begun } from './progress.ts';
import { newestTs } from './seen.ts';
import { changeProgress, closeTour } from './store.ts';

/** Where else to go on the page. */
export interface Ways {
  readonly onBehind: () => void;
  /** Null where no cluster is to be shown. */
  readonly onCluster: (() => void) | null;
}

export function EndingWords({ onBehind, onCluster }: Ways) {
  const { world, me } = useShared();
  const other = world.whole.people.find(({ id, isBot }) => id !== me.id && !isBot);
  return (
    <>
      <p>What to try next:</p>
      <ul>
        {onCluster !== null && (
          <li>
            <button type="button" className="link" onClick={onCluster}>
              Look into the clusters
            </button>
            : traffic, pods, figures, and things to break.
          </li>
        )}
        <li>
          <button type="button" className="link" onClick={onBehind}>
            Look behind the scenes
          </button>
          : every request with its answer, and faults to switch on.
        </li>
        {other && (
          <li>
            <a
              href={pathOf({ person: other.name, place: FIRST_PLACE, thread: null, cluster: null })}
              target="_blank"
              rel="noreferrer"
            >
              Open a second window as {other.realName}
            </a>
            : both are live at once.
          </li>
        )}
        <li>
          In a second terminal, <code>kubectl get releases,rollouts -A</code> shows the same clusters, after the{' '}
          <code>export</code> that the start has printed.
        </li>
      </ul>
    </>
  );
}

export function EndingButtons() {
  const { world } = useShared();
  return (
    <>
      <button type="button" className="button primary" onClick={closeTour}>
        Done
      </button>
      <span className="tour-turns">
        <button type="button" className="link" onClick={() => changeProgress(() => begun(newestTs(world)))}>
          Once more
        </button>
      </span>
    </>
  );
}
