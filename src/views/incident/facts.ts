/** What an incident's card points to: its release, the evidence, the bridge, and what was changed elsewhere. */
import type { KnownBlock } from '@slack/types';
import type { Figures } from '../../model/incident.ts';
import type { IncidentView } from '../../model/incident-view.ts';
import type { Release } from '../../model/release.ts';
import { type Message, pages, section } from '../blocks.ts';
import { type LinkTo, link } from '../link.ts';
import { type Parts, withAsMany } from '../message.ts';
import { linkedWords } from '../notices.ts';
import { actor } from '../people.ts';
import { versionOf } from '../release-version.ts';
import { code, dotted, firstOf, free, lines, plural } from '../text.ts';
import { duration, moment } from '../time.ts';
import { RELEASE_PHASE } from '../words/words.ts';

const NEARBY_SHOWN = 5;

/** Where the card of a release stands; null where it has none. */
export function releaseLink({ status }: Release, linkTo: LinkTo): string | null {
  const card = status?.card ?? null;
  return card === null || card.ts === null ? null : linkTo(card.channel, card.ts);
}

export function linksLine({ incident, releases, bridge }: IncidentView, linkTo: LinkTo): string {
  return dotted([
    ...releases.slice(-3).map((release) => {
      const { emoji, word } = RELEASE_PHASE[release.status?.phase ?? 'Pending'];
      const to = link(releaseLink(release, linkTo), 'its card and thread');
      return `${emoji} Release ${code(versionOf(release), 80)} *${word}*${to === null ? '' : `, ${to}`}`;
    }),
    ...releases.flatMap(({ status }) => {
      const evidence = status?.evidence;
      if (evidence?.state !== 'saved') return [];
      return [`:card_file_box: Evidence ${code(evidence.folder ?? '', 80)}: ${plural(evidence.files, 'file')}`];
    }),
    ...(incident.status?.story ?? []).flatMap((event) =>
      event.what === 'linked' ? [`:ticket: ${linkedWords(event)}`] : [],
    ),
    bridge === null ? null : `:telephone_receiver: ${link(bridge, 'Join the bridge') ?? free(bridge, 200)}`,
  ]);
}

/** What was released elsewhere around that time: it may have to do with it. Null when there was nothing. */
export function nearbyBlock({ nearby }: IncidentView, linkTo: LinkTo): KnownBlock | null {
  if (nearby.length === 0) return null;
  return section('nearby', `*Also changed lately*\n${lines(changesOf(nearby, linkTo), NEARBY_SHOWN, 'releases')}`);
}

/** True when the card has not all of them. */
export function hasMoreChanges({ nearby }: IncidentView): boolean {
  return nearby.length > NEARBY_SHOWN;
}

/** All of them, for one person. */
export function incidentChanges({ nearby }: IncidentView, linkTo: LinkTo): Message {
  return withAsMany(nearby.length, (shown): Parts => {
    const title = `*Changed lately* outside this place: ${plural(nearby.length, 'release')}`;
    const rows = firstOf(changesOf(nearby, linkTo), shown, 'releases');
    return [title, [section('title', title), ...pages('rows', rows)]];
  });
}

function changesOf(releases: readonly Release[], linkTo: LinkTo): readonly string[] {
  return releases.map((release) => {
    const { spec, status, createdAt } = release;
    const { emoji, word } = RELEASE_PHASE[status?.phase ?? 'Pending'];
    return dotted([
      `${emoji} *${free(spec.service, 60)}* in *${free(spec.environment, 60)}* ${code(versionOf(release), 60)} ${word}`,
      status === null ? null : actor(status.requester),
      moment(createdAt),
      link(releaseLink(release, linkTo), 'card'),
    ]);
  });
}

/** `detected after 2 min · rolled back in 412 ms · restored in 4 min`, as far as it is known. */
export function figuresLine({ detect, rollBack, restore }: Figures): string {
  return dotted([
    detect === null ? null : `detected ${duration(detect)} after the release began`,
    rollBack === null ? null : `off the bad version ${duration(rollBack)} after the press`,
    restoredWords(restore),
  ]);
}

/** People often open an incident when the rollback is over already. */
function restoredWords(restore: number | null): string | null {
  if (restore === null) return null;
  return restore === 0 ? 'restored before it was opened' : `restored in ${duration(restore)}`;
}
