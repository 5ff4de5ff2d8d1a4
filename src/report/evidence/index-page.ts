/** A capture as one page of Markdown: what happened, what is there, what is not. Pure. */
import { linkTo, plainText, table } from '../markdown.ts';
import { timelineMarkdown } from '../moments.ts';
import { size } from '../size.ts';
import { type Contents, runsIn } from './contents.ts';

import { momentsOf } from './story.ts';
import { factsOf, reasonsOf, titleOf } from './summary.ts';
import { versionRows } from './versions.ts';

const MOST_NAMED = 10;

/** In pieces, so that whoever writes it can let others have their turn between them. */
export function* indexMarkdown(contents: Contents): Generator<string, void> {
  const files = contents.files.map(({ path, bytes, truncated = '' }) => [
    linkTo(path),
    size(bytes),
    plainText(truncated),
  ]);
  const facts = factsOf(contents).map(([name, value]) => [name, plainText(value)]);
  yield `# ${plainText(titleOf(contents))}\n\n`;
  yield `With charts and logs: ${linkTo('report.html')}. Sizes and digests: ${linkTo('manifest.json')}.\n\n`;
  yield `${table(['', ''], facts)}\n\n`;
  const parts = [
    () => [`## Timeline\n\n${timelineMarkdown(momentsOf(contents), contents.about.asOf)}`],
    () => versions(contents),
    () => analyses(contents),
    () => [`## What is missing, and why\n\n${missing(contents)}`],
  ];
  for (const part of parts)
    yield told(part)
      .map((text) => `${text}\n\n`)
      .join('');
  yield `## Files\n\n${table(['file', 'size', 'cut'], files)}\n`;
}

/** What a cluster wrote may look like nothing we know. */
function told(write: () => readonly string[]): readonly string[] {
  try {
    return write();
  } catch {
    return ['This could not be told; what it is made of is among the files.'];
  }
}

function versions(contents: Contents): readonly string[] {
  const rows = versionRows(contents).map((row) =>
    [row.what, row.image, row.hash, row.pods, row.traffic].map(plainText),
  );
  return rows.length === 0
    ? []
    : ['## Versions at that moment', table(['what', 'image', 'hash', 'pods', 'traffic'], rows)];
}

function analyses(contents: Contents): readonly string[] {
  const rows = runsIn(contents).flatMap(({ metadata, status }) =>
    (status?.metricResults ?? []).map(({ name, phase = '', measurements = [], message = '' }) => [
      plainText(metadata?.name ?? ''),
      plainText(String(name)),
      plainText(phase),
      plainText(measurements.map(({ value = '–' }) => value).join(', ')),
      plainText(message),
    ]),
  );
  return rows.length === 0 ? [] : ['## Analyses', table(['analysis', 'metric', 'result', 'measured', 'message'], rows)];
}

function missing(contents: Contents): string {
  const reasons = reasonsOf(contents);
  if (reasons.length === 0) return 'Nothing that was wanted is missing.';
  return reasons
    .map(([why, what]) => {
      const rest = what.length - MOST_NAMED;
      const names = what.slice(0, MOST_NAMED).map(plainText).join(', ');
      return `* ${plainText(why)}: ${names}${rest > 0 ? ` and ${rest} more` : ''}`;
    })
    .join('\n');
}
