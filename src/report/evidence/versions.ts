/** Which versions there were at the press or the failure, and who carried the traffic. */
import { trafficOf, type VersionState } from '../../model/snapshot.ts';
import { type Html, html } from '../html.ts';
import { type Contents, targetIn } from './contents.ts';

export interface VersionRow {
  readonly what: string;
  readonly image: string;
  readonly hash: string;
  readonly pods: string;
  readonly traffic: string;
}

/** The new version first, then the one that stays, then whatever else was there. */
export function versionRows(contents: Contents): readonly VersionRow[] {
  const target = targetIn(contents);
  if (target === null) return [];
  const { bad, good } = contents.about;
  const rank = ({ hash }: VersionState) => (hash === bad ? 0 : hash === good ? 1 : 2);
  const what = ({ hash, roles }: VersionState) => {
    const side = hash === bad ? 'new version' : hash === good ? 'stable version' : 'older version';
    const others = roles.filter((role) => role !== 'stable' || hash !== good);
    return others.length === 0 ? side : `${side} (${others.join(', ')})`;
  };
  return target.versions
    .filter((version) => rank(version) < 2 || version.current > 0)
    .toSorted((a, b) => rank(a) - rank(b))
    .map((version) => ({
      what: what(version),
      image: version.image,
      hash: version.hash,
      pods: `${version.available} available, ${version.ready} ready of ${version.desired}`,
      traffic: `${trafficOf(target, version.hash)} %`,
    }));
}

export function versionsHtml(contents: Contents): Html | null {
  const rows = versionRows(contents);
  if (rows.length === 0) return null;
  const troubles = targetIn(contents)?.troubles ?? [];
  return html`<div class="wide" tabindex="0" role="region" aria-label="Versions"><table><thead><tr><th scope="col">what</th><th scope="col">image</th><th scope="col">hash</th><th scope="col">pods</th><th scope="col">traffic</th></tr></thead>
<tbody>${rows.map(({ what, image, hash, pods, traffic }) => html`<tr><th scope="row">${what}</th><td>${image}</td><td><code>${hash}</code></td><td>${pods}</td><td>${traffic}</td></tr>`)}</tbody></table></div>
${troubles.length === 0 ? null : html`<h3>Pods that did not serve</h3><ul>${troubles.slice(0, 20).map(({ pod, reason, message }) => html`<li><code>${pod}</code>: ${reason}${message === null ? null : `: ${message}`}</li>`)}</ul>`}`;
}
