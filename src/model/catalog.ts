/**
 * What the catalog says: services, their environments, who may do what, and where each target lives.
 * Nouns only; reading and checking the YAML is `config/`'s work.
 */

import type { AlertRule } from './alert.ts';
import type { OutwardRules } from './outward.ts';
import type { RedactRules } from './redactor.ts';

/** A service in one region: the thing a driver acts on. */
export interface Target {
  readonly region: string;
  readonly cluster: string;
  readonly namespace: string;
  readonly kind: 'Rollout';
  readonly name: string;
  /** The container whose image a release sets. */
  readonly container: string;
}

/** A person or a group, as the catalog names them: `@handle` is a user group, anything else a user id. */
export type Principal =
  | { readonly kind: 'group'; readonly handle: string }
  | { readonly kind: 'user'; readonly id: string };

export interface Access {
  readonly deploy: readonly Principal[];
  readonly approve: readonly Principal[];
  /** Empty means: everybody who may deploy or approve. */
  readonly rollback: readonly Principal[];
  /** How many approvals a gate needs; 0 means that whoever may deploy may promote. */
  readonly approvals: number;
  readonly requesterMayApprove: boolean;
}

/** What follows a rollback here. */
export interface RollbackRules {
  /** How long things may take until they are right again, in ms; then it is said what is not. */
  readonly verifyWithinMs: number;
  /** Whether a second person is asked to acknowledge it. */
  readonly acknowledge: boolean;
  /** When people are reminded for the first time, in ms after the press; each further pause is longer. */
  readonly remindAfterMs: number;
}

/** Rehearsals of the rollback. */
export interface DrillRules {
  /** No people are here, so a drill may bring traffic to what it brings. */
  readonly traffic: boolean;
  /** How long what a drill brings may take to be up, in ms. */
  readonly withinMs: number;
  /** People are reminded when the last one is older than that, in ms; null: never. */
  readonly everyMs: number | null;
}

/** Pods for debugging. */
export interface DebugRules {
  /** Beside those of the service's own repository. */
  readonly images: readonly string[];
  /** How long one may stay, in ms. */
  readonly forMs: number;
}

export interface Environment {
  readonly name: string;
  /** The channel in which cards of this environment live. */
  readonly channel: string;
  readonly access: Access;
  readonly rollback: RollbackRules;
  /** Whether an incident is opened when a release was taken back here and nobody in Slack has asked for it. */
  readonly critical: boolean;
  readonly drill: DrillRules;
  readonly debug: DebugRules;
  /** The first rule that fits an alert counts. */
  readonly alerts: readonly AlertRule[];
  readonly targets: readonly Target[];
}

export interface Service {
  readonly name: string;
  /** The image repository without tag, for example `ghcr.io/acme/shop`. */
  readonly image: string;
  readonly environments: readonly Environment[];
}

/** Where archives of captures are kept beside the folder. */
export interface BucketRules {
  /** Address of a server that speaks the S3 protocol. */
  readonly endpoint: string;
  readonly name: string;
  /** Stands before the names of archives, with `/` behind it; empty is none. */
  readonly prefix: string;
  readonly region: string;
}

/** What is captured when a release is rolled back or fails, and where it is kept. */
export interface EvidenceRules {
  readonly capture: boolean;
  /** Null: in the system's folder for temporary files. */
  readonly directory: string | null;
  /** Of each service, the newest so many captures are kept. */
  readonly keep: number;
  /** What is older goes, of all services; and the oldest of all while they take more room together. Null is no limit. */
  readonly retention: { readonly ageMs: number | null; readonly bytes: number | null };
  readonly bucket: BucketRules | null;
  /** What is taken out beside what is taken out always. */
  readonly redact: RedactRules;
  /** How long a capture may take, in ms. */
  readonly withinMs: number;
  readonly recorder: RecorderRules;
  /** PromQL by name; see `QUERY_PLACEHOLDERS`. */
  readonly queries: Readonly<Record<string, string>>;
  /** What is right, for those of the queries for which that is known. */
  readonly limits: Readonly<Record<string, Limit>>;
}

/** Every value must lie between these; null is no limit on that side. */
export interface Limit {
  readonly min: number | null;
  readonly max: number | null;
}

/** How much is recorded of releases in flight, so that evidence has what is gone by then. */
export interface RecorderRules {
  readonly record: boolean;
  /** Bytes, of one release and of all together. */
  readonly perRelease: number;
  readonly total: number;
}

/** How much is remembered of what was released. */
export interface HistoryRules {
  /** Of each service in each environment, the newest so many releases that have ended are kept, and what is needed besides. */
  readonly keep: number;
}

/** What happens when an incident is opened. */
export interface IncidentRules {
  /** Called to every incident, whatever its service. */
  readonly invite: readonly Principal[];
  /** Where people talk: a link with placeholders such as `{{incident}}`, or `huddle`: that of its channel; null for none. */
  readonly bridge: string | null;
  /** The channel in which status updates are repeated; null: where the release's card is. */
  readonly statusChannel: string | null;
  /** Of each place, the newest so many incidents that are over are kept. */
  readonly keep: number;
  /** The name of the emoji that puts a message of the channel on the timeline, without colons. */
  readonly timelineEmoji: string;
}

/** What stands in a query as `{{namespace}}` and the like: `hash` is the new version's, `stableHash` the old one's. */
export const QUERY_PLACEHOLDERS = ['service', 'environment', 'namespace', 'name', 'hash', 'stableHash'] as const;

export interface Cluster {
  /** The kubeconfig context that reaches it; null is the cluster the bot runs in. */
  readonly context: string | null;
  readonly prometheus: { readonly url: string } | null;
}

export interface Catalog {
  readonly home: { readonly cluster: string; readonly namespace: string };
  readonly clusters: Readonly<Record<string, Cluster>>;
  readonly services: readonly Service[];
  /** The environment that is meant when nobody says one. */
  readonly defaultEnvironment: string;
  readonly evidence: EvidenceRules;
  readonly history: HistoryRules;
  readonly incidents: IncidentRules;
  readonly outward: OutwardRules;
}

/** One string per target, unique over all clusters: the key of lanes and of caches. */
export function targetKey(target: Pick<Target, 'cluster' | 'namespace' | 'name'>): string {
  return `${target.cluster}/${target.namespace}/${target.name}`;
}
