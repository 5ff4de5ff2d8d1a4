/** All that an incident's card is drawn from. */
import type { Environment } from './catalog.ts';
import type { Incident } from './incident.ts';
import type { Release } from './release.ts';

export interface IncidentView {
  readonly incident: Incident;
  /** Null when the catalog does not know its place any more. */
  readonly environment: Environment | null;
  /** The release that caused it, and what was released there since, oldest first. */
  readonly releases: readonly Release[];
  /** What was released elsewhere shortly before and since, newest first. */
  readonly nearby: readonly Release[];
  /** Where people talk, by the catalog; null when it names none. */
  readonly bridge: string | null;
}

/** What people are called, by Slack member id, for files: only messages turn a mention into a name. Who is not in it keeps the id. */
export type Names = ReadonlyMap<string, string>;
