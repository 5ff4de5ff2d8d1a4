/** Links to messages in Slack. */

/** Where people open a message; null when that is not known. */
export type LinkTo = (channel: string, ts: string) => string | null;

/** `words` are ours. Null for anything but the plain characters of an address, of which `<`, `>` and `|` are Slack's. */
export function link(address: string | null, words: string): string | null {
  if (address === null || !/^https?:\/\/[!-;=?-{}~]+$/.test(address)) return null;
  return `<${address.replaceAll('&', '&amp;')}|${words}>`;
}
