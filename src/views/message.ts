/** Puts blocks together to a message that fits: as many blocks as Slack takes, and not more text in all. */
import type { KnownBlock } from '@slack/types';
import type { Message } from './blocks.ts';
import { LIMITS } from './limits.ts';
import { clipMarkup } from './text.ts';

/** Texts are not shortened below this; from there on whole blocks are left out, the last first. */
const SHORTEST = 120;

/** `text` is markup already: whatever somebody else wrote in it is escaped. */
export function message(text: string, parts: readonly (KnownBlock | null)[]): Message {
  const blocks = parts.filter((part) => part !== null).slice(0, LIMITS.blocks);
  return fitted({ text: clipMarkup(text, LIMITS.fallback) || '–', blocks });
}

/** What a message is made of: its text and its blocks. */
export type Parts = readonly [text: string, parts: readonly (KnownBlock | null)[]];

/** The message with as many things of a list as have room unshortened, at least one; `draw` is told how many. */
export function withAsMany(most: number, draw: (shown: number) => Parts): Message {
  for (let shown = most; shown > 1; shown--) {
    const [text, parts] = draw(shown);
    const whole = { text, blocks: parts.filter((part) => part !== null) };
    if (whole.blocks.length <= LIMITS.blocks && !isTooLong(whole)) return message(text, parts);
  }
  return message(...draw(Math.min(1, most)));
}

function fitted(whole: Message): Message {
  let now = whole;
  for (let max: number = LIMITS.text; isTooLong(now) && max > SHORTEST; max = Math.floor(max * 0.7)) {
    now = { text: clipMarkup(whole.text, max), blocks: whole.blocks.map((block) => shortened(block, max)) };
  }
  while (isTooLong(now) && now.blocks.length > 1) now = { ...now, blocks: now.blocks.slice(0, -1) };
  return now;
}

function isTooLong(message: Message): boolean {
  return JSON.stringify(message).length > LIMITS.message;
}

function shortened(block: KnownBlock, max: number): KnownBlock {
  const short = <T extends { text: string }>(object: T): T => ({ ...object, text: clipMarkup(object.text, max) });
  if (block.type === 'section') {
    return {
      ...block,
      ...(block.text && { text: short(block.text) }),
      ...(block.fields && { fields: block.fields.map(short) }),
    };
  }
  if (block.type !== 'context') return block;
  return { ...block, elements: block.elements.map((element) => (element.type === 'image' ? element : short(element))) };
}
