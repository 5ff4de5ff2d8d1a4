/** What stands at the top of an incident's channel. Plain text: Slack formats neither. */
import { clip } from '../../model/clip.ts';
import type { IncidentView } from '../../model/incident-view.ts';
import { oneLine } from '../text.ts';
import { SEVERITY } from './words.ts';

/** By conversations.setTopic and setPurpose. */
const LONGEST = 250;

export function topicOf({ incident: { spec, status }, bridge }: IncidentView): string {
  const severity = SEVERITY[status?.severity ?? spec.severity].word;
  const parts = [`${severity}: ${spec.service} in ${spec.environment}`, spec.reason ?? '', bridge ?? ''];
  return clip(oneLine(parts.filter(Boolean).join(' · ')), LONGEST);
}

export function purposeOf({ incident: { name, spec } }: IncidentView): string {
  return clip(
    `The incident ${name} of ${spec.service} in ${spec.environment}. The pinned card shows how it stands.`,
    LONGEST,
  );
}
