/** Composition objects: what elements and blocks are put together from (options, confirmations, pictures). */
import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import { anyText, chars, listOf, plainText, url } from './text.ts';

export const style = z.enum(['primary', 'danger']);

/** Slack's reference calls all four texts required. */
export const confirm = z.strictObject({
  title: plainText(100),
  text: anyText(300),
  confirm: plainText(30),
  deny: plainText(30),
  style: style.optional(),
});

/** Sources differ on the value's limit (75 or 150): the smaller one holds everywhere. */
const optionParts = { value: chars(75), description: plainText(75).optional() };
/** Menus show plain text only. */
export const menuOption = z.strictObject({ text: plainText(75), ...optionParts });
/** Checkboxes and radio buttons may format. */
export const markedOption = z.strictObject({ text: anyText(75), ...optionParts, description: anyText(75).optional() });
export const overflowOption = z.strictObject({ text: plainText(75), ...optionParts, url: url.optional() });

const optionGroup = z.strictObject({ label: plainText(75), options: listOf(menuOption, 100) });

export const menuOptions = listOf(menuOption, 100);
export const menuGroups = listOf(optionGroup, 100);

export const conversationFilter = z
  .strictObject({
    include: listOf(z.enum(['im', 'mpim', 'private', 'public']), 4).optional(),
    exclude_external_shared_channels: z.boolean().optional(),
    exclude_bot_users: z.boolean().optional(),
  })
  .refine((filter) => Object.keys(filter).length > 0, 'must define at least one filter');

export const dispatchConfig = z.strictObject({
  trigger_actions_on: listOf(z.enum(['on_enter_pressed', 'on_character_entered']), 2),
});

const slackFile = z
  .strictObject({ id: chars(255).optional(), url: url.optional() })
  .refine((file) => (file.id === undefined) !== (file.url === undefined), 'must define either `id` or `url`');

/** Where a picture comes from; exactly one of the two, which `onePicture` holds. */
export const picture = { image_url: url.optional(), slack_file: slackFile.optional() };

export function onePicture(image: { image_url?: unknown; slack_file?: unknown }): boolean {
  return (image.image_url === undefined) !== (image.slack_file === undefined);
}
export const ONE_PICTURE = 'must define either `image_url` or `slack_file`';

export interface Choices {
  readonly options?: readonly Choice[] | undefined;
  readonly option_groups?: readonly { readonly options: readonly Choice[] }[] | undefined;
  readonly initial_option?: Choice | undefined;
  readonly initial_options?: readonly Choice[] | undefined;
}
interface Choice {
  readonly value: string;
}

/** Values differ, and what is chosen at first is one of the options, equal in every part. */
export function checkChoices(element: Choices, context: z.RefinementCtx): void {
  const all = element.options ?? element.option_groups?.flatMap((group) => group.options) ?? [];
  const add = (message: string, at: PropertyKey) => context.addIssue({ code: 'custom', message, path: [at] });
  if (new Set(all.map((option) => option.value)).size < all.length) add('option values must be unique', 'options');
  const known = (choice: Choice) => all.some((option) => isDeepStrictEqual(option, choice));
  if (element.initial_option && !known(element.initial_option)) {
    add('initial option was not found in options', 'initial_option');
  }
  if (element.initial_options?.some((choice) => !known(choice))) {
    add('initial options were not found in options', 'initial_options');
  }
}

export function checkOneSource(element: Choices, context: z.RefinementCtx): void {
  if ((element.options === undefined) === (element.option_groups === undefined)) {
    context.addIssue({ code: 'custom', message: 'must define either `options` or `option_groups`' });
  }
}
