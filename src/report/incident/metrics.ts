/** The numbers of an incident's releases as charts, from what was captured of them. */
import type { IncidentView } from '../../model/incident-view.ts';
import { type Chart, chartHtml, type Mark } from '../chart.ts';
import { chartsOf } from '../evidence/charts.ts';
import { type Html, html } from '../html.ts';
import type { Captured, Material } from './material.ts';

const MOST_CHARTS = 24;

export function metricsHtml({ view, captures }: Material): Html | null {
  if (captures.length === 0) return null;
  return html`${captures.map((captured, n) => capturedHtml(captured, view, `capture-${n}`))}`;
}

function capturedHtml({ name, contents }: Captured, view: IncidentView, key: string): Html {
  if (contents === null) {
    return html`<p class="note">The evidence ${name} is not there any more, so its numbers cannot be drawn.</p>`;
  }
  const charts = chartsOf(contents).flatMap((chart, n) => chartHtml(withIncident(chart, view), `${key}-${n}`) ?? []);
  if (charts.length === 0) return html`<p class="note">The evidence ${name} has no numbers.</p>`;
  const rest = charts.length - MOST_CHARTS;
  return html`${charts.slice(0, MOST_CHARTS)}<p class="note">From the evidence ${name}${rest > 0 ? `, which has ${rest} more` : null}.</p>`;
}

/** When people met and when it was over, where that lies within what was measured: a mark outside would squeeze the lines. */
function withIncident(chart: Chart, { incident: { createdAt, status } }: IncidentView): Chart {
  const times = chart.curves.flatMap(({ points }) => points.map(({ at }) => at));
  const [from, to] = times.reduce(([a, b], at) => [Math.min(a, at), Math.max(b, at)], [Infinity, -Infinity]);
  const marks: Mark[] = [
    { at: createdAt, words: 'incident' },
    { at: status?.resolution?.at ?? '', words: 'resolved' },
  ];
  const within = marks.filter(({ at }) => Date.parse(at) >= from && Date.parse(at) <= to);
  return { ...chart, marks: [...chart.marks, ...within] };
}
