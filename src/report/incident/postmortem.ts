/** The post-mortem of an incident as one page of HTML that needs nothing beside it. Pure. */
import { clip } from '../../model/clip.ts';
import { ROLES } from '../../model/incident.ts';
import { ROLE_NAME, SEVERITY } from '../../views/incident/words.ts';
import { actor, user } from '../../views/people.ts';
import { plain } from '../../views/plain.ts';
import { oneLine } from '../../views/text.ts';
import { type Html, html } from '../html.ts';
import { dated, timelineHtml } from '../moments.ts';
import { pageHtml, type Section } from '../page.ts';
import type { Material } from './material.ts';
import { metricsHtml } from './metrics.ts';
import { momentsOf } from './story.ts';
import { nearbyHtml, numbersHtml, releasesHtml, tasksHtml } from './tables.ts';

const LONGEST_TITLE = 160;

const SECTIONS: readonly (readonly [id: string, title: string, body: (material: Material) => Html | null])[] = [
  ['outcome', 'What it was', outcomeHtml],
  ['numbers', 'How long it took', numbersHtml],
  ['timeline', 'Timeline', (material) => timelineHtml(momentsOf(material), material.view.incident.createdAt)],
  ['metrics', 'Metrics', metricsHtml],
  ['releases', 'What was released', releasesHtml],
  ['nearby', 'What else was changed', nearbyHtml],
  ['tasks', 'Tasks', tasksHtml],
];

/** In pieces: see `pageHtml`. */
export function* postmortemHtml(material: Material): Generator<string, void> {
  const sections: Section[] = [];
  for (const [id, title, body] of SECTIONS) {
    const drawn = drawnOrSaid(() => body(material));
    if (drawn !== null) sections.push({ id, title, body: drawn });
    yield '';
  }
  const { spec } = material.view.incident;
  const title = clip(`${spec.service} in ${spec.environment}: ${oneLine(spec.reason ?? 'incident')}`, LONGEST_TITLE);
  yield* pageHtml({ title, head: factsHtml(material), sections });
}

/** What a capture holds may look like nothing we know: the rest of the page is there all the same. */
function drawnOrSaid(draw: () => Html | null): Html | null {
  try {
    return draw();
  } catch {
    return html`<p>This could not be drawn.</p>`;
  }
}

function factsHtml({ view, status, names }: Material): Html {
  const { name, createdAt } = view.incident;
  const { resolution, roles, severity, openedBy } = status;
  const facts = [
    ['Incident', name],
    ['Severity', `${SEVERITY[severity].word}: ${SEVERITY[severity].means}`],
    ['Opened', `${dated(createdAt)} by ${plain(actor(openedBy), names)}`],
    ['Resolved', resolution === null ? null : `${dated(resolution.at)} by ${plain(actor(resolution.by), names)}`],
    ...ROLES.map((role) => [ROLE_NAME[role], roles[role] === null ? null : plain(user(roles[role]), names)]),
  ];
  return html`<dl>${facts.map(([fact = null, value = null]) => (value === null ? null : html`<dt>${fact}</dt><dd>${value}</dd>`))}</dl>`;
}

function outcomeHtml({ status: { resolution } }: Material): Html | null {
  if (resolution === null) return null;
  const { cause, impact } = resolution;
  return html`<h3>Cause</h3><p>${cause}</p>${impact === '' ? null : html`<h3>Impact</h3><p>${impact}</p>`}`;
}
