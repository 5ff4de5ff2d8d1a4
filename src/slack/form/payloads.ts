/** From Slack's view payloads to forms as the commands know them. What is not as Slack sends it is not read at all. */
import * as z from 'zod';
import type { UsedOn } from '../../commands/form/shortcut.ts';
import type { Field, Filled } from '../../commands/form/types.ts';
import type { Request } from '../../commands/types.ts';
import { LIMITS } from '../../views/limits.ts';
import { plain } from '../../views/plain.ts';

/** Longer than anything a form of ours lets people enter. */
const LONGEST_VALUE = 3_000;
const text = z.string().max(LONGEST_VALUE);

/** Of all the elements there are, those that our forms have. */
const element = z.object({
  value: text.nullish(),
  selected_option: z.object({ value: text }).nullish(),
  selected_user: text.nullish(),
});

const view = z.object({
  id: z.string().min(1).max(255),
  hash: z.string().max(255).optional(),
  callback_id: z.string().max(255),
  private_metadata: z.string().max(LIMITS.formCarried),
  state: z.object({ values: z.record(z.string().max(255), z.record(z.string().max(255), element)) }).optional(),
});

/** The form that stands on somebody's screen. */
export interface Shown {
  readonly id: string;
  /** Changes with every drawing; null where Slack sends none. */
  readonly hash: string | null;
  readonly form: Omit<Filled, keyof Request>;
}

/** Null for what Slack would not send. */
export function shownIn(payload: unknown): Shown | null {
  const read = view.safeParse(payload);
  if (!read.success) return null;
  const { id, hash = null, callback_id, private_metadata, state } = read.data;
  return { id, hash, form: { id: callback_id, carried: private_metadata, fields: fieldsIn(state?.values ?? {}) } };
}

function fieldsIn(values: NonNullable<z.infer<typeof view>['state']>['values']): Map<string, Field> {
  const fields = new Map<string, Field>();
  for (const [block, elements] of Object.entries(values)) {
    for (const [name, { value, selected_option, selected_user }] of Object.entries(elements)) {
      fields.set(name, { block, value: selected_option?.value ?? selected_user ?? (value || null) });
    }
  }
  return fields;
}

/** Deeper than Slack nests anything. */
const DEEPEST = 12;
const MOST_TEXT = 40_000;

/** All the text of a message that people see: its own, that of its blocks, and that of what is attached to it. */
export function textIn(message: unknown): string {
  const found: string[] = [];
  let room = MOST_TEXT;
  const look = (part: unknown, depth: number): void => {
    if (depth > DEEPEST || room <= 0 || typeof part !== 'object' || part === null) return;
    for (const [key, value] of Object.entries(part)) {
      if (typeof value !== 'string') look(value, depth + 1);
      else if (TEXTS.has(key) && room > 0) {
        found.push(value.slice(0, room));
        room -= value.length;
      }
    }
  };
  look(message, 0);
  return found.join('\n').replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
}

const saidShape = z.object({ ts: z.string(), user: z.string().optional(), text: z.string().optional() });

/** A message as people read it; its text is that of its blocks where it has none of its own. Null for what is none. */
export function messageIn(message: unknown): UsedOn | null {
  const read = saidShape.safeParse(message);
  if (!read.success) return null;
  const { ts, user = null, text: own = '' } = read.data;
  const all = textIn(message);
  return { ts, author: user, text: plain(own) || all, all };
}

const TEXTS: ReadonlySet<string> = new Set(['text', 'fallback', 'title', 'pretext', 'alt_text']);
