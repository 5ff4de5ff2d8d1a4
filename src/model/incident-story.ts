/** What happened in an incident. Its whole timeline has the story of its release besides (`views/incident-timeline`). */
import type { Actor } from './decision.ts';
import type { Role, Severity } from './incident.ts';

export type IncidentEvent =
  | { readonly what: 'opened'; readonly by: Actor; readonly reason?: string }
  | { readonly what: 'severity'; readonly by: Actor; readonly from: Severity; readonly to: Severity }
  /** `from` had it until now; null when nobody had. */
  | {
      readonly what: 'role';
      readonly by: Actor;
      readonly role: Role;
      readonly to: string;
      readonly from: string | null;
    }
  | { readonly what: 'update'; readonly by: Actor; readonly text: string }
  /** A status update is due; `who` is to give it, null when nobody has taken a role. */
  | { readonly what: 'updateDue'; readonly who: string | null }
  | { readonly what: 'tasksAdded'; readonly by: Actor; readonly titles: readonly string[] }
  | { readonly what: 'taskTaken'; readonly by: Actor; readonly title: string; readonly owner: string }
  | { readonly what: 'taskDone'; readonly by: Actor; readonly title: string }
  | { readonly what: 'resolved'; readonly by: Actor; readonly cause: string; readonly impact: string }
  /** Where it is in a system outside, such as a ticket. */
  | { readonly what: 'linked'; readonly to: string; readonly label: string; readonly url: string }
  /** A destination was not told of it; said once for each. */
  | { readonly what: 'notDelivered'; readonly to: string; readonly why: string; readonly hint: string }
  /** Alerts of the place fire, and no release there is to blame, or tells of them. */
  | { readonly what: 'alert'; readonly names: readonly string[]; readonly count: number; readonly says?: string }
  | { readonly what: 'closed'; readonly by: Actor };

export type IncidentTold = IncidentEvent & {
  /** RFC 3339 */
  readonly at: string;
};
