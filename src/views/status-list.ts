/** Many services at a glance, one line each. */

import { hasEnded } from '../model/release.ts';
import type { ReleaseView } from '../model/release-view.ts';
import { type Message, pages, section } from './blocks.ts';
import { titleLine } from './card/title.ts';
import { change } from './images.ts';
import { message } from './message.ts';
import { imagesOf, newVersionTraffic } from './reading.ts';
import { percent } from './share.ts';
import { dotted, firstOf, plural } from './text.ts';
import { between, duration } from './time.ts';

const SHOWN = 30;

/** What runs stands first; otherwise the order of `views` is kept. */
export function statusList(views: readonly ReleaseView[], now: Date): Message {
  const sorted = views.toSorted((a, b) => Number(isOver(a)) - Number(isOver(b)));
  const running = plural(views.filter((view) => !isOver(view)).length, 'release');
  const title = views.length === 0 ? 'No releases yet' : `*Releases* · ${running} running`;
  const rows = sorted.map((view) => row(view, now));
  return message(title, [section('title', title), ...pages('rows', firstOf(rows, SHOWN, 'releases'))]);
}

function isOver({ release }: ReleaseView): boolean {
  return release.status !== null && hasEnded(release.status.phase);
}

function row(view: ReleaseView, now: Date): string {
  const { from, to } = imagesOf(view);
  const traffic = newVersionTraffic(view);
  return dotted([
    titleLine(view),
    change(from, to),
    isOver(view) || traffic === null ? null : percent(traffic.actual),
    age(view, now),
    view.snapshot?.live === false ? 'not live' : null,
    view.held === null ? null : ':lock: held',
  ]);
}

function age({ release }: ReleaseView, now: Date): string | null {
  const { startedAt = null, endedAt = null } = release.status ?? {};
  const ms = between(endedAt ?? startedAt, now);
  if (ms === null) return null;
  return endedAt === null ? `for ${duration(ms)}` : `${duration(ms)} ago`;
}
