/** What the page of a post-mortem is made from. */
import type { IncidentStatus } from '../../model/incident.ts';
import type { IncidentView, Names } from '../../model/incident-view.ts';
import type { Contents } from '../evidence/contents.ts';

export interface Captured {
  /** The name of its folder. */
  readonly name: string;
  /** Null when the folder is not there any more, or cannot be read. */
  readonly contents: Contents | null;
}

export interface Material {
  readonly view: IncidentView;
  readonly status: IncidentStatus;
  /** What was captured of its releases, oldest first. */
  readonly captures: readonly Captured[];
  /** Of the people who are spoken of. */
  readonly names: Names;
}
