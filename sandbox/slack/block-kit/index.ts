/**
 * A strict Block Kit validator, written from Slack's published limits. Where sources disagree the smaller number holds,
 * so that what passes here passes at Slack. An empty list means nothing is wrong.
 */
import { messageBlocks } from './blocks.ts';
import { report, sentence } from './report.ts';
import { lengthOf, says } from './text.ts';
import { VIEW_BYTES_MAX, view as viewSchema } from './view.ts';
import { ALL_BLOCKS_MAX, acrossBlocks, acrossMessage, isRecord, weight } from './whole.ts';

export { isRecord } from './whole.ts';

export interface Refusal {
  readonly error: 'invalid_blocks' | 'msg_blocks_too_long' | 'invalid_arguments' | 'view_too_large';
  readonly messages: readonly string[];
}

/** `chat.update` refuses longer text, and nearly every message of a bot is updated one day. */
export const TEXT_MAX = 4000;

/**
 * Everything Slack would refuse in a message that is posted and later updated. `text` beside `blocks` is what
 * notifications show: a message without it is refused here although Slack only warns.
 */
export function validateMessage({ text, blocks }: { text?: string; blocks?: unknown }): string[] {
  const findings = blocks === undefined ? [] : [...(refuseBlocks(blocks)?.messages ?? [])];
  if (text === undefined || text === '') findings.push(sentence('missing required field: text', ['']));
  else if (lengthOf(text) > TEXT_MAX) findings.push(sentence(says.tooLong(TEXT_MAX), ['text']));
  return findings;
}

export function validateView(view: unknown): string[] {
  return [...(refuseView(view)?.messages ?? [])];
}

/** What the Web API answers to the blocks of a message, or nothing if it takes them. */
export function refuseBlocks(blocks: unknown): Refusal | undefined {
  const parsed = messageBlocks.safeParse(blocks, { reportInput: true });
  const list = Array.isArray(blocks) ? blocks : [];
  const messages = [
    ...report(parsed.error?.issues ?? [], ['blocks']),
    ...[...acrossBlocks(list), ...acrossMessage(list)].map(({ message, path }) => sentence(message, path)),
  ];
  if (messages.length > 0) return { error: 'invalid_blocks', messages };
  const total = weight(list);
  if (total <= ALL_BLOCKS_MAX) return undefined;
  const tooLong = `msg_blocks_too_long: ${total} characters in all blocks, no more than ${ALL_BLOCKS_MAX} allowed`;
  return { error: 'msg_blocks_too_long', messages: [sentence(tooLong, ['blocks'])] };
}

export function refuseView(view: unknown): Refusal | undefined {
  if (Buffer.byteLength(JSON.stringify(view) ?? '') > VIEW_BYTES_MAX) {
    return { error: 'view_too_large', messages: [sentence(`no more than ${VIEW_BYTES_MAX} bytes allowed`, ['view'])] };
  }
  const parsed = viewSchema.safeParse(view, { reportInput: true });
  const list = isRecord(view) && Array.isArray(view.blocks) ? view.blocks : [];
  const messages = [
    ...report(parsed.error?.issues ?? [], ['view']),
    ...acrossBlocks(list).map(({ message, path }) => sentence(message, ['view', ...path])),
  ];
  return messages.length === 0 ? undefined : { error: 'invalid_arguments', messages };
}
