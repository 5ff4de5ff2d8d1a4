/**
 * Opsgenie's Alert API v2 (docs.opsgenie.com/docs/alert-api): an alert is opened, acknowledged and closed by its alias, which
 * keeps it one however often it is opened.
 */

import type { Parcel } from '../../engine/notices/ports.ts';
import { clip } from '../../model/clip.ts';
import type { Severity } from '../../model/incident.ts';
import type { SecretPlace } from '../../model/outward.ts';
import { type Answer, failed, succeeded } from './ask.ts';
import type { Way } from './destination.ts';
import { factsOf, linksOf, titleOf } from './words.ts';

const LONGEST_MESSAGE = 130;
const LONGEST_ALIAS = 512;
const LONGEST_DESCRIPTION = 15_000;
const LONGEST_NOTE = 25_000;
const PRIORITY: Readonly<Record<Severity, string>> = { sev1: 'P1', sev2: 'P2', sev3: 'P3' };

export interface OpsgenieRules {
  readonly key: SecretPlace;
  readonly url: string;
  /** Who is called; null: whom the integration of the key calls. */
  readonly team: string | null;
}

export function opsgenie({ key, url, team }: OpsgenieRules): Way {
  return async (parcel, { secret, ask, now }) => {
    const { spec } = parcel.notice;
    const headers = { authorization: `GenieKey ${await secret(key)}` };
    const isEnd = spec.occasion === 'incident.resolved';
    if (parcel.isOver && !isEnd) return { came: 'needless', why: 'The incident was over before it could be told' };
    const { path, body } = requestOf(parcel, team);
    const answer = await ask({ url: new URL(path, url).href, headers, body: JSON.stringify(body) });
    return succeeded(answer) ? { came: 'delivered', link: null } : failed(answer, saidIn(answer), now);
  };
}

function requestOf(parcel: Parcel, team: string | null): { readonly path: string; readonly body: object } {
  const { spec } = parcel.notice;
  const alias = clip(`rollbridge-${spec.about}`, LONGEST_ALIAS);
  const act = (action: string) => `/v2/alerts/${encodeURIComponent(alias)}/${action}?identifierType=alias`;
  const note = { source: 'Rollbridge', note: clip(titleOf(spec), LONGEST_NOTE) };
  switch (spec.occasion) {
    case 'incident.acknowledged':
      return { path: act('acknowledge'), body: note };
    case 'incident.resolved':
      return { path: act('close'), body: note };
    case 'incident.severity':
      return { path: act('notes'), body: note };
    default:
      return { path: '/v2/alerts', body: { alias, ...alertOf(parcel, team) } };
  }
}

function alertOf(parcel: Parcel, team: string | null): object {
  const { spec } = parcel.notice;
  const facts = factsOf(spec);
  const links = linksOf(parcel).map(({ text, href }) => `${text}: ${href}`);
  return {
    message: clip(titleOf(spec), LONGEST_MESSAGE),
    description: clip([titleOf(spec), ...links].join('\n'), LONGEST_DESCRIPTION),
    priority: PRIORITY[spec.severity ?? 'sev2'],
    source: 'Rollbridge',
    entity: `${spec.service}/${spec.environment}`,
    tags: ['rollbridge', spec.service, spec.environment],
    details: Object.fromEntries(facts),
    ...(team !== null && { responders: [{ type: 'team', name: team }] }),
  };
}

/** `{"message": "…"}` */
function saidIn({ body }: Answer): string {
  const said = typeof body === 'object' && body !== null && 'message' in body ? body.message : '';
  return typeof said === 'string' ? said : '';
}
