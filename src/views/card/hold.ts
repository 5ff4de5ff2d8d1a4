/** That forward releases are held, and how they are let go on. */
import type { KnownBlock } from '@slack/types';
import { isHolding, type Release } from '../../model/release.ts';
import type { ReleaseView } from '../../model/release-view.ts';
import { section } from '../blocks.ts';
import { shortImage } from '../images.ts';
import { actor, because } from '../people.ts';
import { code, free } from '../text.ts';
import { moment } from '../time.ts';

/** On the card of the release whose rollback holds the others up; nothing once it was lifted. */
export function ownHold({ release }: ReleaseView): KnownBlock | null {
  return isHolding(release.status) ? section('hold', `:lock: *Held*: ${consequence(release)}`) : null;
}

/** Beside another release of the same service: which rollback holds it up. */
export function holdByAnother({ release, held }: ReleaseView): KnownBlock | null {
  if (held === null || held.name === release.name) return null;
  const { rollback = null, hold = null } = held.status ?? {};
  const left = code(rollback === null ? held.spec.version : shortImage(rollback.from.image, rollback.to.image));
  const since = moment(hold?.since ?? null);
  const who = rollback === null ? '' : ` by ${rollback.cause === 'alert' ? 'an alert' : actor(rollback.by)}`;
  const why = `The rollback of ${left}${who}${since === null ? '' : ` on ${since}`}${because(hold?.reason ?? undefined)}`;
  return section('held-by', `:lock: *Held*: ${consequence(held)}\n${why}`);
}

function consequence({ spec: { service, environment } }: Release): string {
  const command = code(`/deploy lift ${service} --env ${environment}`, 200);
  return `no release of ${free(service, 80)} begins in ${free(environment, 80)} until somebody lifts it · ${command}`;
}
