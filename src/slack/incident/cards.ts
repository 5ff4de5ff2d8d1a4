/** Incidents in Slack: a channel, one card, and the few messages that people must not miss. */
import type { Logger } from 'pino';
import type { IncidentAudience, IncidentStore, OnCall } from '../../engine/incidents/ports.ts';
import type { Clock, Directory } from '../../engine/ports.ts';
import type { IncidentRules } from '../../model/catalog.ts';
import type { IncidentView, Names } from '../../model/incident-view.ts';
import type { ChannelApi, FurnishApi, IdentityApi, PeopleApi } from '../api.ts';
import { InFlight } from '../in-flight.ts';
import type { Outbox } from '../outbox.ts';
import { IncidentBoard } from './board.ts';
import { Rooms } from './rooms.ts';

export interface PostmortemPages {
  page(view: IncidentView, names: Names): Promise<Uint8Array | null>;
}

export interface IncidentCardsOptions {
  readonly outbox: Pick<Outbox, 'post' | 'update' | 'keys' | 'share' | 'shared' | 'ask'>;
  readonly api: ChannelApi & FurnishApi & IdentityApi & PeopleApi;
  readonly oncall: OnCall;
  readonly store: IncidentStore;
  readonly directory: Pick<Directory, 'members'>;
  /** Makes the post-mortem as a page; null when there is nothing to tell. */
  readonly postmortems: PostmortemPages;
  readonly rules: () => IncidentRules;
  readonly clock: Clock;
  readonly log: Logger;
}

/** What each incident's part in Slack works with. */
export interface IncidentParts extends Omit<IncidentCardsOptions, 'store'> {
  readonly rooms: Rooms;
  readonly track: <T>(work: Promise<T>) => Promise<T>;
}

export class IncidentCards implements IncidentAudience {
  readonly #parts: IncidentParts;
  readonly #work = new InFlight();
  readonly #shown = new Map<string, IncidentBoard>();

  constructor({ store, ...options }: IncidentCardsOptions) {
    this.#parts = { ...options, rooms: new Rooms(store), track: (work) => this.#work.track(work) };
  }

  changed(view: IncidentView): void {
    const { name } = view.incident;
    const board = this.#shown.get(name) ?? new IncidentBoard(view, this.#parts);
    this.#shown.set(name, board);
    board.changed(view);
  }

  over(name: string): void {
    void this.#shown.get(name)?.stop();
    this.#shown.delete(name);
  }

  /** Resolves when everything that changed so far was handed over and written down, or after this time. */
  settled(ms: number): Promise<void> {
    return this.#work.settled(ms);
  }

  /** Nothing begins afterwards. */
  async stop(): Promise<void> {
    await Promise.all([...this.#shown.values()].map((board) => board.stop()));
  }
}
