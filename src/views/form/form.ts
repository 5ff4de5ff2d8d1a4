/**
 * What forms are made of. A form is a modal of Slack's: it is opened, perhaps drawn anew when something is chosen in it,
 * and comes back once, filled in.
 */

import type {
  ExternalSelect,
  InputBlock,
  KnownBlock,
  PlainTextElement,
  PlainTextOption,
  StaticSelect,
} from '@slack/types';
import { clip } from '../../model/clip.ts';
import { type Message, plain } from '../blocks.ts';
import { LIMITS } from '../limits.ts';

export interface Form {
  readonly type: 'modal';
  readonly callback_id: string;
  readonly title: PlainTextElement;
  readonly submit?: PlainTextElement;
  readonly close: PlainTextElement;
  readonly private_metadata: string;
  readonly blocks: KnownBlock[];
}

export interface FormParts {
  /** Comes back as the form's name. */
  readonly id: string;
  readonly title: string;
  /** The word on the button that sends it; null for a form that only tells something. */
  readonly send: string | null;
  /** Comes back as it is. */
  readonly carried: string;
  readonly blocks: readonly (KnownBlock | null)[];
}

export function form({ id, title, send, carried, blocks }: FormParts): Form {
  return {
    type: 'modal',
    callback_id: id,
    title: plain(title, LIMITS.formTitle),
    ...(send !== null && { submit: plain(send, LIMITS.formTitle) }),
    close: plain(send === null ? 'Close' : 'Cancel', LIMITS.formTitle),
    private_metadata: carried,
    blocks: blocks.filter((block) => block !== null).slice(0, LIMITS.formBlocks),
  };
}

/** A message where a form stood: what became of it. There is nothing left to press in it. */
export function notice(title: string, { blocks }: Message): Form {
  const told = blocks.filter(({ type }) => type !== 'actions');
  return form({ id: 'notice', title, send: null, carried: '', blocks: told });
}

export interface Choice {
  readonly value: string;
  readonly text: string;
  /** Small print below it, while the menu is open. */
  readonly detail?: string;
}

/** Null when the value does not fit: half a value would choose something else. */
export function option({ value, text, detail = '' }: Choice): PlainTextOption | null {
  if (value === '' || value.length > LIMITS.optionValue) return null;
  return {
    text: plain(text, LIMITS.optionText),
    value,
    ...(detail !== '' && { description: plain(detail, LIMITS.optionText) }),
  };
}

export function options(choices: readonly Choice[]): PlainTextOption[] {
  return choices
    .map(option)
    .filter((each) => each !== null)
    .slice(0, LIMITS.options);
}

export interface FieldParts {
  /** Names the field: comes back beside its value. */
  readonly name: string;
  /** Its block's id. Slack keeps what was entered as long as it stays the same, whatever else is drawn. */
  readonly block: string;
  readonly label: string;
  readonly placeholder: string;
  readonly hint?: string;
  readonly optional?: boolean;
  /** True for a field whose choice changes the rest of the form. */
  readonly watched?: boolean;
}

/** A menu with its own list, or, where that is too long for Slack, one that is searched. */
export function menu(parts: FieldParts, choices: readonly Choice[], chosen: string | null): InputBlock {
  const initial = choices.find(({ value }) => value === chosen) ?? null;
  if (choices.length === 0 || choices.length > LIMITS.options) return searched(parts, initial);
  const first = initial && option(initial);
  const element: StaticSelect = {
    type: 'static_select',
    action_id: parts.name,
    placeholder: plain(parts.placeholder, LIMITS.placeholder),
    options: options(choices),
    ...(first && { initial_option: first }),
  };
  return input(parts, element);
}

/** A menu whose list is asked for while somebody types. */
export function searched(parts: FieldParts, chosen: Choice | null): InputBlock {
  const first = chosen && option(chosen);
  const element: ExternalSelect = {
    type: 'external_select',
    action_id: parts.name,
    placeholder: plain(parts.placeholder, LIMITS.placeholder),
    min_query_length: 0,
    ...(first && { initial_option: first }),
  };
  return input(parts, element);
}

/** Words of the person who fills the form in; at most `LIMITS.reason` of them unless said otherwise. */
export function words(parts: FieldParts, text: string | null, most: number = LIMITS.reason): InputBlock {
  return input(parts, {
    type: 'plain_text_input',
    action_id: parts.name,
    multiline: most >= LIMITS.reason,
    max_length: most,
    placeholder: plain(parts.placeholder, LIMITS.placeholder),
    ...(text !== null && text !== '' && { initial_value: clip(text, most) }),
  });
}

/** One person of the workspace. */
export function person(parts: FieldParts): InputBlock {
  const placeholder = plain(parts.placeholder, LIMITS.placeholder);
  return input(parts, { type: 'users_select', action_id: parts.name, placeholder });
}

/** It is asked for and never insisted on. */
export function reasonField(text: string | null, label = 'Reason'): InputBlock {
  const parts = {
    name: 'reason',
    block: 'reason',
    label,
    placeholder: 'It is shown on the card and kept',
    optional: true,
  };
  return words(parts, text);
}

function input({ block, label, hint, optional, watched }: FieldParts, element: InputBlock['element']): InputBlock {
  return {
    type: 'input',
    block_id: block,
    label: plain(label, LIMITS.label),
    element,
    ...(hint !== undefined && { hint: plain(hint, LIMITS.label) }),
    ...(optional === true && { optional: true }),
    ...(watched === true && { dispatch_action: true }),
  };
}
