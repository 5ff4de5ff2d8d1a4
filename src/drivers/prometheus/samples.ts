/** Measurements of a release in flight as lines of its recording, and back. Pure. */
import type { Sample, Series } from './client.ts';

interface Measured {
  readonly query: string;
  readonly series: readonly Series[];
}

/** The file of evidence for a query of this name. */
export function fileOf(name: string): string {
  return `metrics/${name}.json`;
}

export function lineOf(at: Date, measured: Measured): string {
  return `${at.toISOString()} ${JSON.stringify(measured)}`;
}

/** Every series with its values, oldest first. Of a query that was another one in between, the newest is named. */
export function seriesIn(text: string): Measured {
  const values = new Map<string, { readonly metric: Series['metric']; readonly values: Sample[] }>();
  let query = '';
  for (const line of text.split('\n').filter((each) => each !== '')) {
    const measured = parsed(line.slice(line.indexOf(' ') + 1));
    query = measured.query || query;
    for (const { metric, values: more } of measured.series) {
      const key = JSON.stringify(metric);
      const known = values.get(key) ?? { metric, values: [] };
      known.values.push(...more);
      values.set(key, known);
    }
  }
  return { query, series: [...values.values()] };
}

/** A line that a redactor has broken says nothing. */
function parsed(json: string): Measured {
  try {
    return JSON.parse(json) as Measured;
  } catch {
    return { query: '', series: [] };
  }
}
