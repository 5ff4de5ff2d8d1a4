/** The buttons of a card: exactly what is offered, always in the same order. */

import type { Button, KnownBlock } from '@slack/types';
import { clip } from '../../model/clip.ts';
import { isDrill, type ReleasePhase } from '../../model/release.ts';
import type { Offer, ReleaseView } from '../../model/release-view.ts';
import { actions, type ButtonParts, button } from '../blocks.ts';
import { shortImage } from '../images.ts';
import { pressValue } from '../press.ts';
import { approvalsMissing, imagesOf } from '../reading.ts';
import { plural } from '../text.ts';
import { OFFER } from '../words/words.ts';

const ORDER: readonly Offer[] = [
  'approve',
  'reject',
  'promote',
  'promoteFull',
  'pause',
  'resume',
  'abort',
  'retry',
  'restart',
  'rollback',
  'further',
  'undo',
  'lift',
  'acknowledge',
];

/** An incident may be opened of what went wrong. */
export function buttons(view: ReleaseView): KnownBlock | null {
  return actions('offers', [...offerButtons(view), more(view), openIncident(view)]);
}

/** Of a release whose record is gone: what needs none. */
export function buttonsWithoutRecord(view: ReleaseView): KnownBlock | null {
  return actions('offers', offerButtons(view));
}

function offerButtons(view: ReleaseView): (Button | null)[] {
  const offered = ORDER.filter((offer) => view.offers.includes(offer));
  return offered.flatMap((offer) => [
    offerButton(view, offer),
    ...(offer === 'reject' ? [rejectWithReason(view)] : []),
  ]);
}

const WRONG: ReadonlySet<ReleasePhase> = new Set(['Degraded', 'RollingBack', 'RolledBack', 'Aborted']);

/** Where something went wrong, until there is one. Anybody may press: who may open one is asked when it is sent. */
function openIncident(view: ReleaseView): Button | null {
  const { release } = view;
  const { phase = null, story = [] } = release.status ?? {};
  const opened = story.findLastIndex(({ what }) => what === 'incidentOpened');
  const isOpen = opened > story.findLastIndex(({ what }) => what === 'incidentResolved');
  if (phase === null || !WRONG.has(phase) || isOpen || isDrill(release)) return null;
  return button({ action: 'form.incident', label: 'Open incident…', value: carried(view, 'abort') });
}

const ENDED_BADLY: ReadonlySet<ReleasePhase> = new Set(['RolledBack', 'Aborted']);

/** Where the version in force may need help: it failed, or had to come back, or has pods in trouble. */
function more(view: ReleaseView): Button | null {
  const { release, offers } = view;
  const isWanted = ENDED_BADLY.has(release.status?.phase ?? 'Pending') || offers.includes('restart');
  if (!isWanted || offers.length === 0 || isDrill(release)) return null;
  return button({ action: 'form.more', label: 'More actions…', value: carried(view, 'abort') });
}

/** *Reject* itself stays one press: a reason must not cost time. */
function rejectWithReason(view: ReleaseView): Button | null {
  return button({ action: 'form.reject', label: 'Reject with a reason…', value: carried(view, 'reject') });
}

/** The same button where it stands alone. */
export function rollbackButton(view: ReleaseView): Button | null {
  return offerButton(view, 'rollback');
}

function offerButton(view: ReleaseView, offer: Offer): Button | null {
  return button({
    action: `release.${offer}`,
    label: OFFER[offer],
    value: carried(view, offer),
    ...looks(view, offer),
  });
}

function carried({ release, basis, further }: ReleaseView, offer: Offer): string {
  if (offer === 'further' && further !== null) {
    const { service, environment } = release.spec;
    // The wanted version was brought by another release than this one.
    return pressValue({ release: null, service, environment, from: basis.hash, to: further.hash ?? further.image });
  }
  if (offer !== 'rollback') return pressValue({ release: release.name, basis });
  const { service, environment } = release.spec;
  return pressValue({ release: release.name, service, environment, from: basis.hash });
}

