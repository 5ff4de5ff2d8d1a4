/** What is said of a notice in systems that show it to people: plain text, which each of them escapes in its own way. */
import type { Parcel } from '../../engine/notices/ports.ts';
import type { Severity } from '../../model/incident.ts';
import { isOfIncident, type NoticeSpec } from '../../model/notice.ts';

const SEVERITY: Readonly<Record<Severity, string>> = { sev1: 'SEV 1', sev2: 'SEV 2', sev3: 'SEV 3' };

/** One line. */
export function titleOf(spec: NoticeSpec): string {
  const where = `${spec.service} in ${spec.environment}`;
  const severity = spec.severity === undefined ? '' : SEVERITY[spec.severity];
  const what = versionIn(spec.image);
  switch (spec.occasion) {
    case 'incident.opened':
      return `${severity}: ${where}${because(spec.reason)}`;
    case 'incident.severity':
      return `${where} is ${severity} now`;
    case 'incident.acknowledged':
      return `${where}: somebody leads the incident`;
    case 'incident.resolved':
      return `Resolved: ${where}${because(spec.cause)}`;
    case 'release.completed':
      return `${where}: ${what} is live`;
    case 'release.rolled_back':
      return `${where}: ${what} was rolled back to ${versionIn(spec.backTo)}`;
    case 'release.aborted':
      return `${where}: ${what} was aborted${because(spec.reason)}`;
  }
}

/** What belongs to it, as names and values. */
export function factsOf(spec: NoticeSpec): readonly (readonly [name: string, value: string])[] {
  const all: readonly (readonly [string, string | undefined])[] = [
    [isOfIncident(spec) ? 'Incident' : 'Release', spec.about],
    ['Caused by', spec.release],
    ['Service', spec.service],
    ['Environment', spec.environment],
    ['Severity', spec.severity === undefined ? undefined : SEVERITY[spec.severity]],
    ['By', spec.by],
    ['Reason', spec.reason],
    ['Image', spec.image],
    ['Back to', spec.backTo],
    ['Cause', spec.cause],
    ['Impact', spec.impact],
    ['At', spec.at],
  ];
  return all.flatMap(([name, value]) => (value === undefined || value === '' ? [] : [[name, value] as const]));
}

export interface Link {
  readonly text: string;
  readonly href: string;
}

/** `app_redirect` opens a channel in whichever workspace the person is in (docs.slack.dev, deep linking). */
export function linksOf({ channel, bridge }: Parcel): readonly Link[] {
  const slack = channel === null ? null : `https://slack.com/app_redirect?channel=${encodeURIComponent(channel)}`;
  return [
    ...(slack === null ? [] : [{ text: 'Channel in Slack', href: slack }]),
    ...(bridge === null ? [] : [{ text: 'Bridge', href: bridge }]),
  ];
}

function because(reason: string | undefined): string {
  return reason === undefined || reason === '' ? '' : `: ${reason}`;
}

/** Without its registry. */
function versionIn(image: string | undefined): string {
  return image === undefined ? 'a version' : image.slice(image.lastIndexOf('/') + 1);
}
