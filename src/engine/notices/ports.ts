/** What notices need from the world. The engine knows no HTTP: how a destination is spoken to is the driver's. */
import type { Logger } from 'pino';
import type { Notice, OutwardLink } from '../../model/notice.ts';
import type { OutwardRules } from '../../model/outward.ts';
import type { Redactor } from '../../model/redactor.ts';
import type { IncidentStore } from '../incidents/ports.ts';
import type { Clock, RecordStore, ReleaseStore } from '../ports.ts';
import type { World } from '../world.ts';

export type NoticeStore = RecordStore<Notice>;

/** What is handed to a destination. */
export interface Parcel {
  readonly notice: Notice;
  /** The incident is over by now: nobody must be woken for it any more. */
  readonly isOver: boolean;
  /** The channel of the incident in Slack; null while there is none. */
  readonly channel: string | null;
  /** Where people talk; null when the catalog names no place. */
  readonly bridge: string | null;
}

/** What came of one try. No secret stands in any of the words. */
export type Outcome =
  | { readonly came: 'delivered'; readonly link: OutwardLink | null }
  /** It has no use for that. */
  | { readonly came: 'needless'; readonly why: string }
  /**
   * It may pass by itself. `afterMs`: when the destination wants to be asked again at the earliest. `isAway`: nothing else
   * would be taken there now either.
   */
  | { readonly came: 'later'; readonly why: string; readonly afterMs: number | null; readonly isAway: boolean }
  /** Trying again would not help. */
  | { readonly came: 'refused'; readonly why: string; readonly hint: string };

export interface Destination {
  /** In bounded time, and never rejects. The notice's name is the same for each repetition: the key of idempotency. */
  deliver(parcel: Parcel, signal: AbortSignal): Promise<Outcome>;
}

export interface NoticeRemoval {
  /** False when somebody has changed it since. */
  remove(notice: Notice): Promise<boolean>;
}

export interface NoticeWorld {
  readonly rules: () => OutwardRules;
  /** Null when the catalog does not name it. */
  readonly destination: (name: string) => Destination | null;
  readonly notices: NoticeStore;
  readonly removal: NoticeRemoval;
  readonly incidents: IncidentStore;
  readonly releases: Pick<World, 'catalog' | 'directory'> & { readonly store: ReleaseStore };
  readonly redactor: () => Redactor;
  readonly clock: Clock;
  readonly log: Pick<Logger, 'info' | 'warn' | 'error'>;
  /** Hears of each try. */
  readonly tried: (to: string, came: Outcome['came']) => void;
}
