/** People and groups in a message. */
import type { Principal } from '../model/catalog.ts';
import type { Actor } from '../model/decision.ts';
import { free, list } from './text.ts';

const USER = /^[UW][A-Z0-9]{2,30}$/;

/** A mention; text that is no user id is shown as text. */
export function user(id: string): string {
  return USER.test(id) ? `<@${id}>` : free(id, 40);
}

export function actor(by: Actor): string {
  switch (by.kind) {
    case 'user':
      return user(by.id);
    case 'engine':
      return 'Rollbridge';
    case 'unknown':
      return by.claimed === null ? 'somebody unknown' : `somebody unknown (says “${free(by.claimed, 60)}”)`;
  }
}

const MENTIONS = 20;
const MENTION = /^(<@[UW][A-Z0-9]+>|<!subteam\^S[A-Z0-9]+(\|[^<>|]{1,80})?>)$/;

/**
 * `mentions` are ready-made tokens, `<@U…>` or `<!subteam^S…>`: a view cannot know the id of a group. Anything else
 * is shown as text, so that nothing here can call a whole channel.
 */
export function called(mentions: readonly string[]): readonly string[] {
  return mentions.slice(0, MENTIONS).map((mention) => (MENTION.test(mention) ? mention : free(mention, 60)));
}

/** Text that is no channel id is shown as text. */
export function channelLink(id: string): string {
  return /^[CG][A-Z0-9]{2,30}$/.test(id) ? `<#${id}>` : free(id, 40);
}

/** A group is named, not mentioned: a card must not call a whole group at every look. */
export function principal(who: Principal): string {
  return who.kind === 'user' ? user(who.id) : `@${free(who.handle, 60)}`;
}

export function principals(all: readonly Principal[]): string {
  return all.length === 0 ? 'nobody' : list([...new Set(all.map(principal))], 6, 'or');
}

/** `: reason` or nothing. */
export function because(reason: string | undefined): string {
  const words = reason === undefined ? '' : free(reason, 300);
  return words === '' ? '' : `: ${words}`;
}

/** Who rolled back when nobody did: `by alert HighErrorRate`. */
export function byAlert(name: string | undefined): string {
  return `by alert ${free(name ?? '', 200) || 'without a name'}`;
}
