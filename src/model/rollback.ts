/** The way back: what is kept of a version, who takes a release back to it, and what holds the next one up. */
import type { Actor } from './decision.ts';
import type { Verification } from './verification.ts';

/** A version exactly as it ran: enough to bring it back although its ReplicaSet is gone. */
export interface KeptVersion {
  readonly hash: string | null;
  readonly revision: number | null;
  readonly image: string;
  /** The pod template as JSON text, byte for byte: what is put back. */
  readonly template: string;
}

/** A version that the cluster still keeps, by what tells it from others. */
export type Revision = Omit<KeptVersion, 'template'>;

/** When a rollback was pressed, accepted by the API server, off the bad version, and healthy. RFC 3339 with ms. */
export interface RollbackClock {
  readonly pressedAt: string;
  readonly acceptedAt?: string;
  readonly zeroAt?: string;
  readonly healthyAt?: string;
}

export interface Rollback {
  readonly by: Actor;
  readonly reason?: string;
  /**
   * Why it happens: somebody pressed, an approver said no, an alert fired that the catalog has a rule for (its name is the
   * reason), or it is the end of a drill.
   */
  readonly cause: 'pressed' | 'rejected' | 'alert' | 'drill';
  readonly from: { readonly hash: string | null; readonly image: string };
  readonly to: KeptVersion;
  /** The mechanism that was chosen, by its stable name. */
  readonly mechanism: string;
  readonly clock: RollbackClock;
  /** Left out where none is asked for. */
  readonly acknowledgement?: Acknowledgement;
  /** Left out before anybody looked. */
  readonly verification?: Verification;
}

/** That a second person knows of a rollback and has looked. */
export interface Acknowledgement {
  /** How often people were reminded. */
  readonly reminders: number;
  readonly given: { readonly by: Actor; readonly at: string; readonly reason?: string } | null;
}

/** Forward releases wait from a rollback until somebody lifts the hold; a rollback never waits for it. */
export interface Hold {
  /** RFC 3339 */
  readonly since: string;
  readonly reason: string | null;
  readonly lifted: { readonly by: Actor; readonly at: string; readonly reason?: string } | null;
}
