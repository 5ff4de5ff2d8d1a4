/** How a service does, stable beside new version: requests, errors, latency, and the bounds that analyses set. */
import type { Figure, FigureLine, Figures, RevisionOutlook, Threshold } from '../../web/clusters/shape.ts';
import { HEIGHT, pathOf, type Scale, scaleOf, WIDTH } from './plot.ts';
import { ROLES, rateWords, revisionOf, shareWords } from './words.ts';

interface Drawing {
  readonly title: string;
  readonly words: (value: number) => string;
  /** What the upper edge shows at the least. */
  readonly least: number;
}

const DRAWINGS: Readonly<Record<Figure, Drawing>> = {
  requests: { title: 'Requests', words: (value) => `${rateWords(value)}/s`, least: 10 },
  errors: { title: 'Errors', words: shareWords, least: 0.05 },
  latency: { title: 'Latency, 95 %', words: (value) => `${Math.round(value)} ms`, least: 100 },
  memory: { title: 'Memory', words: shareWords, least: 1 / 1.15 },
};

export interface ChartsProps {
  readonly figures: Figures;
  readonly revisions: readonly RevisionOutlook[];
  readonly thresholds: readonly Threshold[];
}

export function Charts({ figures, revisions, thresholds }: ChartsProps) {
  return (
    <div className="charts">
      {(Object.keys(figures.charts) as Figure[]).map((figure) => (
        <Chart
          key={figure}
          drawing={DRAWINGS[figure]}
          lines={figures.charts[figure] ?? []}
          revisions={revisions}
          thresholds={thresholds.filter((each) => each.figure === figure)}
        />
      ))}
    </div>
  );
}

interface ChartProps {
  readonly drawing: Drawing;
  readonly lines: readonly FigureLine[];
  readonly revisions: readonly RevisionOutlook[];
  readonly thresholds: readonly Threshold[];
}

/** Where lines lie on each other, the dashes of the new version are on top, and the solid line is seen between them. */
const ORDER = ['old', 'stable', 'active', 'preview', 'canary'];

function Chart({ drawing, lines: unordered, revisions, thresholds }: ChartProps) {
  const roleOf = ({ hash }: FigureLine) => revisionOf(revisions, hash)?.role ?? 'old';
  const lines = [...unordered].sort((a, b) => ORDER.indexOf(roleOf(a)) - ORDER.indexOf(roleOf(b)));
  const scale = scaleOf(lines, thresholds, drawing.least);
  return (
    <figure className="chart">
      <figcaption>
        {drawing.title} <span className="quiet top">{drawing.words(scale.top)}</span>
      </figcaption>
      <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} preserveAspectRatio="none" aria-hidden="true">
        {lines.map((line) => (
          <path key={line.hash} className={`plot ${roleOf(line)}`} d={pathOf(line, scale)} />
        ))}
        {thresholds.map((each) => (
          <Bound key={`${each.template} ${each.value}`} threshold={each} scale={scale} />
        ))}
      </svg>
      <ul>
        {lines.map((line) => (
          <Legend key={line.hash} line={line} revision={revisionOf(revisions, line.hash)} words={drawing.words} />
        ))}
        {thresholds.map(({ template, bound, value }) => (
          <li key={`${template} ${value}`} className="bound-words">
            <Sample className="bound" /> at {bound} {drawing.words(value)} <span className="quiet">{template}</span>
          </li>
        ))}
      </ul>
    </figure>
  );
}

function Bound({ threshold, scale }: { threshold: Threshold; scale: Scale }) {
  const y = scale.y(threshold.value);
  return <path className="plot bound" d={`M0 ${y}H${WIDTH}`} />;
}

interface LegendProps {
  readonly line: FigureLine;
  readonly revision: RevisionOutlook | null;
  readonly words: (value: number) => string;
}

/** What is gone is not named any more: its line says enough. */
function Legend({ line, revision, words }: LegendProps) {
  if (revision === null) return null;
  const last = line.values.at(-1) ?? null;
  return (
    <li>
      <Sample className={revision.role} /> {revision.tag} <span className="quiet">{ROLES[revision.role]}</span>{' '}
      <strong>{last === null ? '–' : words(last)}</strong>
    </li>
  );
}

/** How a line looks that stands for this. */
function Sample({ className }: { className: string }) {
  return (
    <svg className="sample" viewBox="0 0 18 8" aria-hidden="true">
      <path className={`plot ${className}`} d="M0 4H18" />
    </svg>
  );
}
