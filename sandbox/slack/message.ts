/** One message as it is at one moment. Never changed: an update makes the next version. */
import { isRecord } from './block-kit/index.ts';

export type Json = Readonly<Record<string, unknown>>;

export interface Message {
  readonly ts: string;
  readonly channel: string;
  /** The `ts` of the message that the thread hangs on; null for messages of the channel itself. */
  readonly threadTs: string | null;
  /** A reply that is shown in the channel as well. */
  readonly broadcast: boolean;
  /** A user id; the bot's own user for what the bot says. */
  readonly author: string;
  readonly text: string;
  /** Every block has a `block_id`, every interactive element an `action_id`. */
  readonly blocks: readonly Json[];
  readonly metadata: Json | null;
  readonly files: readonly Json[];
  readonly reactions: readonly { readonly name: string; readonly users: readonly string[] }[];
  /** Slack marks a message as edited only if it has no blocks. */
  readonly editedTs: string | null;
  /** The only person who sees it; null for everybody. */
  readonly ephemeralTo: string | null;
  /** The newest version of a message that is gone. */
  readonly deleted: boolean;
  /** Counts the changes: 0 as it was posted. */
  readonly version: number;
}

const ACTING =
  /^(button|overflow|checkboxes|radio_buttons|(multi_)?(static|external|users|conversations|channels)_select|(date|time|datetime)picker|\w+_input)$/;

/** Slack gives a name to every block and interactive element that came without. */
export function withIds(blocks: readonly Json[], nextId: () => string): Json[] {
  return blocks.map((block) => ({ ...named(block, nextId), block_id: block.block_id ?? nextId() }));
}

function named(block: Json, nextId: () => string): Json {
  const acting = (element: unknown) =>
    isRecord(element) && ACTING.test(String(element.type))
      ? { ...element, action_id: element.action_id ?? nextId() }
      : element;
  switch (block.type) {
    case 'actions':
      return { ...block, elements: Array.isArray(block.elements) ? block.elements.map(acting) : block.elements };
    case 'section':
      return block.accessory === undefined ? block : { ...block, accessory: acting(block.accessory) };
    case 'input':
      return { ...block, element: acting(block.element) };
    default:
      return block;
  }
}
