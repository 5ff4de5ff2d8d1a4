/** Asks a Prometheus, and says in one line what came: what differs from one to the other by nature is left out. */

/** A query, and what it comes to: `scalar 1`, `vector | {a="b"} 1 | {} 2`, or the status and the error. */
export type Query = readonly [query: string, outcome: string];

interface Body {
  readonly status: string;
  readonly errorType?: string;
  readonly error?: string;
  readonly data?: { readonly resultType: string; readonly result: unknown };
}

interface Sample {
  readonly metric: Readonly<Record<string, string>>;
  readonly value: readonly [number, string];
}

export async function outcomeOf(url: string, query: string): Promise<string> {
  const answer = await fetch(`${url}/api/v1/query?${new URLSearchParams({ query })}`);
  const { status, errorType, error = '', data } = (await answer.json()) as Body;
  if (status !== 'success') return `${answer.status} ${errorType}: ${withoutPlace(error)}`;
  if (data === undefined) return `${answer.status} without an answer`;
  if (data.resultType !== 'vector') return `${data.resultType} ${(data.result as Sample['value'])[1]}`;
  const samples = data.result as readonly Sample[];
  return ['vector', ...samples.map(({ metric, value }) => `${labelText(metric)} ${value[1]}`)].join(' | ');
}

/** Where it was collected is another place for each. */
function labelText(labels: Readonly<Record<string, string>>): string {
  const entries = Object.entries(labels).filter(([name]) => name !== 'instance');
  const texts = entries.sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, value]) => `${name}="${value}"`);
  return `{${texts.join(',')}}`;
}

function withoutPlace(error: string): string {
  return error.replace('invalid parameter "query": ', '').replaceAll(/instance="[^"]*"/g, 'instance="…"');
}
