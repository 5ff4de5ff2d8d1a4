/**
 * The channel of an incident, made and furnished step by step. Each step is written down when it is done, and may be done
 * again without harm; what Slack refuses for good is written down with its reason, and the incident goes on without it.
 */
import { principalName } from '../../engine/access.ts';
import type { Principal } from '../../model/catalog.ts';
import { type Incident, type IncidentStatus, ROOM_STEPS, type Room, type RoomStep } from '../../model/incident.ts';
import type { IncidentView } from '../../model/incident-view.ts';
import type { Release } from '../../model/release.ts';
import { purposeOf, topicOf } from '../../views/incident/room.ts';
import type { Looked } from '../api.ts';
import { Refused } from '../failures.ts';
import { onCallFor } from '../on-call.ts';
import type { Reason } from '../places.ts';
import type { IncidentParts } from './cards.ts';
import { sharePostmortem } from './postmortem.ts';
import { nextRoomName, roomName } from './room-name.ts';
import { notInvited, refusalOf, UNREAD } from './room-words.ts';

/** Slack takes 100 at once, and nobody wants more people than that in one channel. */
const MOST_INVITED = 100;
const MOST_NAMES = 20;
/** Looked through for a channel that may be ours: in a workspace of more channels, the next name is tried. */
const MOST_PAGES = 25;
const LONGEST_CAPTURE_MS = 10 * 60_000;

export class IncidentRoom {
  readonly #parts: IncidentParts;

  constructor(parts: IncidentParts) {
    this.#parts = parts;
  }

  /** Does the next step that is due; false when there is none. Throws when Slack or the store is away. */
  async step(view: IncidentView): Promise<boolean> {
    const { name, status } = view.incident;
    if (status === null) return false;
    if (status.room === null) {
      await this.#parts.rooms.claimed(name, this.#firstName(view.incident), this.#now());
      return true;
    }
    const step = nextStep(view, { status, room: status.room, now: this.#now() });
    if (step === null) return false;
    try {
      const trouble = await this.#do(step, view, status.room);
      if (trouble !== 'later') await this.#parts.rooms.did(name, step, trouble);
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      this.#parts.log.warn({ incident: name, step, error: error.error }, 'the incident goes on without a step');
      await this.#parts.rooms.did(name, step, refusalOf(error.error));
    }
    return true;
  }

  #do(step: RoomStep, view: IncidentView, room: Room): Promise<Reason | null | 'later'> {
    const { outbox, api } = this.#parts;
    const channel = room.channel ?? '';
    const ask = async (method: string, make: () => Promise<void>) => {
      await outbox.ask(method, channel, make);
      return null;
    };
    switch (step) {
      case 'create':
        return this.#create(view, room);
      case 'topic':
        return ask('conversations.setTopic', () => api.describe(channel, 'topic', topicOf(view)));
      case 'purpose':
        return ask('conversations.setPurpose', () => api.describe(channel, 'purpose', purposeOf(view)));
      case 'invite':
        return this.#invite(view, channel);
      case 'bookmark':
        return ask('bookmarks.add', () => api.bookmark(channel, 'Bridge', view.bridge ?? ''));
      case 'pin':
        return ask('pins.add', () => api.pin(channel, view.incident.status?.card?.ts ?? ''));
      case 'postmortem':
        return sharePostmortem(view, this.#parts).then(() => null);
      case 'archive':
        return ask('conversations.archive', () => api.archive(channel));
    }
  }

  async #create({ incident }: IncidentView, { name, claimedAt }: Room): Promise<null | 'later'> {
    const { outbox, api, rooms } = this.#parts;
    try {
      const channel = await outbox.ask('conversations.create', name, () => api.found(name));
      await rooms.founded(incident.name, channel);
      return 'later';
    } catch (error) {
      if (!(error instanceof Refused) || error.error !== 'name_taken') throw error;
    }
    const ours = await this.#earlier(name, new Date(claimedAt));
    if (ours !== null && !this.#isAnothers(ours, incident.name)) {
      await rooms.founded(incident.name, ours);
      return 'later';
    }
    const next = nextRoomName(incident.spec, name, incident.createdAt);
    if (Number(/-(\d+)$/.exec(next)?.[1] ?? 0) > MOST_NAMES) throw new Refused('conversations.create', 'name_taken');
    await rooms.claimed(incident.name, next, this.#now());
    return 'later';
  }

  /** The one after the last that an incident of ours has had: Slack keeps the names of archived channels, and of removed incidents too. */
  #firstName({ name, spec, createdAt }: Incident): string {
    const others = this.#parts.rooms.store.all().filter((each) => each.name !== name);
    const taken = new Set(others.map(({ status }) => status?.room?.name));
    const names = Array.from({ length: MOST_NAMES }, (_, n) => roomName(spec, createdAt, n + 1));
    return names[names.findLastIndex((each) => taken.has(each)) + 1] ?? roomName(spec, createdAt, 1);
  }

  /**
   * Page by page, so that none is asked for again because Slack wants the next one later. Where channels may not be listed,
   * a name that is taken is somebody else's.
   */
  async #earlier(name: string, since: Date): Promise<string | null> {
    const { outbox, api } = this.#parts;
    try {
      let page: string | null = null;
      for (let pages = 0; pages < MOST_PAGES; pages++) {
        const looked: Looked = await outbox.ask('conversations.list', name, () => api.foundEarlier(name, since, page));
        if (looked.found !== null || looked.next === null) return looked.found;
        page = looked.next;
      }
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
    }
    return null;
  }

