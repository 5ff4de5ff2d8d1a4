/** The plainer sections of a report: what is missing, pods, events, logs, files. */
import { type Html, html } from '../html.ts';
import { offset, time } from '../moments.ts';
import { size } from '../size.ts';
import { type Contents, eventsIn, HASH_LABEL, type PodObject, podsIn, rollbackIn, timeOf } from './contents.ts';
import { excerptsOf } from './logs.ts';
import { clockRows } from './story.ts';
import { reasonsOf } from './summary.ts';

const MOST_EVENTS = 200;
const MOST_PODS = 100;
const MOST_NAMED = 20;

export function clockHtml(contents: Contents): Html | null {
  const clock = rollbackIn(contents)?.clock;
  if (clock === undefined) return null;
  const rows = clockRows(clock).map(({ words, at }) =>
    at === null
      ? html`<tr><th scope="row">${words}</th><td colspan="2">not yet when this was captured</td></tr>`
      : html`<tr><th scope="row">${words}</th><td>${time(at)}</td><td>${offset(at, clock.pressedAt)}</td></tr>`,
  );
  return html`<table><thead><tr><th scope="col">moment</th><th scope="col">UTC</th><th scope="col">after the press</th></tr></thead><tbody>${rows}</tbody></table>`;
}

export function missingHtml(contents: Contents): Html {
  const reasons = reasonsOf(contents);
  if (reasons.length === 0) return html`<p>Nothing that was wanted is missing.</p>`;
  return html`<ul class="gaps">${reasons.map(([why, what]) => {
    const rest = what.length - MOST_NAMED;
    const names = what.slice(0, MOST_NAMED).map((each) => html`<code>${each}</code> `);
    return html`<li>${why}<p>${names}${rest > 0 ? `and ${rest} more` : null}</p></li>`;
  })}</ul>`;
}

export function podsHtml(contents: Contents): Html | null {
  const pods = podsIn(contents);
  if (pods.length === 0) return null;
  const { bad, good } = contents.about;
  const side = ({ metadata }: PodObject) => {
    const hash = metadata?.labels?.[HASH_LABEL] ?? '';
    return hash === bad ? 'new' : hash === good ? 'stable' : hash;
  };
  const row = (pod: PodObject) =>
    html`<tr><th scope="row"><code>${pod.metadata?.name ?? ''}</code></th><td>${side(pod)}</td><td>${stateOf(pod)}</td><td>${restartsOf(pod)}</td><td>${pod.spec?.nodeName ?? ''}</td></tr>`;
  return html`<div class="wide" tabindex="0" role="region" aria-label="Pods"><table><thead><tr><th scope="col">pod</th><th scope="col">version</th><th scope="col">state</th><th scope="col">restarts</th><th scope="col">node</th></tr></thead>
<tbody>${pods
    .toSorted((a, b) => restartsOf(b) - restartsOf(a))
    .slice(0, MOST_PODS)
    .map(row)}</tbody></table></div>${more(pods.length - MOST_PODS, 'pods')}`;
}

function stateOf({ metadata, status }: PodObject): string {
  const all = [...(status?.initContainerStatuses ?? []), ...(status?.containerStatuses ?? [])];
  const whys = all.flatMap(({ state, lastState }) => {
    const why = state?.waiting ?? state?.terminated ?? lastState?.terminated;
    return why === undefined
      ? []
      : [[why.reason, why.exitCode === undefined ? why.message : `exit ${why.exitCode}`].filter(Boolean).join(', ')];
  });
  const going = metadata?.deletionTimestamp === undefined ? [] : ['going'];
  return [status?.phase ?? '', ...going, ...new Set(whys)].filter((part) => part !== '').join(' · ');
}

function restartsOf({ status }: PodObject): number {
  return (status?.containerStatuses ?? []).reduce((sum, { restartCount = 0 }) => sum + restartCount, 0);
}

export function eventsHtml(contents: Contents): Html | null {
  const all = eventsIn(contents);
  if (all.length === 0) return null;
  const rows = all.slice(-MOST_EVENTS).map((event) => {
    const { kind = '', name = '' } = event.involvedObject ?? {};
    const tone = event.type === 'Warning' ? 'bad' : '';
    return html`<tr><td>${time(timeOf(event))} <small>${offset(timeOf(event), contents.about.asOf)}</small></td><td><span class="phase ${tone}">${event.type ?? ''}</span></td><td>${event.reason ?? ''}</td><td>${kind} <code>${name}</code></td><td>${event.message ?? ''}${(event.count ?? 1) > 1 ? ` (${event.count} times)` : null}</td></tr>`;
  });
  return html`<div class="wide" tabindex="0" role="region" aria-label="Events"><table><thead><tr><th scope="col">UTC</th><th scope="col">type</th><th scope="col">reason</th><th scope="col">of</th><th scope="col">message</th></tr></thead><tbody>${rows}</tbody></table></div>
${more(all.length - MOST_EVENTS, 'earlier events', 'events.json')}`;
}

export function logsHtml(contents: Contents): Html | null {
  const excerpts = excerptsOf(contents);
  if (excerpts.length === 0) return null;
  return html`${excerpts.map(({ path, lines, isWhole, whose, crashed }) => {
    const words = [whose, crashed ? 'crashed' : '', isWhole ? 'all of it' : `the newest ${lines.length} lines`];
    return html`<h3><a href="${encodeURI(path)}">${path}</a></h3><p class="note">${words.filter((word) => word !== '').join(' · ')}</p>
<pre tabindex="0" role="region" aria-label="${path}">${lines.join('\n')}</pre>`;
  })}<p class="note">Every log is among the files below.</p>`;
}

export function filesHtml({ files }: Contents): Html {
  const row = ({ path, bytes, truncated }: Contents['files'][number]) =>
    html`<tr><td><a href="${encodeURI(path)}">${path}</a></td><td>${size(bytes)}</td><td>${truncated ?? ''}</td></tr>`;
  return html`<p class="note">The links work in the folder of the capture. <a href="manifest.json">manifest.json</a> has the SHA-256 of each file.</p>
<details><summary>${files.length} files</summary><div class="wide" tabindex="0" role="region" aria-label="Files"><table><thead><tr><th scope="col">file</th><th scope="col">size</th><th scope="col">cut</th></tr></thead><tbody>${files.map(row)}</tbody></table></div></details>`;
}

function more(rest: number, what: string, file?: string): Html | null {
  if (rest <= 0) return null;
  return html`<p class="note">and ${rest} more ${what}${file === undefined ? null : html`, in <a href="${file}">${file}</a>`}</p>`;
}
