/** The answer to `history`: revisions that can be gone back to, then releases, newest first, a page at a time. */
import type { KnownBlock } from '@slack/types';
import type { History, KeptRevision, PastRelease, ReleasePage } from '../../model/history.ts';
import { actions, button, context, type Message, pages, section } from '../blocks.ts';
import { shortImage } from '../images.ts';
import type { LinkTo } from '../link.ts';
import { type Parts, withAsMany } from '../message.ts';
import { code, dotted, firstOf, free, list, plural } from '../text.ts';
import { ROLE } from '../words/words.ts';
import { entry, row } from './entry.ts';
import { type HistoryPress, historyPressValue } from './press.ts';

/** Argo keeps ten old revisions unless it is told otherwise. */
const REVISIONS_SHOWN = 20;

/** `linkTo` finds the cards. */
export function historyView(history: History, linkTo: LinkTo): Message {
  const { service, environment, releases } = history;
  return withAsMany(releases.length, (shown): Parts => {
    const title = `*History* of *${free(service, 80)}* in *${free(environment, 80)}* · ${extent(history, shown)}`;
    const blocks = releases.slice(0, shown).map((past, n) => section(`release-${n}`, entry(past, linkTo)));
    const onFirst = history.newer === 0 ? [notice(history), ...revisions(history)] : [];
    const more = older(history, shown, (after) => ({ after, service, environment }));
    return [title, [section('title', title), ...onFirst, ...blocks, context('facts', elsewhere(history)), ...more]];
  });
}

/** Of all services, with a line for each release. */
export function releasesView(page: ReleasePage, linkTo: LinkTo): Message {
  return withAsMany(page.releases.length, (shown): Parts => {
    const title = `*History* of all services · ${extent(page, shown)}`;
    const rows = page.releases.slice(0, shown).map((past) => row(past, linkTo));
    const hint = `${code('/deploy history <service>')} shows reasons, clocks and revisions`;
    const more = older(page, shown, (after) => ({ after }));
    return [title, [section('title', title), ...pages('rows', rows), context('facts', hint), ...more]];
  });
}

/** For example `12 releases`, or which of them are shown. */
function extent({ releases, newer, older }: ReleasePage, shown: number): string {
  const all = newer + releases.length + older;
  if (all === 0) return 'no releases yet';
  if (shown === all) return plural(all, 'release');
  return `releases ${newer + 1} to ${newer + shown} of ${all}, newest first`;
}

function older(page: ReleasePage, shown: number, press: (after: string) => HistoryPress): (KnownBlock | null)[] {
  const left = page.older + page.releases.length - shown;
  const last: PastRelease | undefined = page.releases[shown - 1];
  if (left === 0 || last === undefined) return [];
  const value = historyPressValue(press(last.view.release.name));
  return [
    context('left', `and ${plural(left, 'older release')}`),
    actions('older', [button({ action: 'history.older', label: `Older (${left})`, value })]),
  ];
}

function notice({ revisions: kept, live }: History): KnownBlock | null {
  if (kept === null) return section('notice', ':grey_question: The revisions in the cluster are not known yet');
  return live ? null : section('notice', ':warning: *Not live*: the watch is down; the revisions may be old');
}

function revisions(history: History): (KnownBlock | null)[] {
  const { service, environment, isUsual, revisions: kept } = history;
  if (kept === null || kept.length === 0) return [];
  const where = isUsual ? '' : ` --env ${environment}`;
  const command = `/rollback ${service} to <revision>${where}`;
  const hint = kept.some(({ isWanted }) => !isWanted) ? `go back with ${code(command, 160)}` : null;
  const title = dotted([`*${plural(kept.length, 'revision')} in the cluster*`, hint]);
  return pages('revisions', [title, ...firstOf(kept.map(revisionRow), REVISIONS_SHOWN, 'revisions')]);
}

function revisionRow(kept: KeptRevision): string {
  const roles = kept.roles.map((role) => ROLE[role]).join(', ');
  return dotted([
    `*${kept.revision ?? '?'}* ${code(shortImage(kept.image, kept.image))}`,
    roles,
    kept.isWanted ? 'wanted now' : null,
    kept.available > 0 ? `${plural(kept.available, 'pod')} up` : null,
    kept.isWanted ? null : 'can go back to it',
    origin(kept),
  ]);
}

function origin({ origin: how }: KeptRevision): string | null {
  switch (how) {
    case 'asked':
      return null;
    case 'elsewhere':
      return 'started outside Rollbridge';
    case null:
      return 'not released with Rollbridge';
  }
}

function elsewhere({ service, others }: History): string {
  if (others.length === 0) return '';
  const options = others.map((name) => code(`--env ${name}`));
  return `${free(service, 80)} has other environments: ${list(options, 6)}`;
}
