/** Modals and Home tabs. */
import { z } from 'zod';
import { viewBlocks } from './blocks.ts';
import { chars, plainText } from './text.ts';

const common = {
  blocks: viewBlocks,
  private_metadata: chars(3000, 0).optional(),
  callback_id: chars(255).optional(),
  external_id: chars(255).optional(),
};

const modal = z
  .strictObject({
    type: z.literal('modal'),
    title: plainText(24),
    submit: plainText(24).optional(),
    close: plainText(24).optional(),
    clear_on_close: z.boolean().optional(),
    notify_on_close: z.boolean().optional(),
    ...common,
  })
  .refine(({ submit, blocks }) => submit !== undefined || blocks.every((block) => block.type !== 'input'), {
    message: '`submit` is required when there is an input block',
    path: ['submit'],
  });

export const view = z.discriminatedUnion('type', [modal, z.strictObject({ type: z.literal('home'), ...common })]);

/** Bytes of JSON. */
export const VIEW_BYTES_MAX = 250_000;