  #isAnothers(channel: string, incident: string): boolean {
    return this.#parts.rooms.store
      .all()
      .some(({ name, status }) => name !== incident && status?.room?.channel === channel);
  }

  async #invite(view: IncidentView, channel: string): Promise<Reason | null> {
    const { outbox, api } = this.#parts;
    const [oncall, called] = await Promise.all([
      onCallFor({ service: view.incident.spec.service, channel }, this.#parts),
      this.#called(view),
    ]);
    const people = [...new Set([...oncall.people, ...called.people])].slice(0, MOST_INVITED);
    const refused =
      people.length === 0 ? [] : await outbox.ask('conversations.invite', channel, () => api.invite(channel, people));
    const all = [...called.unread.map((user) => ({ user, error: UNREAD })), ...refused];
    return all.length === 0 ? oncall.lack : joined(notInvited(all), oncall.lack);
  }

  /** Who opened it, who asked for its release, who may approve there, and whom the catalog calls to every incident. */
  async #called({ incident, environment, releases }: IncidentView) {
    const { openedBy } = incident.status ?? {};
    const actors = [openedBy, ...releases.map(({ status }) => status?.requester)];
    const known = actors.flatMap((by) => (by?.kind === 'user' ? [by.id] : []));
    const called = [...this.#parts.rules().invite, ...(environment?.access.approve ?? [])];
    const found = await Promise.all(called.map((each) => this.#membersOf(each)));
    const unread = called.filter((_, n) => found[n] === null).map(principalName);
    return { people: [...known, ...found.flatMap((each) => each ?? [])], unread };
  }

  /** Null for a group that cannot be read. */
  async #membersOf(principal: Principal): Promise<readonly string[] | null> {
    if (principal.kind === 'user') return [principal.id];
    try {
      return [...(await this.#parts.directory.members(principal.handle))];
    } catch (error) {
      this.#parts.log.warn(
        { err: error, group: principalName(principal) },
        'a group is not invited: it cannot be read',
      );
      return null;
    }
  }

  #now(): Date {
    return this.#parts.clock.now();
  }
}

function joined(one: Reason, other: Reason | null): Reason {
  return other === null ? one : { why: `${one.why} ${other.why}`, hint: `${one.hint} ${other.hint}` };
}

interface Standing {
  readonly status: IncidentStatus;
  readonly room: Room;
  readonly now: Date;
}

/** The first step that can be done now and is not; null when there is none. */
function nextStep(
  { bridge, releases }: IncidentView,
  { status: { phase, card }, room: { channel, did }, now }: Standing,
): RoomStep | null {
  const isShareable = !!card?.ts && !releases.some((release) => isBeingCaptured(release, now));
  const isDue: Readonly<Record<RoomStep, boolean>> = {
    create: channel === null,
    topic: channel !== null,
    purpose: channel !== null,
    invite: channel !== null,
    bookmark: channel !== null && bridge !== null,
    pin: channel !== null && card?.channel === channel && card.ts !== null,
    // What is being captured is drawn into it.
    postmortem: phase !== 'Open' && isShareable,
    // Nothing can be put into it afterwards.
    archive: phase === 'Closed' && channel !== null && (did.includes('postmortem') || !card?.ts),
  };
  return ROOM_STEPS.find((step) => !did.includes(step) && isDue[step]) ?? null;
}

/** A capture ends within seconds, and its end is heard of; one that nobody goes on with is not waited for for ever. */
function isBeingCaptured({ status }: Release, now: Date): boolean {
  const evidence = status?.evidence ?? null;
  return evidence?.state === 'capturing' && now.getTime() - Date.parse(evidence.asOf) < LONGEST_CAPTURE_MS;
}
