/**
 * A notice: something that happened to an incident or a release, told to systems outside. Stored as a Kubernetes object
 * like what it is about (`drivers/store`), sent by `engine/notices` through `drivers/outward`.
 */
import type { Severity } from './incident.ts';
import type { Recorded } from './record.ts';

/** What a notice can be of; `incident.acknowledged`: somebody leads it now. */
export const OCCASIONS = [
  'incident.opened',
  'incident.severity',
  'incident.acknowledged',
  'incident.resolved',
  'release.completed',
  'release.rolled_back',
  'release.aborted',
] as const;
export type Occasion = (typeof OCCASIONS)[number];

/** What is sent; it never changes, so that each repetition says the same. Free words are redacted. */
export interface NoticeSpec {
  readonly occasion: Occasion;
  /** RFC 3339: when it happened. */
  readonly at: string;
  /** Name of the incident or the release. */
  readonly about: string;
  readonly service: string;
  readonly environment: string;
  /** Names of the destinations that are told. */
  readonly to: readonly string[];
  /** A Slack member id, or `rollbridge`; left out when nobody is proven to have done it. */
  readonly by?: string;
  /** The one in force, of an incident. */
  readonly severity?: Severity;
  /** Why, in free words. */
  readonly reason?: string;
  /** The release that caused the incident. */
  readonly release?: string;
  /** The image that a release brought, and the one that runs instead. */
  readonly image?: string;
  readonly backTo?: string;
  /** How an incident ended. */
  readonly cause?: string;
  readonly impact?: string;
}

/** Where something is outside, such as a ticket. */
export interface OutwardLink {
  readonly label: string;
  readonly url: string;
}

/** One notice on its way to one destination. */
export interface Delivery {
  readonly to: string;
  /** `needless`: the destination has no use for it any more. `undelivered`: given up until a person sends it again. */
  readonly state: 'waiting' | 'delivered' | 'needless' | 'undelivered';
  readonly tries: number;
  /** RFC 3339: when it was tried first, or for the first time since a person sent it again. */
  readonly since: string | null;
  /** RFC 3339: not before then. */
  readonly nextAt: string | null;
  /** Of the last try; null when it went well. */
  readonly why: string | null;
  readonly hint: string | null;
  readonly link: OutwardLink | null;
}

export interface NoticeStatus {
  /** The worst of its deliveries. */
  readonly phase: 'Waiting' | 'Delivered' | 'Undelivered';
  /** One sentence for `kubectl get notices`. */
  readonly message: string;
  readonly deliveries: readonly Delivery[];
}

export type Notice = Recorded<NoticeSpec, NoticeStatus>;

/** The same for the same occurrence, whoever sees it and however often. */
export function noticeName({ about, occasion, at }: Pick<NoticeSpec, 'about' | 'occasion' | 'at'>): string {
  return `${about}-${occasion.replaceAll(/[._]/g, '-')}-${Date.parse(at).toString(36)}`;
}

export function isOfIncident({ occasion }: Pick<NoticeSpec, 'occasion'>): boolean {
  return occasion.startsWith('incident.');
}

/** Every delivery of it, also before the first was tried. */
export function deliveriesOf({ spec, status }: Pick<Notice, 'spec' | 'status'>): readonly Delivery[] {
  const known = status?.deliveries ?? [];
  return spec.to.map((to) => known.find((each) => each.to === to) ?? untried(to));
}

function untried(to: string): Delivery {
  return { to, state: 'waiting', tries: 0, since: null, nextAt: null, why: null, hint: null, link: null };
}
