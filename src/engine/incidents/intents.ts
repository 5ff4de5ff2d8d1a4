/** What people can ask of incidents. Every method that changes something throws UserProblem when it refuses. */
import type { Incident, Role, Severity } from '../../model/incident.ts';
import type { IncidentView } from '../../model/incident-view.ts';
import type { Person } from '../intents.ts';
import type { IncidentFilter } from './search.ts';

export interface OpenIntent {
  readonly by: Person;
  /** As typed. */
  readonly service: string;
  readonly environment: string | null;
  readonly severity: Severity;
  readonly reason: string | null;
  /** The release whose card was pressed; null: the one that is under way, or was lately. */
  readonly release: string | null;
}

/** What somebody does in an incident. What a card showed travels along where it matters. */
export type Deed =
  /** `from` is who had the role on the card; undefined by command or form, which mean: as it is now. */
  | { readonly do: 'giveRole'; readonly role: Role; readonly to: string; readonly from?: string | null }
  | { readonly do: 'update'; readonly text: string; readonly severity: Severity; readonly seen: Severity }
  | { readonly do: 'severity'; readonly severity: Severity }
  | { readonly do: 'addTask'; readonly title: string; readonly owner: string | null }
  | { readonly do: 'takeTask'; readonly task: string }
  | { readonly do: 'finishTask'; readonly task: string }
  | { readonly do: 'resolve'; readonly cause: string; readonly impact: string; readonly followUps: readonly string[] }
  | { readonly do: 'close' };

export interface DeedIntent {
  readonly by: Person;
  readonly incident: string;
  readonly deed: Deed;
}

/** The one that is meant: by its name, by the channel in which it is spoken of, or by its service. */
export interface Meant {
  readonly incident: string | null;
  readonly channel: string | null;
  /** Both as typed. */
  readonly service: string | null;
  readonly environment?: string | null;
}

export interface Incidents {
  /** The incident, new or the one that is open there already. */
  open(intent: OpenIntent): Promise<{ readonly view: IncidentView; readonly isNew: boolean }>;
  act(intent: DeedIntent): Promise<Incident>;
  /** Newest first, from memory. Throws UserProblem for a service or environment that nobody knows. */
  found(filter: IncidentFilter): readonly Incident[];
  /** Throws UserProblem when there is none, or more than one. */
  meant(meant: Meant): IncidentView;
}

/** What somebody has written in the channel of an incident; plain text. */
export interface Said {
  /** The Slack member id; null when no person wrote it. */
  readonly author: string | null;
  readonly text: string;
}

export interface Notes {
  /** True for the channel of an incident whose timeline takes messages. From memory. */
  takes(channel: string): boolean;
  /**
   * Puts a message on the timeline; false when this person has put it there before, or when it is not there any more.
   * Throws UserProblem.
   */
  note(
    by: Person,
    channel: string,
    message: { readonly ts: string; readonly said: () => Promise<Said | null> },
  ): Promise<boolean>;
  /** Takes it out again unless somebody else has put it there as well. Throws UserProblem for a channel that takes none. */
  strike(by: Person, channel: string, ts: string): Promise<void>;
}
