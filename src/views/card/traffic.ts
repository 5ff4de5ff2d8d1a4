/** Where the traffic is, how many pods there are, and which versions run. */
import type { KnownBlock } from '@slack/types';
import { isDebugging, isRestart, isScaling } from '../../model/release.ts';
import type { ReleaseView } from '../../model/release-view.ts';
import { type TargetSnapshot, trafficOf, type VersionState } from '../../model/snapshot.ts';
import { fields, section } from '../blocks.ts';
import { shortImage } from '../images.ts';
import { newHashOf, newVersionTraffic, recordOf } from '../reading.ts';
import { bar, percent } from '../share.ts';
import { stepWords } from '../steps.ts';
import { code, dotted, lines } from '../text.ts';
import { moment } from '../time.ts';
import { ROLE } from '../words/words.ts';

const VERSIONS_SHOWN = 6;
const TRAFFIC_TITLE = '*Traffic of the new version*';

/** Traffic, or the new pods of a restart, left; replicas right. */
export function progress(view: ReleaseView, snapshot: TargetSnapshot): KnownBlock | null {
  if (isDebugging(view.release)) return null;
  if (isScaling(view.release)) return fields('progress', [replicasField(snapshot)]);
  const first = isRestart(view.release) ? renewedField(snapshot) : trafficField(view, snapshot);
  return fields('progress', [first, replicasField(snapshot)]);
}

function renewedField({ restart: { renewed }, replicas: { desired } }: TargetSnapshot): string {
  const count = Math.min(renewed ?? 0, desired);
  const share = bar(desired === 0 ? 0 : (100 * count) / desired);
  return `*New pods*\n${share} ${count} of ${desired} ready`;
}

function trafficField(view: ReleaseView, snapshot: TargetSnapshot): string {
  const traffic = newVersionTraffic(view);
  if (traffic === null) return `${TRAFFIC_TITLE}\nNone yet`;
  const { actual, set } = traffic;
  const wants = set === null || percent(set) === percent(actual) ? '' : ` (wants ${percent(set)})`;
  return [TRAFFIC_TITLE, `${bar(actual)} ${percent(actual)}${wants}`, ...stepLine(view, snapshot)].join('\n');
}

/** Steps are those of the new version only while it is the wanted one. */
function stepLine(view: ReleaseView, { steps, phase, desiredHash }: TargetSnapshot): readonly string[] {
  if (steps === null || phase === 'Aborted' || newHashOf(view) !== desiredHash) return [];
  return [stepWords(steps.index, steps.count)];
}

function replicasField({ replicas }: TargetSnapshot): string {
  const { desired, current, updated, ready, available } = replicas;
  return `*Replicas*\n${desired} wanted · ${current} running\n${updated} updated · ${ready} ready · ${available} available`;
}

export function versions(view: ReleaseView, snapshot: TargetSnapshot): KnownBlock | null {
  const shown = snapshot.versions.filter((version) => version.roles.length > 0 || version.current > 0);
  const sorted = shown.toSorted((a, b) => rank(a) - rank(b) || b.revision - a.revision);
  const home = recordOf(view)?.image ?? snapshot.image;
  const all = sorted.map((version) => versionLine(version, home, snapshot));
  return all.length === 0 ? null : section('versions', `*Versions*\n${lines(all, VERSIONS_SHOWN, 'versions')}`);
}

/** The new version first, then the one it replaces, then those that only linger. */
function rank({ roles }: VersionState): number {
  if (roles.includes('canary') || roles.includes('preview')) return 0;
  return roles.length > 0 ? 1 : 2;
}

function versionLine(version: VersionState, home: string, snapshot: TargetSnapshot): string {
  const roles = version.roles.map((role) => ROLE[role]).join(', ') || 'former';
  const end = moment(version.scaleDownAt);
  return dotted([
    `${code(shortImage(version.image, home), 120)} ${roles}`,
    `revision ${version.revision}`,
    `${version.ready} of ${version.desired} ready`,
    `${percent(trafficOf(snapshot, version.hash))} of traffic`,
    end && `kept until ${end}`,
  ]);
}
