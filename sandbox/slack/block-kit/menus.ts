/** Menus: the four sources of a select (own list, asked from the app, people, conversations), for one or many choices. */
import { z } from 'zod';
import {
  checkChoices,
  checkOneSource,
  confirm,
  conversationFilter,
  menuGroups,
  menuOption,
  menuOptions,
} from './objects.ts';
import { actionId, chars, listOf, plainText } from './text.ts';

const common = {
  action_id: actionId.optional(),
  confirm: confirm.optional(),
  focus_on_load: z.boolean().optional(),
  placeholder: plainText(150).optional(),
};
const many = { max_selected_items: z.int().min(1).optional() };
const ownList = { options: menuOptions.optional(), option_groups: menuGroups.optional() };
const asked = { min_query_length: z.int().min(0).optional() };
const conversation = {
  default_to_current_conversation: z.boolean().optional(),
  filter: conversationFilter.optional(),
};
const responding = { response_url_enabled: z.boolean().optional() };
const id = chars(255);
const ids = listOf(id, 100);
const chosen = listOf(menuOption, 100).optional();

export const menus = [
  z
    .strictObject({ type: z.literal('static_select'), ...common, ...ownList, initial_option: menuOption.optional() })
    .superRefine(checkOneSource)
    .superRefine(checkChoices),
  z.strictObject({ type: z.literal('external_select'), ...common, ...asked, initial_option: menuOption.optional() }),
  z.strictObject({ type: z.literal('users_select'), ...common, initial_user: id.optional() }),
  z.strictObject({
    type: z.literal('conversations_select'),
    ...common,
    ...conversation,
    ...responding,
    initial_conversation: id.optional(),
  }),
  z.strictObject({ type: z.literal('channels_select'), ...common, ...responding, initial_channel: id.optional() }),
  z
    .strictObject({ type: z.literal('multi_static_select'), ...common, ...many, ...ownList, initial_options: chosen })
    .superRefine(checkOneSource)
    .superRefine(checkChoices),
  z.strictObject({ type: z.literal('multi_external_select'), ...common, ...many, ...asked, initial_options: chosen }),
  z.strictObject({ type: z.literal('multi_users_select'), ...common, ...many, initial_users: ids.optional() }),
  z.strictObject({
    type: z.literal('multi_conversations_select'),
    ...common,
    ...many,
    ...conversation,
    initial_conversations: ids.optional(),
  }),
  z.strictObject({ type: z.literal('multi_channels_select'), ...common, ...many, initial_channels: ids.optional() }),
] as const;
