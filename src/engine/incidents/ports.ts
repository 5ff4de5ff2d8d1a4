/** What incidents need from the world besides what releases need. */
import type { Incident } from '../../model/incident.ts';
import type { IncidentView } from '../../model/incident-view.ts';
import type { NamedStore } from '../ports.ts';
import type { World } from '../world.ts';

export type IncidentStore = NamedStore<Incident>;

export interface IncidentRemoval {
  /** Removes an incident as it is known here; false when somebody has changed it since. True when it is gone. */
  remove(incident: Incident): Promise<boolean>;
}

/** Hears of every incident that may look different now. */
export interface IncidentAudience {
  changed(view: IncidentView): void;
  /** It is archived, with everything shown before, or its record is gone. */
  over(name: string): void;
}

export interface IncidentWorld {
  readonly releases: Pick<World, 'catalog' | 'store' | 'directory' | 'clock' | 'log'>;
  readonly store: IncidentStore;
  readonly audience: IncidentAudience;
}

export interface OnCallNow {
  readonly emails: readonly string[];
  /** Why it cannot be said; null when it can. */
  readonly lack: { readonly why: string; readonly hint: string } | null;
}

/** Who is on call for a service, by a system outside. Never rejects for what that system says. */
export interface OnCall {
  now(service: string): Promise<OnCallNow>;
}
