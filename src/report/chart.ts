/** A chart over time as SVG, with its numbers as a table beside: nothing is said by the picture alone. */
import { type Html, html } from './html.ts';
import { clock } from './moments.ts';
import { figure, type Point, placeIn, type Scale, stretches, timeScale, valueScale } from './plot.ts';

/** Whose line it is: drawn in another way, and named. */
export type Whose = 'new' | 'stable' | 'other';

export interface Curve {
  readonly name: string;
  readonly whose: Whose;
  readonly points: readonly Point[];
}

export interface Limit {
  readonly value: number;
  /** For example `fails at ≥ 0.05`. */
  readonly words: string;
}

export interface Mark {
  /** RFC 3339 */
  readonly at: string;
  readonly words: string;
}

export interface Chart {
  readonly title: string;
  readonly curves: readonly Curve[];
  readonly limits: readonly Limit[];
  readonly marks: readonly Mark[];
}

const WIDTH = 760;
const HEIGHT = 240;
const LEFT = 64;
const RIGHT = 12;
const TOP = 26;
const BOTTOM = 24;
/** More lines are not told apart; more rows are not read. */
const MOST_LINES = 40;
const MOST_ROWS = 8;
/** A limit far beyond all values would press them flat: then it is only named. */
const FAR = 8;

const RANK: Readonly<Record<Whose, number>> = { new: 0, stable: 1, other: 2 };

/** Null when there is no number in it. `key` tells its parts from those of other charts on the page. */
export function chartHtml(chart: Chart, key: string): Html | null {
  const curves = chart.curves.toSorted((a, b) => RANK[a.whose] - RANK[b.whose]);
  const frame = frameOf(chart);
  if (frame === null) return null;
  const drawn = curves.slice(0, MOST_LINES).toReversed();
  return html`<figure class="chart">
<figcaption id="${key}-title">${chart.title}</figcaption>
<div class="wide"><svg class="plot" viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-labelledby="${key}-title" aria-describedby="${key}-numbers">
${grid(frame)}${chart.limits.map((limit) => limitLine(limit, frame))}
${drawn.map((curve) => line(curve, frame))}
${chart.marks.map((mark, n) => markLine(mark, frame, n))}
</svg></div>
${numbers({ ...chart, curves }, key)}
</figure>`;
}

interface Frame {
  readonly times: Scale;
  readonly values: Scale;
}

function frameOf({ curves, limits, marks }: Chart): Frame | null {
  const points = curves.flatMap(({ points }) => points).filter(({ value }) => value !== null);
  if (points.length === 0) return null;
  const seen = points.map(({ value }) => value ?? 0);
  const highest = seen.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  const near = limits.map(({ value }) => value).filter((value) => highest === 0 || Math.abs(value) <= FAR * highest);
  const at = [...points.map((point) => point.at), ...marks.map((mark) => Date.parse(mark.at))].filter(Number.isFinite);
  const [from, to] = at.reduce(([a, b], each) => [Math.min(a, each), Math.max(b, each)], [Infinity, -Infinity]);
  const values = [...seen, ...near];
  const bounds = values.reduce<[number, number]>(([a, b], each) => [Math.min(a, each), Math.max(b, each)], [0, 0]);
  return { times: timeScale(from, to), values: valueScale(bounds) };
}

function x({ times }: Frame, at: number): number {
  return round(LEFT + placeIn(times, at) * (WIDTH - LEFT - RIGHT));
}

function y({ values }: Frame, value: number): number {
  return round(HEIGHT - BOTTOM - placeIn(values, value) * (HEIGHT - TOP - BOTTOM));
}

function round(place: number): number {
  return Math.round(place * 10) / 10;
}

