/**
 * An incident: something is wrong with a service, and people work on it together. Stored as a Kubernetes object like a
 * release (`drivers/store`), seen as a channel with one live card (`slack/incident*`).
 */
import type { Actor } from './decision.ts';
import type { IncidentTold } from './incident-story.ts';
import type { Recorded } from './record.ts';
import type { CardPlace } from './release.ts';

/** `sev1` is the worst. */
export const SEVERITIES = ['sev1', 'sev2', 'sev3'] as const;
export type Severity = (typeof SEVERITIES)[number];

export const ROLES = ['commander', 'communications', 'scribe'] as const;
export type Role = (typeof ROLES)[number];

/** `Closed`: its channel is to be archived, or is. */
export type IncidentPhase = 'Open' | 'Resolved' | 'Closed';

export interface IncidentSpec {
  readonly service: string;
  readonly environment: string;
  /** As it was opened; the status has the one in force. */
  readonly severity: Severity;
  readonly reason?: string;
  /** The release that caused it. */
  readonly release?: string;
  /** Free words; proves nothing about who asked. */
  readonly requestedBy?: string;
}

export interface Task {
  /** Unique within the incident, for ever. */
  readonly id: string;
  readonly title: string;
  /** A Slack member id. */
  readonly owner: string | null;
  readonly state: 'open' | 'done';
}

/** What is done once for the channel of an incident, in this order. */
export const ROOM_STEPS = ['create', 'topic', 'purpose', 'invite', 'bookmark', 'pin', 'postmortem', 'archive'] as const;
export type RoomStep = (typeof ROOM_STEPS)[number];

/** Slack would not have it, and the incident went on without it. */
export interface Trouble {
  readonly step: RoomStep;
  readonly why: string;
  readonly hint: string;
}

/** What was done in Slack: written down after each step, so that a restart goes on where it was. */
export interface Room {
  /** Stored before the channel is made. */
  readonly name: string;
  /** RFC 3339: a channel of this name that we made since is ours. */
  readonly claimedAt: string;
  readonly channel: string | null;
  /** Done, or given up with a trouble. */
  readonly did: readonly RoomStep[];
  readonly troubles: readonly Trouble[];
}

/** In ms; null where it cannot be said. */
export interface Figures {
  /** From the beginning of the release to the incident. */
  readonly detect: number | null;
  /** From the press of the rollback until the bad version had no traffic. */
  readonly rollBack: number | null;
  /** From the incident to the version that is well, or to its resolution. */
  readonly restore: number | null;
}

export interface Resolution {
  readonly by: Actor;
  /** RFC 3339 */
  readonly at: string;
  readonly cause: string;
  readonly impact: string;
  readonly followUps: readonly string[];
  readonly figures: Figures;
}

/** A message in the incident's channel that somebody has put on the timeline. */
export interface Note {
  /** Slack's `ts` of the message, which says when it was written too. */
  readonly ts: string;
  /** The Slack member id of who wrote it; null when no person did. */
  readonly author: string | null;
  readonly text: string;
  /** Slack member ids of those who marked it: it goes with the last of them. */
  readonly by: readonly string[];
}

export interface IncidentStatus {
  readonly phase: IncidentPhase;
  /** One sentence for `kubectl get incidents`. */
  readonly message: string;
  readonly openedBy: Actor;
  readonly severity: Severity;
  /** Slack member ids. */
  readonly roles: Readonly<Record<Role, string | null>>;
  readonly tasks: readonly Task[];
  /** RFC 3339: when the next status update, or the reminder of it, is due; null when none is. */
  readonly updateDueAt: string | null;
  /** Reminders in a row that led to nothing. */
  readonly missed: number;
  readonly room: Room | null;
  readonly resolution: Resolution | null;
  readonly notes: readonly Note[];
  readonly story: readonly IncidentTold[];
  readonly card: CardPlace | null;
}

export type Incident = Recorded<IncidentSpec, IncidentStatus>;

/** True until it is resolved. */
export function isOpen({ status }: Pick<Incident, 'status'>): boolean {
  return status === null || status.phase === 'Open';
}

/** True when nothing is to come of it any more: it is closed, and its channel is archived. */
export function isArchived({ status }: Pick<Incident, 'status'>): boolean {
  return status?.phase === 'Closed' && status.room?.did.includes('archive') === true;
}
