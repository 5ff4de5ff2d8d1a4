/** Every AnalysisRun of a bundle with all that it measured. */
import { type Html, html } from '../html.ts';
import { time } from '../moments.ts';
import { type Contents, type Measurement, type Run, runsIn } from './contents.ts';

type Result = NonNullable<NonNullable<Run['status']>['metricResults']>[number];

export function analysesHtml(contents: Contents): Html | null {
  const runs = runsIn(contents);
  return runs.length === 0 ? null : html`${runs.map(runHtml)}`;
}

function runHtml({ metadata, spec, status }: Run): Html {
  const name = metadata?.name ?? '';
  const results = status?.metricResults ?? [];
  const conditions = new Map(
    spec?.metrics?.map((metric) => {
      const { successCondition, failureCondition } = metric;
      const said = [
        successCondition && `passes when ${successCondition}`,
        failureCondition && `fails when ${failureCondition}`,
      ];
      return [metric.name, said.filter((each) => each !== undefined && each !== '').join(' · ')];
    }),
  );
  return html`<h3>${name} ${phase(status?.phase)}</h3>${status?.message ? html`<p>${status.message}</p>` : null}
${results.map((result) => resultHtml(result, conditions.get(result.name) ?? '', name))}`;
}

function resultHtml({ name, phase: result, message, measurements = [] }: Result, condition: string, run: string): Html {
  return html`<details open><summary>${name} ${phase(result)}: ${measurements.length} measurements</summary>
${condition === '' ? null : html`<p class="note"><code>${condition}</code></p>`}${message ? html`<p>${message}</p>` : null}
<div class="wide" tabindex="0" role="region" aria-label="${name} of ${run}"><table><thead><tr><th scope="col">UTC</th><th scope="col">result</th><th scope="col">value</th><th scope="col">message</th></tr></thead>
<tbody>${measurements.map(measurementHtml)}</tbody></table></div></details>`;
}

function measurementHtml({ startedAt, finishedAt, phase: result, value, message }: Measurement): Html {
  return html`<tr><td>${time(finishedAt ?? startedAt ?? '')}</td><td>${phase(result)}</td><td><code>${value ?? ''}</code></td><td>${message ?? ''}</td></tr>`;
}

const TONE: ReadonlyMap<string, readonly [tone: string, sign: string]> = new Map([
  ['Successful', ['good', '✓']],
  ['Failed', ['bad', '✕']],
  ['Error', ['bad', '✕']],
]);

function phase(name = ''): Html {
  const [tone, sign] = TONE.get(name) ?? ['', ''];
  return html`<span class="phase ${tone}">${sign} ${name}</span>`;
}
