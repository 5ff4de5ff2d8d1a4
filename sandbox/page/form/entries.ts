/** What is entered in a form, by block and action: an update that keeps both ids keeps it. */

import type { Chosen, Json, ViewShape } from '../../web/shape.ts';
import { allOf, initialOf, isJson, numberIn, textIn } from '../blocks/reading.ts';
import { placeOf } from '../blocks/surface.ts';

export interface Entries {
  readonly chosen: ReadonlyMap<string, Chosen>;
  /** Words for values that came from the bot's own lists. */
  readonly labels: ReadonlyMap<string, string>;
}

export const NOTHING: Entries = { chosen: new Map(), labels: new Map() };

export function keyOf({ blockId, actionId }: { blockId: string; actionId: string }): string {
  return `${blockId} ${actionId}`;
}

export function chosenIn(entries: Entries, block: Json, element: Json): Chosen | undefined {
  return entries.chosen.get(keyOf(placeOf(block, element))) ?? initialOf(element);
}

function inputsOf(view: ViewShape): { readonly block: Json; readonly element: Json }[] {
  return view.blocks.flatMap((block) =>
    block.type === 'input' && isJson(block.element) ? [{ block, element: block.element }] : [],
  );
}

/** By block id, as far as there is something. */
export function entered(view: ViewShape, entries: Entries): Readonly<Record<string, Chosen>> {
  const fields = inputsOf(view).flatMap(({ block, element }) => {
    const chosen = chosenIn(entries, block, element);
    return chosen === undefined ? [] : [[String(block.block_id), chosen] as const];
  });
  return Object.fromEntries(fields);
}

/** What Slack itself finds wrong before it asks the bot, by block id. */
export function missing(view: ViewShape, entries: Entries): Readonly<Record<string, string>> {
  const wrong = inputsOf(view).flatMap(({ block, element }) => {
    const problem = problemOf(block, element, allOf(chosenIn(entries, block, element)));
    return problem === null ? [] : [[String(block.block_id), problem] as const];
  });
  return Object.fromEntries(wrong);
}

function problemOf(block: Json, element: Json, chosen: readonly string[]): string | null {
  const [first] = chosen;
  if (first === undefined) return block.optional === true ? null : 'Please complete this required field.';
  const least = numberIn(element.min_length) ?? 0;
  if ([...first].length < least) return `Please enter at least ${least} characters.`;
  switch (element.type) {
    case 'email_text_input':
      return /^\S+@\S+\.\S+$/.test(first) ? null : 'Please enter a valid email address.';
    case 'url_text_input':
      return URL.canParse(first) ? null : 'Please enter a valid URL.';
    case 'number_input':
      return numberProblem(element, Number(first));
    default:
      return null;
  }
}

function numberProblem(element: Json, entered: number): string | null {
  const bound = (key: string) => (textIn(element[key]) === '' ? undefined : Number(element[key]));
  const [least, most] = [bound('min_value'), bound('max_value')];
  if (Number.isNaN(entered)) return 'Please enter a number.';
  if (element.is_decimal_allowed !== true && !Number.isInteger(entered)) return 'Please enter a whole number.';
  if (least !== undefined && entered < least) return `Please enter ${least} or more.`;
  return most !== undefined && entered > most ? `Please enter ${most} or less.` : null;
}
