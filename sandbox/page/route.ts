/** What the address says: who looks, at what, at which thread. Two windows may differ in all of it. */

export interface Route {
  /** By name; null before somebody was chosen. */
  readonly person: string | null;
  /** The name of a channel, `@rollbridge` for the conversation with the bot, `@home` for its Home tab. */
  readonly place: string;
  /** The `ts` of the message whose thread is open. */
  readonly thread: string | null;
  /** The service that stands beside it, as `home/shops/checkout`; empty for the first one, null for none. */
  readonly cluster: string | null;
}

export const FIRST_PLACE = 'deploys';
export const BOT_PLACE = '@rollbridge';
export const HOME_PLACE = '@home';

/** `/slack/dana/deploys/1767225600.000100?cluster=home/shops/checkout` */
export function readRoute(address: string): Route {
  const [path = '', search] = address.split('?');
  const cluster = new URLSearchParams(search).get('cluster');
  const [area, person, place, thread] = path.split('/').slice(1).map(decodeURIComponent);
  if (area !== 'slack' || !person) return { person: null, place: FIRST_PLACE, thread: null, cluster };
  return { person, place: place || FIRST_PLACE, thread: thread || null, cluster };
}

export function pathOf({ person, place, thread, cluster }: Route): string {
  const parts = [person ?? '', place, ...(thread === null ? [] : [thread])];
  const path = `/slack/${parts.map((part) => encodeURIComponent(part).replaceAll('%40', '@')).join('/')}`;
  return cluster === null ? path : `${path}?cluster=${encodeURIComponent(cluster).replaceAll('%2F', '/')}`;
}
