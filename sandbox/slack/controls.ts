/** The controls of a message or view, and what the app is told when somebody uses one. */
import { isRecord } from './block-kit/index.ts';
import type { Json } from './message.ts';

export interface Control {
  readonly blockId: string;
  readonly actionId: string;
  readonly element: Json;
  /** What a person reads on it: the button's text, the input's label or the menu's placeholder. */
  readonly label: string;
}

export function controlsOf(blocks: readonly Json[]): Control[] {
  return blocks.flatMap((block) => {
    const parts =
      block.type === 'actions' && Array.isArray(block.elements) ? block.elements : [block.accessory ?? block.element];
    return parts.filter(isRecord).flatMap((element) => {
      if (element.action_id === undefined) return [];
      const label = plain(block.label) || plain(element.text) || plain(element.placeholder);
      return [{ blockId: String(block.block_id), actionId: String(element.action_id), element, label }];
    });
  });
}

export function isButton({ element }: Control): boolean {
  return element.type === 'button';
}

export function plain(text: unknown): string {
  return isRecord(text) && typeof text.text === 'string' ? text.text : '';
}

/** Several values for elements with several choices. */
export type Chosen = string | readonly string[];

/** The state of an element when `chosen` is in it: values, ids, dates, or options by their value or visible text. */
export function stateOf(element: Json, chosen: Chosen | undefined): Json {
  const type = String(element.type);
  const all = chosen === undefined || chosen === '' ? [] : typeof chosen === 'string' ? [chosen] : chosen;
  const one = all[0] ?? null;
  // What somebody cleared stays empty; what nobody touched is as the app made it.
  const first: Json = chosen === undefined ? element : {};
  const several = type.startsWith('multi_');
  if (/users_select$/.test(type)) return pick(type, 'user', several, all, first);
  if (/conversations_select$/.test(type)) return pick(type, 'conversation', several, all, first);
  if (/channels_select$/.test(type)) return pick(type, 'channel', several, all, first);
  if (several || type === 'checkboxes') {
    const options = chosen === undefined ? (element.initial_options ?? []) : all.map((value) => option(element, value));
    return { type, selected_options: options };
  }
  switch (type) {
    case 'static_select':
    case 'external_select':
    case 'radio_buttons':
    case 'overflow':
      return { type, selected_option: one === null ? (first.initial_option ?? null) : option(element, one) };
    case 'datepicker':
      return { type, selected_date: one ?? first.initial_date ?? null };
    case 'timepicker':
      return { type, selected_time: one ?? first.initial_time ?? null };
    case 'datetimepicker':
      return { type, selected_date_time: one === null ? (first.initial_date_time ?? null) : Number(one) };
    case 'button':
      return { type, text: element.text, ...(element.value !== undefined && { value: element.value }) };
    default:
      return { type, value: one ?? first.initial_value ?? null };
  }
}

function pick(type: string, what: string, several: boolean, all: readonly string[], element: Json): Json {
  if (several) return { type, [`selected_${what}s`]: all.length > 0 ? all : (element[`initial_${what}s`] ?? []) };
  return { type, [`selected_${what}`]: all[0] ?? element[`initial_${what}`] ?? null };
}

/** Of lists that the app keeps only what it has offered is known: anything else is taken at its word. */
function option(element: Json, wanted: string): Json {
  const groups = Array.isArray(element.option_groups) ? element.option_groups.filter(isRecord) : [element];
  const options = groups.flatMap((group) => (Array.isArray(group.options) ? group.options.filter(isRecord) : []));
  const found = options.find((one) => one.value === wanted || plain(one.text) === wanted);
  if (!found && String(element.type).endsWith('external_select')) {
    return { text: { type: 'plain_text', text: wanted, emoji: true }, value: wanted };
  }
  if (!found) throw new Error(`No option "${wanted}"; there is: ${options.map((one) => plain(one.text)).join(', ')}`);
  return found;
}

/** Names one of several controls in a block. */
export function fieldOf({ blockId, actionId }: Pick<Control, 'blockId' | 'actionId'>): string {
  return `${blockId} ${actionId}`;
}

export interface Filling {
  /** By block id, by the label a person reads, or by `fieldOf`. */
  readonly filled: Readonly<Record<string, Chosen>>;
  /** `state.values` before. */
  readonly kept: Json;
  /** The element with all options that are known of it. */
  readonly elementOf: (control: Control) => Json;
}

/** `state.values` of a view: what is filled in now over what was before. */
export function valuesOf(blocks: readonly Json[], { filled, kept, elementOf }: Filling): Json {
  const controls = controlsOf(blocks).filter((control) => !isButton(control));
  for (const key of Object.keys(filled)) {
    if (!controls.some((control) => [control.blockId, control.label, fieldOf(control)].includes(key))) {
      throw new Error(`No field "${key}"; there is: ${controls.map(({ label }) => label).join(', ')}`);
    }
  }
  const values: Record<string, Record<string, Json>> = {};
  for (const control of controls) {
    const { blockId, actionId, label } = control;
    const chosen = filled[fieldOf(control)] ?? filled[blockId] ?? filled[label];
    const before = isRecord(kept[blockId]) ? kept[blockId][actionId] : undefined;
    const now = chosen === undefined && isRecord(before) ? before : stateOf(elementOf(control), chosen);
    values[blockId] = { ...values[blockId], [actionId]: now };
  }
  return values;
}

/** The control of a field if the bot wants to hear of it at once; null if it hears of it with the whole form. */
export function watchedIn({ blocks }: { readonly blocks: readonly Json[] }, field: string): Control | null {
  const watched = blocks.filter((block) => block.dispatch_action === true);
  return controlsOf(watched).find(({ blockId, label }) => field === blockId || field === label) ?? null;
}
