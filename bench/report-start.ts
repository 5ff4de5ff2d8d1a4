/** What was measured of the start, as a section of the page that is kept. */
import { summary } from './numbers.ts';
import { type Circumstances, circumstancesLine, ratioText, table } from './report.ts';
import type { Start, Starts } from './start.ts';

const MOST_MS = 1_000;

const WAYS: readonly (readonly [Start, string, string])[] = [
  ['ready', 'Rollbridge', 'As `npm start` runs it: from the start of the process until `/readyz` answers 200.'],
  ['image', 'Rollbridge in its image', 'The same with the compile cache that the image holds (`NODE_COMPILE_CACHE`).'],
  [
    'loaded',
    'Rollbridge, `--version`',
    'The program is loaded and ends. The rest of the first line is reading the catalog and the clusters, and connecting to Slack.',
  ],
  ['empty', "`node -e ''`", 'A Node that does nothing.'],
];

export function startSection(starts: Starts, circumstances: Circumstances, services: number): string {
  const rows = WAYS.map(([start, name, meaning]) => {
    const { median, p95, slowest, count } = summary(starts[start]);
    return [
      name,
      ...[median, p95, slowest].map((ms) => ms.toFixed(0)),
      String(count),
      ratioText(starts[start], starts.empty),
      meaning,
    ];
  });
  return `## P6: how long from the start until it is ready

${circumstancesLine(circumstances)}

A catalog of ${services} services in one namespace, two user groups, the CustomResourceDefinition there already. Ready means: every release is known,
Slack has accepted the token, requests are taken. Slack's stand-in answers in a millisecond or two; Slack itself takes its time for the two calls
that follow each other (the list of groups, the members), and so does the cluster for what is asked of it meanwhile. In milliseconds.

${table(['way', 'median', 'p95', 'slowest', 'tries', 'times an empty Node', 'what it is'], rows)}

| what | measured | wanted | |
| --- | --- | --- | --- |
| P6: start until ready, median | ${medianOf(starts)} ms | ≤ ${MOST_MS} ms | ${missedStarts(starts).length === 0 ? 'met' : '**missed**'} |
`;
}

export function missedStarts(starts: Starts): readonly string[] {
  const median = medianOf(starts);
  return Number(median) <= MOST_MS ? [] : [`P6: start until ready: ${median} ms, wanted ≤ ${MOST_MS}`];
}

function medianOf({ ready }: Starts): string {
  return summary(ready).median.toFixed(0);
}
