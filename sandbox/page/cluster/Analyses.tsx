/** What analyses measured, held against their conditions. */
import type { AnalysisOutlook } from '../../web/clusters/shape.ts';

const SIGNS: Readonly<Record<string, { readonly sign: string; readonly tone: string }>> = {
  Successful: { sign: '✓', tone: 'good' },
  Failed: { sign: '✕', tone: 'bad' },
  Error: { sign: '✕', tone: 'bad' },
  Inconclusive: { sign: '?', tone: 'busy' },
};
const RUNNING = { sign: '↻', tone: 'busy' };

export function Analyses({ analyses }: { analyses: readonly AnalysisOutlook[] }) {
  return (
    <ul className="analyses">
      {analyses.map(({ name, phase, metrics }) => (
        <li key={name}>
          <State phase={phase} /> <span className="quiet">{name}</span>
          <ul>
            {metrics.map((metric) => (
              <li key={metric.name}>
                <State phase={metric.phase} /> {metric.name} <strong>{metric.value ?? '–'}</strong>{' '}
                <code>{metric.condition}</code>
              </li>
            ))}
          </ul>
        </li>
      ))}
    </ul>
  );
}

function State({ phase }: { phase: string }) {
  const { sign, tone } = SIGNS[phase] ?? RUNNING;
  return (
    <span className={`sign ${tone}`}>
      <span aria-hidden="true">{sign}</span> {phase || 'Pending'}
    </span>
  );
}
