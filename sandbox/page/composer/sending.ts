/** What becomes of what somebody typed when they send it. */

import type { Act, Offered } from '../../web/shape.ts';
import type { Directory } from '../shared.ts';
import { typedToMarkup } from '../text/mrkdwn.ts';
import { mentionOf } from './completion.ts';

export interface Typed {
  readonly text: string;
  readonly channel: string;
  readonly threadTs: string | null;
  readonly offered: Offered;
  readonly directory: Directory;
}

/** Null for nothing; a notice for what Slack itself refuses. */
export function sending({ text, channel, threadTs, offered, directory }: Typed): Act | { notice: string } | null {
  const typed = text.trim();
  if (typed === '') return null;
  const [, command = '', rest = ''] = /^(\/[\w-]+)\s*(.*)$/s.exec(typed) ?? [];
  if (command === '') {
    return { do: 'say', channel, threadTs, text: typedToMarkup(typed, (name) => mentionOf(name, directory)) };
  }
  if (!offered.commands.some((each) => each.command === command)) {
    return {
      notice: `${command} is not a valid command. It goes by: ${offered.commands.map((each) => each.command).join(', ')}.`,
    };
  }
  if (threadTs !== null) return { notice: `${command} is not supported in threads. Write it in the channel.` };
  return { do: 'command', channel, command, text: rest };
}
