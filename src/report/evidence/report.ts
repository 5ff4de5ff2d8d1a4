/** A capture as one page of HTML that needs nothing beside it. Pure. */
import { chartHtml } from '../chart.ts';
import { type Html, html } from '../html.ts';
import { timelineHtml } from '../moments.ts';
import { pageHtml, type Section } from '../page.ts';
import { analysesHtml } from './analyses.ts';
import { chartsOf } from './charts.ts';
import type { Contents } from './contents.ts';
import { clockHtml, eventsHtml, filesHtml, logsHtml, missingHtml, podsHtml } from './parts.ts';
import { momentsOf } from './story.ts';
import { factsOf, titleOf } from './summary.ts';
import { versionsHtml } from './versions.ts';

const MOST_CHARTS = 24;

const SECTIONS: readonly (readonly [id: string, title: string, body: (contents: Contents) => Html | null])[] = [
  ['timeline', 'Timeline', (contents) => timelineHtml(momentsOf(contents), contents.about.asOf)],
  ['clock', 'Rollback clock', clockHtml],
  ['versions', 'Versions at that moment', versionsHtml],
  ['metrics', 'Metrics', chartsHtml],
  ['analyses', 'Analyses', analysesHtml],
  ['pods', 'Pods', podsHtml],
  ['logs', 'Logs', logsHtml],
  ['events', 'Events', eventsHtml],
  ['missing', 'What is missing, and why', missingHtml],
  ['files', 'Files', filesHtml],
];

/** In pieces: see `pageHtml`. The contents page needs all sections, so each is drawn before the first piece that is text. */
export function* reportHtml(contents: Contents): Generator<string, void> {
  const sections: Section[] = [];
  for (const [id, title, body] of SECTIONS) {
    const drawn = drawnOrSaid(() => body(contents));
    if (drawn !== null) sections.push({ id, title, body: drawn });
    yield '';
  }
  const head = html`<dl>${factsOf(contents).map(([name, value]) => html`<dt>${name}</dt><dd>${value}</dd>`)}</dl>`;
  yield* pageHtml({ title: titleOf(contents), head, sections });
}

/** What a cluster wrote may look like nothing we know: the rest of the report is there all the same. */
function drawnOrSaid(draw: () => Html | null): Html | null {
  try {
    return draw();
  } catch {
    return html`<p>This could not be drawn; what it is made of is among the files.</p>`;
  }
}

function chartsHtml(contents: Contents): Html | null {
  const charts = chartsOf(contents).flatMap((chart, n) => chartHtml(chart, `chart-${n}`) ?? []);
  if (charts.length === 0) return null;
  const rest = charts.length - MOST_CHARTS;
  return html`${charts.slice(0, MOST_CHARTS)}${rest > 0 ? html`<p class="note">and ${rest} more, in the folder metrics</p>` : null}`;
}
