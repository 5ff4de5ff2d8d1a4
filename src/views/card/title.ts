/** The first lines of a card: phase, service, environment, which version replaces which, who asked and why. */
import type { KnownBlock } from '@slack/types';
import { type Action, earlierOf, isFromElsewhere, type ReleasePhase, type ReleaseSpec } from '../../model/release.ts';
import type { ReleaseView } from '../../model/release-view.ts';
import type { Earlier } from '../../model/story.ts';
import { section } from '../blocks.ts';
import { change, plainChange } from '../images.ts';
import { actor, because } from '../people.ts';
import { directionOf, imagesOf, newVersionTraffic } from '../reading.ts';
import { percent } from '../share.ts';
import { code, dotted, free, plural } from '../text.ts';
import {
  CALLED_OFF,
  DEBUG_PHASE,
  DRILL_PHASE,
  RELEASE_PHASE,
  RESTART_PHASE,
  SCALE_PHASE,
  type Sign,
} from '../words/words.ts';

const OWN_PHASE: Readonly<Partial<Record<Action, Readonly<Partial<Record<ReleasePhase, Sign>>>>>> = {
  restart: RESTART_PHASE,
  scale: SCALE_PHASE,
  debug: DEBUG_PHASE,
  drill: DRILL_PHASE,
};

export function signOf({ release }: ReleaseView): Sign {
  const phase = release.status?.phase ?? 'Pending';
  if (release.status?.story.some(({ what }) => what === 'calledOff')) return CALLED_OFF;
  return OWN_PHASE[release.spec.action ?? 'deploy']?.[phase] ?? RELEASE_PHASE[phase];
}

/** `*shop* in *production*`, with the region where the environment has several. */
export function place({ release, environment, target }: ReleaseView): string {
  const region = environment.targets.length > 1 ? ` (${free(target.region, 60)})` : '';
  return `*${free(release.spec.service, 80)}* in *${free(release.spec.environment, 80)}*${region}`;
}

export function titleLine(view: ReleaseView): string {
  const { emoji, word } = signOf(view);
  return `${emoji} *${word}* · ${place(view)}`;
}

export function title(view: ReleaseView): KnownBlock | null {
  const { from, to } = imagesOf(view);
  return section('title', [titleLine(view), podsOr(view, change(from, to)), requestLine(view)].join('\n'));
}

/** Of a scaling the number of pods, of debugging its image; of anything else what is given. */
export function podsOr({ release: { spec } }: ReleaseView, otherwise: string): string {
  if (spec.debug !== undefined) return `with ${code(spec.debug.image, 160)}`;
  if (spec.pods === undefined) return otherwise;
  return `${spec.pods.from} → *${plural(spec.pods.to, 'pod')}*`;
}

/** For example `Requested by @ann: faster checkout`. */
export function requestLine({ release, snapshot }: ReleaseView): string {
  if (isFromElsewhere(release)) {
    const { requester } = release.status ?? {};
    const by = requester?.kind === 'unknown' && requester.claimed !== null ? ` by ${code(requester.claimed)}` : '';
    const git = snapshot?.git
      ? ` · Git: ${snapshot.git.tool}${snapshot.git.owner ? ` ${code(snapshot.git.owner)}` : ''}`
      : '';
    return `Started outside Rollbridge${by}${git}`;
  }
  const claimed = release.spec.requestedBy ?? null;
  const by = actor(release.status?.requester ?? { kind: 'unknown', claimed });
  const earlier = earlierOf(release.status);
  const what = release.spec.action === 'retry' ? 'Another try, requested by' : 'Requested by';
  return dotted([`${what} ${by}${because(release.spec.reason)}`, earlier && wentOnFrom(earlier, release.spec)]);
}

/** Why it is followed by another record than the one that it began with. */
export function wentOnFrom(
  { release, service, environment }: Earlier,
  now: Pick<ReleaseSpec, 'service' | 'environment'>,
): string {
  if (service === now.service && environment === now.environment) {
    return `taken up again, for its record ${code(release, 80)} was deleted`;
  }
  return `taken over from *${free(service, 80)}* in *${free(environment, 80)}*, as the catalog called it before`;
}

/** What a notification or a screen reader gets: the title in one line without formatting. */
export function summary(view: ReleaseView): string {
  const { release } = view;
  const { from, to } = directionOf(view);
  const where = `${free(release.spec.service, 80)} in ${free(release.spec.environment, 80)}`;
  const traffic = newVersionTraffic(view);
  const share = traffic === null || release.status?.endedAt ? null : percent(traffic.actual);
  return dotted([`${signOf(view).word}: ${where}`, free(plainChange(from, to), 200), share]);
}