/** What differs from a plain button. Whatever takes traffic away or skips checks asks once more. */
function looks(view: ReleaseView, offer: Offer): Partial<ButtonParts> {
  const { from, to } = imagesOf(view);
  const next = version(to, from);
  switch (offer) {
    case 'approve':
      return { style: 'primary', ...(approvalsMissing(view) > 1 && { label: 'Approve' }) };
    case 'reject':
      return {
        style: 'danger',
        confirm: { title: `Reject ${next}?`, text: `${next} is rolled back.`, yes: OFFER.reject },
      };
    case 'promoteFull':
      return {
        confirm: {
          title: `Promote ${next} fully?`,
          text: `${next} takes all traffic. The remaining steps and analyses are skipped.`,
          yes: OFFER.promoteFull,
        },
      };
    case 'abort':
      return abortLooks(view, next);
    case 'rollback':
      return { style: 'danger', confirm: rollbackConfirm(view) };
    case 'further':
      return furtherLooks(view);
    case 'retry':
      return {
        confirm: {
          title: `Try ${next} again?`,
          text: `A new release of ${next} begins at its first step, with every gate.`,
          yes: OFFER.retry,
        },
      };
    case 'undo':
      return undoLooks(view);
    case 'restart':
      return {
        confirm: {
          title: `Restart ${next}?`,
          text: `Every pod is replaced by a new one of ${next}, one after the other.`,
          yes: OFFER.restart,
        },
      };
    case 'lift':
      return { confirm: liftConfirm(view) };
    case 'acknowledge':
      return { style: 'primary' };
    case 'promote':
    case 'pause':
    case 'resume':
      return {};
  }
}

/** Before it has begun there is no traffic to take back. */
function abortLooks({ release: { status } }: ReleaseView, next: string): Partial<ButtonParts> {
  if (status?.phase === 'Pending' || status?.phase === 'Starting') {
    const text = `${next} has not begun in the cluster, and will not.`;
    return { label: 'Call off', confirm: { title: `Call off ${next}?`, text, yes: 'Call off' } };
  }
  const text = `The rollout stops and the traffic goes back to the stable version. ${next} stays the wanted version.`;
  return { confirm: { title: `Abort ${next}?`, text, yes: OFFER.abort } };
}

function rollbackConfirm(view: ReleaseView): ButtonParts['confirm'] & object {
  const { to } = imagesOf(view);
  if (view.wayBack?.image === to) {
    const text = `The configuration of before comes back; the version stays ${clip(shortImage(to, to), 70)}.`;
    return { title: 'Roll back?', text, yes: OFFER.rollback };
  }
  const back = view.wayBack === null ? 'The version before' : version(view.wayBack.image, to);
  const leaves = version(to, view.wayBack?.image ?? null);
  return { title: 'Roll back?', text: `${back} comes back, ${leaves} goes.`, yes: OFFER.rollback };
}

/** The version that the rollback brought back is bad as well. */
function furtherLooks({ release, further }: ReleaseView): Partial<ButtonParts> {
  const now = release.status?.rollback?.to.image ?? '';
  const good = version(further?.image ?? '', now);
  const text = `${good} comes back, ${version(now, further?.image ?? null)} goes. It was the last good version before.`;
  return {
    label: `Roll back to ${good} (last good)`,
    style: 'danger',
    confirm: { title: 'Roll back further?', text, yes: OFFER.rollback },
  };
}

function undoLooks({ release: { spec, status } }: ReleaseView): Partial<ButtonParts> {
  if (spec.debug !== undefined) {
    const gone = `Pod ${clip(status?.debug?.pod ?? '', 80)} is deleted, with all that is in it.`;
    return { label: 'Take it away', confirm: { title: 'Take the pod away?', text: gone, yes: 'Take it away' } };
  }
  const { from = 0, to = 0 } = spec.pods ?? {};
  const text = `${plural(from, 'pod')} of ${clip(spec.service, 60)} are wanted again instead of ${to}.`;
  return {
    label: `Undo: back to ${plural(from, 'pod')}`,
    confirm: { title: 'Undo the scaling?', text, yes: OFFER.undo },
  };
}

function liftConfirm({ release: { spec, status } }: ReleaseView): ButtonParts['confirm'] & object {
  const reason = clip(status?.hold?.reason ?? '', 150);
  const why = reason === '' ? '' : ` It was rolled back because of: ${reason}`;
  return {
    title: 'Lift the hold?',
    text: `Releases of ${clip(spec.service, 60)} in ${clip(spec.environment, 40)} may begin again.${why}`,
    yes: OFFER.lift,
  };
}

function version(image: string, other: string | null): string {
  return clip(shortImage(image, other ?? image), 70);
}
