/** What the page of a post-mortem has as tables: how long it took, what was released, what is to be done. */
import type { Release } from '../../model/release.ts';
import { actor, user } from '../../views/people.ts';
import { plain } from '../../views/plain.ts';
import { versionOf } from '../../views/release-version.ts';
import { duration } from '../../views/time.ts';
import { RELEASE_PHASE } from '../../views/words/words.ts';
import { clockRows } from '../evidence/story.ts';
import { type Html, html } from '../html.ts';
import { dated, offset, time } from '../moments.ts';
import { tableHtml } from '../table.ts';
import type { Material } from './material.ts';

const MOST_NEARBY = 20;

export function numbersHtml({ view, status: { resolution } }: Material): Html | null {
  if (resolution === null) return null;
  const { detect, rollBack, restore } = resolution.figures;
  const took = (ms: number | null) => (ms === null ? 'not known' : duration(ms));
  const rows = [
    ['until it was noticed', took(detect), 'from the beginning of the release to the incident'],
    ['to roll back', took(rollBack), 'from the press until the bad version had no traffic'],
    [
      'to restore',
      restore === 0 ? 'over already' : took(restore),
      'from the incident until the service was well again',
    ],
  ];
  return html`${tableHtml('How long it took', ['time', 'it took', 'counted'], rows)}${view.releases.map(clockHtml)}`;
}

function clockHtml(release: Release): Html | null {
  const clock = release.status?.rollback?.clock;
  if (clock === undefined) return null;
  const title = `Rollback of ${versionOf(release)}`;
  const rows = clockRows(clock).map(({ words, at }) =>
    at === null ? [words, 'not known', null] : [words, time(at), offset(at, clock.pressedAt)],
  );
  return html`<h3>${title}</h3>${tableHtml(title, ['moment', 'UTC', 'after the press'], rows)}`;
}

export function releasesHtml({ view: { releases }, names }: Material): Html | null {
  if (releases.length === 0) return null;
  const rows = releases.map((release) => {
    const { phase = 'Pending', startedAt, endedAt, requester, evidence } = release.status ?? {};
    const by = requester === undefined ? '' : plain(actor(requester), names);
    const [began, ended] = [startedAt, endedAt].map((at) => dated(at ?? ''));
    const folder = html`<code>${evidence?.folder ?? ''}</code>`;
    return [versionOf(release), RELEASE_PHASE[phase].word, began ?? '', ended ?? '', by, folder];
  });
  return tableHtml('What was released', ['version', 'outcome', 'began', 'ended', 'requested by', 'evidence'], rows);
}

export function nearbyHtml({ view: { nearby } }: Material): Html | null {
  if (nearby.length === 0) return null;
  const rows = nearby.slice(0, MOST_NEARBY).map((release) => {
    const { service, environment } = release.spec;
    const { phase = 'Pending' } = release.status ?? {};
    return [dated(release.createdAt), `${service} in ${environment}`, versionOf(release), RELEASE_PHASE[phase].word];
  });
  const rest = nearby.length - MOST_NEARBY;
  return html`<p class="note">In the three hours before, and while it was open.</p>
${tableHtml('What else was changed', ['when', 'where', 'version', 'outcome'], rows)}${rest > 0 ? html`<p class="note">and ${rest} more</p>` : null}`;
}

export function tasksHtml({ status: { tasks }, names }: Material): Html | null {
  if (tasks.length === 0) return null;
  const rows = tasks.map(({ title, owner, state }) => {
    const sign = state === 'done' ? html`<span class="phase good">✓ done</span>` : 'open';
    return [title, sign, owner === null ? 'nobody yet' : plain(user(owner), names)];
  });
  return tableHtml('Tasks', ['task', 'state', 'who'], rows);
}
