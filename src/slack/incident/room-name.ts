/** What the channel of an incident is called: lower-case letters, digits, `-` and `_`, at most 80 (conversations.create). */

const LONGEST = 80;

/** `inc-2026-11-21-shop-production`; from the second try on with a number behind it. */
export function roomName(
  place: { readonly service: string; readonly environment: string },
  day: string,
  attempt: number,
): string {
  const suffix = attempt <= 1 ? '' : `-${attempt}`;
  const words = `${place.service}-${place.environment}`.toLowerCase().replace(/[^a-z0-9_-]+/g, '-');
  const name = `inc-${day.slice(0, 10)}-${words}`.slice(0, LONGEST - suffix.length).replace(/[-_]+$/, '');
  return `${name}${suffix}`;
}

/** The name to try after this one was taken. */
export function nextRoomName(
  place: { readonly service: string; readonly environment: string },
  taken: string,
  day: string,
): string {
  const number = /^.*-(\d+)$/.exec(taken)?.[1];
  const first = roomName(place, day, 1);
  const attempt = taken === first || number === undefined ? 1 : Number(number);
  return roomName(place, day, attempt + 1);
}
