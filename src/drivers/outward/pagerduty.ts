/**
 * PagerDuty's Events API v2 (PagerDuty/developer-docs, docs/events-API-v2): incidents are alerts, which open and close by
 * one `dedup_key`; releases are change events, which wake nobody.
 */

import type { Outcome, Parcel } from '../../engine/notices/ports.ts';
import { clip } from '../../model/clip.ts';
import type { Severity } from '../../model/incident.ts';
import { isOfIncident, type NoticeSpec, type Occasion } from '../../model/notice.ts';
import type { SecretPlace } from '../../model/outward.ts';
import { type Answer, failed, succeeded } from './ask.ts';
import type { Way } from './destination.ts';
import { factsOf, linksOf, titleOf } from './words.ts';

const LONGEST_SUMMARY = 1_024;
const LONGEST_KEY = 255;
const SEVERITY: Readonly<Record<Severity, string>> = { sev1: 'critical', sev2: 'error', sev3: 'warning' };

type Action = 'trigger' | 'acknowledge' | 'resolve';
const ACTION: Readonly<Partial<Record<Occasion, Action>>> = {
  'incident.opened': 'trigger',
  'incident.severity': 'trigger',
  'incident.acknowledged': 'acknowledge',
  'incident.resolved': 'resolve',
};

export interface PagerDutyRules {
  /** The integration key of a service. */
  readonly routingKey: SecretPlace;
  readonly url: string;
}

export function pagerDuty({ routingKey, url }: PagerDutyRules): Way {
  return async (parcel, { secret, ask, now }) => {
    const { spec } = parcel.notice;
    const routing_key = await secret(routingKey);
    const needless = needlessOf(parcel, routing_key);
    if (needless !== null) return needless;
    const isAlert = isOfIncident(spec);
    const answer = await ask({
      url: new URL(isAlert ? '/v2/enqueue' : '/v2/change/enqueue', url).href,
      body: JSON.stringify({ routing_key, ...(isAlert ? alertOf(parcel) : changeOf(parcel)) }),
    });
    return succeeded(answer) ? { came: 'delivered', link: null } : failed(answer, saidIn(answer), now);
  };
}

/** Once an alert is resolved, another trigger by the same key would open a new one and wake somebody. */
function needlessOf({ notice: { spec }, isOver }: Parcel, key: string): Outcome | null {
  if (isOfIncident(spec)) {
    const isEnd = ACTION[spec.occasion] === 'resolve';
    return isOver && !isEnd ? { came: 'needless', why: 'The incident was over before it could be told' } : null;
  }
  return key.startsWith('R') ? { came: 'needless', why: 'A key of a ruleset takes no change events' } : null;
}

function alertOf(parcel: Parcel): object {
  const { spec } = parcel.notice;
  const event_action = ACTION[spec.occasion];
  const dedup_key = clip(`rollbridge-${spec.about}`, LONGEST_KEY);
  if (event_action !== 'trigger') return { event_action, dedup_key };
  const { service, environment, severity = 'sev2' } = spec;
  return {
    event_action,
    dedup_key,
    client: 'Rollbridge',
    payload: {
      ...payloadOf(spec),
      severity: SEVERITY[severity],
      component: service,
      group: environment,
      class: 'incident',
    },
    links: linksOf(parcel),
  };
}

function changeOf(parcel: Parcel): object {
  return { payload: payloadOf(parcel.notice.spec), links: linksOf(parcel) };
}

function payloadOf(spec: NoticeSpec): object {
  return {
    summary: clip(titleOf(spec), LONGEST_SUMMARY),
    source: `${spec.service}/${spec.environment}`,
    timestamp: spec.at,
    custom_details: Object.fromEntries(factsOf(spec)),
  };
}

/** `{"status": "invalid event", "message": "…", "errors": ["…"]}` */
function saidIn({ body }: Answer): string {
  if (typeof body !== 'object' || body === null) return '';
  const { message, errors } = body as { readonly message?: unknown; readonly errors?: unknown };
  return [message, ...(Array.isArray(errors) ? errors : [])].filter((each) => typeof each === 'string').join(', ');
}
