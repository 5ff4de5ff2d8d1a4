/** The address of a message, made as `chat.getPermalink` makes it, so that Slack need not be asked for each. */

/** Null where something is missing, or is not what Slack calls a channel or a message. */
export function linkTo(workspace: string | null, channel: string, ts: string): string | null {
  const base = workspace === null ? null : URL.parse(workspace);
  if (base === null || !/^[CDG][A-Z0-9]+$/.test(channel) || !/^\d+\.\d+$/.test(ts)) return null;
  return new URL(`/archives/${channel}/p${ts.replace('.', '')}`, base).href;
}
