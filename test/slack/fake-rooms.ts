/** Channels as Slack keeps them, behind the seam, and every way in which a call can go wrong. */
import type { ChannelApi, FurnishApi, Identity, IdentityApi, Looked, PeopleApi } from '../../src/slack/api.ts';
import { platformError } from './fake-slack.ts';

export interface FakeRoom {
  readonly id: string;
  readonly name: string;
  /** False for what somebody else has made. */
  readonly ours: boolean;
  readonly createdAt: number;
  topic: string;
  purpose: string;
  readonly members: Set<string>;
  readonly pins: string[];
  readonly bookmarks: string[];
  archived: boolean;
}

export type RoomMethod = keyof ChannelApi | keyof FurnishApi | keyof PeopleApi;

export class FakeRooms implements ChannelApi, FurnishApi, IdentityApi, PeopleApi {
  readonly rooms: FakeRoom[] = [];
  readonly guests = new Set<string>();
  /** Members by their e-mail address. */
  readonly addresses = new Map<string, string>();
  /** What members are called, by id. */
  readonly names = new Map<string, string>();
  /** Awaited before a call is carried out, and after it: reject to fail it, wait for ever to be dead. */
  before: (method: RoomMethod) => Promise<void> = () => Promise.resolve();
  after: (method: RoomMethod) => Promise<void> = () => Promise.resolve();

  add(name: string, ours: boolean, createdAt = Date.now()): FakeRoom {
    const id = `C0ROOM${this.rooms.length + 1}`;
    const parts = { members: new Set<string>(), pins: [], bookmarks: [], archived: false, topic: '', purpose: '' };
    const room: FakeRoom = { id, name, ours, createdAt, ...parts };
    this.rooms.push(room);
    return room;
  }

  found(name: string): Promise<string> {
    return this.#call('found', () => {
      if (this.rooms.some((room) => room.name === name)) throw platformError('name_taken');
      return this.add(name, true).id;
    });
  }

  foundEarlier(name: string, since: Date): Promise<Looked> {
    return this.#call('foundEarlier', () => {
      const isIt = (room: FakeRoom) => room.name === name && room.ours && room.createdAt >= since.getTime();
      return { found: this.rooms.find(isIt)?.id ?? null, next: null };
    });
  }

  describe(channel: string, what: 'topic' | 'purpose', text: string): Promise<void> {
    return this.#call('describe', () => {
      this.#find(channel)[what] = text;
    });
  }

  archive(channel: string): Promise<void> {
    return this.#call('archive', () => {
      this.#find(channel).archived = true;
    });
  }

  invite(channel: string, users: readonly string[]) {
    return this.#call('invite', () => {
      const { members } = this.#find(channel);
      for (const user of users) if (!this.guests.has(user)) members.add(user);
      return users.filter((user) => this.guests.has(user)).map((user) => ({ user, error: 'user_is_restricted' }));
    });
  }

  pin(channel: string, ts: string): Promise<void> {
    return this.#call('pin', () => {
      const { pins } = this.#find(channel);
      if (!pins.includes(ts)) pins.push(ts);
    });
  }

  bookmark(channel: string, _title: string, link: string): Promise<void> {
    return this.#call('bookmark', () => {
      const { bookmarks } = this.#find(channel);
      if (!bookmarks.includes(link)) bookmarks.push(link);
    });
  }

  nameOf(id: string): Promise<string | null> {
    return this.#call('nameOf', () => {
      if (!this.names.has(id)) throw platformError('user_not_found');
      return this.names.get(id) ?? null;
    });
  }

  personWith(email: string): Promise<string | null> {
    return this.#call('personWith', () => this.addresses.get(email) ?? null);
  }

  identity(): Promise<Identity> {
    const address = 'https://acme.slack.com/';
    return Promise.resolve({ teamId: 'T0', enterpriseId: null, botId: 'B0BOT', userId: 'U0BOT', address });
  }

  /** Fails every call of this method with Slack's word for it. */
  refuse(method: RoomMethod, error: string): void {
    this.before = (called) => (called === method ? Promise.reject(platformError(error)) : Promise.resolve());
  }

  async #call<T>(method: RoomMethod, carryOut: () => T): Promise<T> {
    await this.before(method);
    const came = carryOut();
    await this.after(method);
    return came;
  }

  #find(channel: string): FakeRoom {
    const found = this.rooms.find(({ id }) => id === channel);
    if (found === undefined) throw platformError('channel_not_found');
    if (found.archived) throw platformError('is_archived');
    return found;
  }
}
