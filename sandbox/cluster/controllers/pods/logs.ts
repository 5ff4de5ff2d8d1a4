/** What a pod writes into its log: one line for each second of its life, the same at every reading. Pure. */
import type { LogLine } from '../../api/pods.ts';
import type { App } from './app.ts';

const SECOND = 1_000;
/** How long the run before the last restart lived. */
const PREVIOUS_RUN = 20 * SECOND;

/** Of its present run until now, oldest first. */
export function linesOf(app: App, now: number): readonly LogLine[] {
  return linesBetween(app, app.began, now);
}

/** Of the run before the last restart, which ended badly; null when there was none. */
export function previousLines(app: App): readonly LogLine[] | null {
  if (app.restarts === 0) return null;
  const end = app.began - SECOND;
  return [...linesBetween(app, end - PREVIOUS_RUN, end), { at: end, text: 'panic: cannot open database' }];
}

export function lastWords({ behaviour, name }: App, at: number): LogLine {
  return { at, text: `level=warn version=${behaviour.version} pod=${name} msg="SIGTERM received, draining"` };
}

function linesBetween(app: App, begin: number, end: number): readonly LogLine[] {
  const count = Math.max(0, Math.floor((end - begin) / SECOND) + 1);
  return Array.from({ length: count }, (_, k) => ({ at: begin + k * SECOND, text: lineText(app, k) }));
}

/** Line k of a run. Failures carry what must never be shown to anybody: a secret that is none. */
function lineText({ behaviour: { version, errorShare }, name }: App, k: number): string {
  const request = `version=${version} pod=${name} n=${k} msg="GET /api/items"`;
  if (k % 100 >= errorShare * 100) return `level=info ${request} status=200`;
  return `level=error ${request} status=500 password=hunter2 err="connection refused"`;
}
