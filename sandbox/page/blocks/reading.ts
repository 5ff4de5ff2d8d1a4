/** Parts of Block Kit as they come in: anything, read with care. */
import type { Chosen, Json, Option } from '../../web/shape.ts';

export function isJson(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function listIn(value: unknown): readonly Json[] {
  return Array.isArray(value) ? value.filter(isJson) : [];
}

export function textIn(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

/** The words of a text object. */
export function wordsIn(value: unknown): string {
  return isJson(value) ? textIn(value.text) : '';
}

export function numberIn(value: unknown): number | undefined {
  return typeof value === 'number' ? value : undefined;
}

export function isMulti(element: Json): boolean {
  return textIn(element.type).startsWith('multi_') || element.type === 'checkboxes';
}

/** What an element holds before anybody touched it; undefined for nothing. */
export function initialOf(element: Json): Chosen | undefined {
  const { initial_option, initial_date_time } = element;
  if (isJson(initial_option)) return textIn(initial_option.value);
  if (typeof initial_date_time === 'number') return String(initial_date_time);
  const many = [
    element.initial_options,
    element.initial_users,
    element.initial_conversations,
    element.initial_channels,
  ];
  const chosen = many.find(Array.isArray) as readonly unknown[] | undefined;
  if (chosen) return chosen.map((one) => (isJson(one) ? textIn(one.value) : textIn(one)));
  const one = [element.initial_value, element.initial_date, element.initial_time, element.initial_user];
  return [...one, element.initial_conversation, element.initial_channel].find((value) => typeof value === 'string');
}

export interface OptionGroup {
  /** Empty for options without a group. */
  readonly label: string;
  readonly options: readonly Option[];
}

export function optionOf(option: Json): Option {
  return { label: wordsIn(option.text), value: textIn(option.value) };
}

/** The element's own list, in groups if it has some. */
export function groupsOf(element: Json): readonly OptionGroup[] {
  const groups = listIn(element.option_groups);
  if (groups.length === 0) return [{ label: '', options: listIn(element.options).map(optionOf) }];
  return groups.map((group) => ({ label: wordsIn(group.label), options: listIn(group.options).map(optionOf) }));
}

/** Options that are chosen at first: also those of a list that is not here. */
export function initialOptions(element: Json): readonly Option[] {
  const { initial_option } = element;
  return [...(isJson(initial_option) ? [initial_option] : []), ...listIn(element.initial_options)].map(optionOf);
}

export function allOf(chosen: Chosen | undefined): readonly string[] {
  if (chosen === undefined || chosen === '') return [];
  return typeof chosen === 'string' ? [chosen] : chosen;
}
