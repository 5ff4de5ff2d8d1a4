/** What was done in Slack for an incident, as the incident itself remembers it. */
import type { IncidentStore } from '../../engine/incidents/ports.ts';
import type { Incident, Room, RoomStep } from '../../model/incident.ts';
import { CardPlaces } from '../card-places.ts';
import type { Reason } from '../places.ts';

export class Rooms extends CardPlaces<Incident> {
  constructor(store: IncidentStore) {
    super(store);
  }

  /** Stores the name of a channel before it is made; another one when the first was taken. */
  claimed(name: string, room: string, now: Date): Promise<void> {
    return this.#room(name, (known) =>
      known?.name === room || known?.channel
        ? null
        : { did: [], troubles: [], channel: null, ...known, name: room, claimedAt: now.toISOString() },
    );
  }

  /** The channel is there. */
  founded(name: string, channel: string): Promise<void> {
    return this.#room(name, (room) =>
      room === null || room.channel === channel ? null : { ...room, channel, did: [...room.did, 'create'] },
    );
  }

  /** That a step is done, or why Slack will not have it. */
  did(name: string, step: RoomStep, trouble: Reason | null): Promise<void> {
    return this.#room(name, (room) => {
      if (room === null || room.did.includes(step)) return null;
      const troubles = trouble === null ? room.troubles : [...room.troubles, { step, ...trouble }];
      return { ...room, did: [...room.did, step], troubles };
    });
  }

  /** So many events of the story were announced. */
  told(name: string, count: number): Promise<void> {
    return this.change(name, (card) => (card.told >= count ? null : { ...card, told: count }));
  }

  async #room(name: string, change: (room: Room | null) => Room | null): Promise<void> {
    await this.store.update(name, ({ status }) => {
      const room = status === null ? null : change(status.room);
      return status === null || room === null ? null : { ...status, room };
    });
  }
}
