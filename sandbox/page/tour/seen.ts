/** What the tour knows: the releases that the cards in the channels tell of, and who is there. Nothing of it is clicks. */
import type { Group, Json, MessageShape, Person } from '../../web/shape.ts';
import { listIn } from '../blocks/reading.ts';
import type { World } from '../live/world.ts';

export interface SeenRelease {
  /** Where its card is. */
  readonly channel: string;
  readonly ts: string;
  readonly service: string;
  /** The first words of the card: `Rolling out`, `Completed`, … */
  readonly state: string;
  readonly versions: readonly string[];
  /** The `action_id` of every button on the card. */
  readonly offers: readonly string[];
  /** When it was last told of: the `ts` of the newest reply to its card, or its own. */
  readonly movedTs: string;
}

export interface Seen {
  readonly me: Person;
  readonly people: readonly Person[];
  readonly groups: readonly Group[];
  /** In the order in which they were asked for. */
  readonly releases: readonly SeenRelease[];
}

/** A card's text, as a notification has it: `Rolling out: shop in production · 1.0.0 → 1.1.0 · 20 %`. */
const CARD = /^([A-Z][a-z ]+): (\S+) in \S+ · (.+?)(?: · \d+ %)?$/;

export function seenIn({ whole, messages }: Pick<World, 'whole' | 'messages'>): Seen {
  const { me, people, groups, team } = whole;
  const releases = [...messages.values()].flatMap((all) =>
    all.flatMap((message) => {
      const isCard = message.author === team.bot && message.threadTs === null && !message.onlyYou;
      const release = isCard ? releaseIn(message, all) : null;
      return release === null ? [] : [release];
    }),
  );
  return { me, people, groups, releases: releases.sort((a, b) => (a.ts < b.ts ? -1 : 1)) };
}

function releaseIn(card: MessageShape, all: readonly MessageShape[]): SeenRelease | null {
  const [, state, service, change] = CARD.exec(card.text) ?? [];
  if (state === undefined || service === undefined || change === undefined) return null;
  const last = all.findLast(({ threadTs, onlyYou }) => threadTs === card.ts && !onlyYou);
  return {
    channel: card.channel,
    ts: card.ts,
    service,
    state,
    versions: change.split(' → '),
    offers: card.blocks.flatMap(actionsIn),
    movedTs: last?.ts ?? card.ts,
  };
}

function actionsIn(block: Json): string[] {
  return block.type === 'actions' ? listIn(block.elements).map(({ action_id }) => String(action_id)) : [];
}

/** Of everything that is shown, the `ts`: what comes after the tour has begun is later. */
export function newestTs({ messages }: Pick<World, 'messages'>): string {
  return [...messages.values()].map((all) => all.at(-1)?.ts ?? '0').reduce((a, b) => (a > b ? a : b), '0');
}

/** The first member of a group who is not in `others`, or simply the first; null without such a group. */
export function memberOf({ groups, people }: Seen, handle: string, others = ''): Person | null {
  const membersOf = (name: string) => groups.find((group) => group.handle === name)?.members ?? [];
  const [first] = membersOf(handle).toSorted((a, b) => rank(membersOf(others), a) - rank(membersOf(others), b));
  return people.find(({ id }) => id === first) ?? null;
}

function rank(others: readonly string[], id: string): number {
  return others.includes(id) ? 1 : 0;
}

/** The minor version after every one that was ever asked for: nothing runs it yet. */
export function nextVersion({ releases }: Seen, service: string): string {
  const known = releases.filter((release) => release.service === service).flatMap(({ versions }) => versions);
  const minors = known.map((version) => Number(/^\d+\.(\d+)\./.exec(version)?.[1] ?? 0));
  return `1.${Math.max(0, ...minors) + 1}.0`;
}