function grid(frame: Frame): Html {
  const rows = frame.values.ticks.map((tick) => {
    const at = y(frame, tick);
    return html`<line class="grid" x1="${LEFT}" x2="${WIDTH - RIGHT}" y1="${at}" y2="${at}"/><text x="${LEFT - 8}" y="${at + 4}" text-anchor="end">${figure(tick)}</text>`;
  });
  const columns = frame.times.ticks.map((tick) => {
    const at = x(frame, tick);
    return html`<text x="${at}" y="${HEIGHT - 6}" text-anchor="middle">${clock(new Date(tick).toISOString())}</text>`;
  });
  return html`${rows}${columns}`;
}

function line({ whose, points }: Curve, frame: Frame): Html {
  const parts = stretches(points).map((stretch) => {
    const places = stretch.map(({ at, value }) => `${x(frame, at)},${y(frame, value)}`);
    const [only = ''] = places;
    const [cx = '', cy = ''] = only.split(',');
    return places.length === 1
      ? html`<circle class="${whose}" cx="${cx}" cy="${cy}" r="2.5"/>`
      : html`<polyline class="${whose}" points="${places.join(' ')}"/>`;
  });
  return html`${parts}`;
}

function limitLine({ value, words }: Limit, frame: Frame): Html | null {
  if (value < frame.values.from || value > frame.values.to) return null;
  const at = y(frame, value);
  return html`<line class="limit" x1="${LEFT}" x2="${WIDTH - RIGHT}" y1="${at}" y2="${at}"/><text class="limit" x="${WIDTH - RIGHT}" y="${at - 4}" text-anchor="end">${words}</text>`;
}

/** Every other label one line lower: a press and what follows are close together. */
function markLine({ at, words }: Mark, frame: Frame, n: number): Html | null {
  const ms = Date.parse(at);
  if (Number.isNaN(ms)) return null;
  const place = x(frame, ms);
  const isRight = place > WIDTH / 2;
  return html`<line class="mark" x1="${place}" x2="${place}" y1="${TOP - 14}" y2="${HEIGHT - BOTTOM}"/><text class="mark" x="${place + (isRight ? -5 : 5)}" y="${TOP - 6 + (n % 2) * 12}" text-anchor="${isRight ? 'end' : 'start'}">${words}</text>`;
}

const WHOSE: Readonly<Record<Whose, string>> = { new: 'new version', stable: 'stable version', other: '' };

function numbers({ curves, limits, marks }: Chart, key: string): Html {
  const [first] = marks;
  const rest = curves.length - MOST_ROWS;
  const sample = (whose: Whose) =>
    html`<svg class="sample" viewBox="0 0 28 8" aria-hidden="true"><line class="${whose}" x1="0" x2="28" y1="4" y2="4"/></svg>`;
  const row = ({ name, whose, points }: Curve) => {
    const values = points.flatMap(({ value }) => (value === null ? [] : [value]));
    const lowest = values.reduce((a, b) => Math.min(a, b), Infinity);
    const highest = values.reduce((a, b) => Math.max(a, b), -Infinity);
    const before = first === undefined ? null : valueAt(points, Date.parse(first.at));
    return html`<tr><th scope="row">${sample(whose)} ${[WHOSE[whose], name].filter((word) => word !== '').join(': ')}</th>
<td>${figure(before)}</td><td>${figure(lowest)}</td><td>${figure(highest)}</td><td>${figure(values.at(-1) ?? null)}</td></tr>`;
  };
  return html`<div class="wide" tabindex="0" role="region" aria-labelledby="${key}-title"><table id="${key}-numbers"><thead><tr><th scope="col">series</th><th scope="col">${first === undefined ? 'first mark' : `at: ${first.words}`}</th>
<th scope="col">lowest</th><th scope="col">highest</th><th scope="col">newest</th></tr></thead>
<tbody>${curves.slice(0, MOST_ROWS).map(row)}</tbody></table></div>
${rest > 0 ? html`<p class="note">and ${rest} more series</p>` : null}
${limits.length > 0 ? html`<p class="note">${limits.map(({ words }) => words).join(' · ')}</p>` : null}`;
}

/** The newest value that is not later. */
function valueAt(points: readonly Point[], at: number): number | null {
  return points.findLast((point) => point.at <= at && point.value !== null)?.value ?? null;
}
