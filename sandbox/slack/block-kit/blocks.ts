/** The blocks, and which surface takes which of them. */
import { z } from 'zod';
import { accessory, actionsElement, imageElement, inputElement } from './elements.ts';
import { ONE_PICTURE, onePicture, picture } from './objects.ts';
import { richText } from './rich-text.ts';
import { anyText, blockId, chars, listOf, markdownText, plainText } from './text.ts';

const named = { block_id: blockId.optional() };

const section = z
  .strictObject({
    type: z.literal('section'),
    ...named,
    text: anyText().optional(),
    fields: listOf(anyText(2000), 10).optional(),
    accessory: accessory.optional(),
    expand: z.boolean().optional(),
  })
  .refine(({ text, fields }) => text !== undefined || fields !== undefined, 'must define either `text` or `fields`');

const header = z.strictObject({ type: z.literal('header'), ...named, text: plainText(150) });

const context = z.strictObject({
  type: z.literal('context'),
  ...named,
  elements: listOf(z.discriminatedUnion('type', [imageElement, plainText(), markdownText()]), 10),
});

const actions = z.strictObject({ type: z.literal('actions'), ...named, elements: listOf(actionsElement, 25) });

const divider = z.strictObject({ type: z.literal('divider'), ...named });

const image = z
  .strictObject({
    type: z.literal('image'),
    ...named,
    alt_text: chars(2000),
    title: plainText(2000).optional(),
    ...picture,
  })
  .refine(onePicture, ONE_PICTURE);

const input = z.strictObject({
  type: z.literal('input'),
  ...named,
  label: plainText(2000),
  hint: plainText(2000).optional(),
  optional: z.boolean().optional(),
  dispatch_action: z.boolean().optional(),
  element: inputElement,
});

const markdown = z.strictObject({ type: z.literal('markdown'), ...named, text: chars(12_000) });

const cell = z.discriminatedUnion('type', [
  richText,
  z.strictObject({ type: z.literal('raw_text'), text: chars(10_000) }),
  z.strictObject({ type: z.literal('raw_number'), value: z.number(), text: chars(10_000) }),
]);

const table = z.strictObject({
  type: z.literal('table'),
  ...named,
  rows: listOf(listOf(cell, 20), 100),
  column_settings: listOf(
    z.strictObject({ align: z.enum(['left', 'center', 'right']).optional(), is_wrapped: z.boolean().optional() }),
    20,
  ).optional(),
});

const everywhere = [section, header, context, actions, divider, image, input, richText] as const;

export const messageBlocks = listOf(z.discriminatedUnion('type', [...everywhere, markdown, table]), 50, 0);
export const viewBlocks = listOf(z.discriminatedUnion('type', [...everywhere]), 100, 0);
