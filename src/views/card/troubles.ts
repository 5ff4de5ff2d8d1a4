/** What is wrong: what the card cannot know, what the controller says, and which pods do not serve. */
import type { KnownBlock } from '@slack/types';
import type { ReleaseView } from '../../model/release-view.ts';
import type { PodTrouble, TargetSnapshot } from '../../model/snapshot.ts';
import { section } from '../blocks.ts';
import { lastTold } from '../reading.ts';
import { code, dotted, free, lines, plural } from '../text.ts';

const PODS_SHOWN = 3;

/** Why the rest of the card may not be the whole truth. */
export function notice(view: ReleaseView): KnownBlock | null {
  const { snapshot, target } = view;
  const cluster = code(target.cluster, 60);
  if (snapshot === null) {
    const rollout = code(`${target.namespace}/${target.name}`, 120);
    return section(
      'notice',
      `:grey_question: Rollout ${rollout} in cluster ${cluster} is not there, or was not seen yet`,
    );
  }
  const old = `:warning: *Not live*: the watch on cluster ${cluster} is down; this is the last known state`;
  const late = ':warning: The controller has not picked up the change yet; is it running?';
  return section(
    'notice',
    [...(snapshot.live ? [] : [old]), ...(isNotPickedUp(view, snapshot) ? [late] : [])].join('\n'),
  );
}

export function controllerMessage({ release }: ReleaseView, snapshot: TargetSnapshot): KnownBlock | null {
  const isBad = release.status?.phase === 'Degraded' || snapshot.phase === 'Degraded' || snapshot.phase === 'Aborted';
  const said = free(snapshot.message, 500);
  return isBad && said !== '' ? section('controller', `The controller says: ${said}`) : null;
}

export function troubles({ troubles: all }: TargetSnapshot): KnownBlock | null {
  if (all.length === 0) return null;
  const title = `:warning: *${plural(all.length, 'pod does', 'pods do')} not serve*`;
  return section('troubles', `${title}\n${lines(all.map(troubleLine), PODS_SHOWN, 'pods')}`);
}

function troubleLine({ pod, reason, message }: PodTrouble): string {
  return dotted([code(pod, 80), free(reason, 60), message === null ? null : free(message, 200)]);
}

/** Whether the controller has been waited for too long: told, and still true. */
function isNotPickedUp(view: ReleaseView, snapshot: TargetSnapshot): boolean {
  return snapshot.phase === 'Unobserved' && lastTold(view, 'notReconciling') !== null;
}
