/**
 * The few kinds of block that messages are made of. Builders clip to Slack's limits and answer null for a block that
 * would be empty, so that no input can make a message that Slack refuses.
 */

import type {
  Button,
  ConfirmationDialog,
  ContextBlock,
  KnownBlock,
  MrkdwnElement,
  PlainTextElement,
} from '@slack/types';
import { clip } from '../model/clip.ts';
import { LIMITS } from './limits.ts';
import { clipMarkup, oneLine } from './text.ts';

export interface Message {
  /** What notifications and screen readers get. */
  readonly text: string;
  readonly blocks: KnownBlock[];
}

/** `verbatim`: Slack must not turn `@here` or `#general` in somebody's words into a broadcast or a link. */
export function mrkdwn(markup: string, max: number = LIMITS.text): MrkdwnElement {
  return { type: 'mrkdwn', text: clipMarkup(markup, max), verbatim: true };
}

export function plain(text: string, max: number): PlainTextElement {
  return { type: 'plain_text', text: clip(oneLine(text), max) || '–', emoji: false };
}

export function section(id: string, markup: string): KnownBlock | null {
  return markup === '' ? null : { type: 'section', block_id: id, text: mrkdwn(markup) };
}

const LINES_PER_SECTION = 10;

/** Many lines, over as many sections as they need. */
export function pages(id: string, lines: readonly string[]): (KnownBlock | null)[] {
  return Array.from({ length: Math.ceil(lines.length / LINES_PER_SECTION) }, (_, page) =>
    section(`${id}-${page}`, lines.slice(page * LINES_PER_SECTION, (page + 1) * LINES_PER_SECTION).join('\n')),
  );
}

/** Short texts in two columns. */
export function fields(id: string, markups: readonly string[]): KnownBlock | null {
  const filled = markups.filter((markup) => markup !== '').slice(0, LIMITS.fields);
  if (filled.length === 0) return null;
  return { type: 'section', block_id: id, fields: filled.map((markup) => mrkdwn(markup, LIMITS.field)) };
}

/** Small print. */
export function context(id: string, markup: string): ContextBlock | null {
  return markup === '' ? null : { type: 'context', block_id: id, elements: [mrkdwn(markup)] };
}

export function actions(id: string, buttons: readonly (Button | null)[]): KnownBlock | null {
  const elements = buttons.filter((button) => button !== null).slice(0, LIMITS.buttons);
  return elements.length === 0 ? null : { type: 'actions', block_id: id, elements };
}

export interface ButtonParts {
  readonly action: string;
  readonly label: string;
  readonly value: string;
  readonly style?: 'primary' | 'danger';
  readonly confirm?: ConfirmParts;
}

export interface ConfirmParts {
  readonly title: string;
  readonly text: string;
  readonly yes: string;
}

/** Null when the value does not fit: half a value would be a button that does something else. */
export function button({ action, label, value, style, confirm }: ButtonParts): Button | null {
  if (value.length > LIMITS.buttonValue) return null;
  return {
    type: 'button',
    action_id: action,
    text: plain(label, LIMITS.buttonText),
    value,
    ...(style && { style }),
    ...(confirm && { confirm: confirmation(confirm, style) }),
  };
}

function confirmation({ title, text, yes }: ConfirmParts, style: ButtonParts['style']): ConfirmationDialog {
  return {
    title: plain(title, LIMITS.confirmTitle),
    text: plain(text, LIMITS.confirmText),
    confirm: plain(yes, LIMITS.confirmButton),
    deny: plain('Cancel', LIMITS.confirmButton),
    ...(style && { style }),
  };
}
