/** Interactive elements other than menus, and which block accepts which element. */
import { z } from 'zod';
import { menus } from './menus.ts';
import {
  checkChoices,
  confirm,
  dispatchConfig,
  markedOption,
  ONE_PICTURE,
  onePicture,
  overflowOption,
  picture,
  style,
} from './objects.ts';
import { actionId, chars, listOf, plainText, TEXT_MAX, url } from './text.ts';

const named = { action_id: actionId.optional() };
const confirmed = { ...named, confirm: confirm.optional() };
const focusable = { focus_on_load: z.boolean().optional() };
const placeholder = { placeholder: plainText(150).optional() };
const typed = { ...named, ...focusable, ...placeholder, dispatch_action_config: dispatchConfig.optional() };
const DATE = /^\d{4}-\d{2}-\d{2}$/;
const TIME = /^([01]\d|2[0-3]):[0-5]\d$/;
const NUMBER = /^-?\d+(\.\d+)?$/;

const button = z.strictObject({
  type: z.literal('button'),
  ...confirmed,
  text: plainText(75),
  value: chars(2000).optional(),
  url: url.optional(),
  style: style.optional(),
  accessibility_label: chars(75).optional(),
});

export const imageElement = z
  .strictObject({ type: z.literal('image'), alt_text: chars(2000), ...picture })
  .refine(onePicture, ONE_PICTURE);

const overflow = z
  .strictObject({ type: z.literal('overflow'), ...confirmed, options: listOf(overflowOption, 5) })
  .superRefine(checkChoices);

const checkboxes = z
  .strictObject({
    type: z.literal('checkboxes'),
    ...confirmed,
    ...focusable,
    options: listOf(markedOption, 10),
    initial_options: listOf(markedOption, 10).optional(),
  })
  .superRefine(checkChoices);

const radioButtons = z
  .strictObject({
    type: z.literal('radio_buttons'),
    ...confirmed,
    ...focusable,
    options: listOf(markedOption, 10),
    initial_option: markedOption.optional(),
  })
  .superRefine(checkChoices);

const datepicker = z.strictObject({
  type: z.literal('datepicker'),
  ...confirmed,
  ...focusable,
  ...placeholder,
  initial_date: z.string().regex(DATE, 'must be a date as YYYY-MM-DD').optional(),
});

const timepicker = z.strictObject({
  type: z.literal('timepicker'),
  ...confirmed,
  ...focusable,
  ...placeholder,
  initial_time: z.string().regex(TIME, 'must be a time as HH:mm').optional(),
  timezone: chars(255).optional(),
});

const datetimepicker = z.strictObject({
  type: z.literal('datetimepicker'),
  ...confirmed,
  ...focusable,
  initial_date_time: z.int().min(1_000_000_000).max(9_999_999_999).optional(),
});

const textLength = z.int().min(0).max(TEXT_MAX).optional();
const plainTextInput = z
  .strictObject({
    type: z.literal('plain_text_input'),
    ...typed,
    initial_value: chars(TEXT_MAX, 0).optional(),
    multiline: z.boolean().optional(),
    min_length: textLength,
    max_length: textLength,
  })
  .refine(({ min_length = 0, max_length = TEXT_MAX }) => min_length <= max_length, 'min_length exceeds max_length');

const number = z.string().regex(NUMBER, 'must be a number in a string').optional();
const numberInput = z.strictObject({
  type: z.literal('number_input'),
  ...typed,
  is_decimal_allowed: z.boolean(),
  initial_value: number,
  min_value: number,
  max_value: number,
});

const initialText = { initial_value: chars(TEXT_MAX, 0).optional() };
const emailInput = z.strictObject({ type: z.literal('email_text_input'), ...typed, ...initialText });
const urlInput = z.strictObject({ type: z.literal('url_text_input'), ...typed, ...initialText });

const anywhere = [button, overflow, checkboxes, radioButtons, datepicker, timepicker, ...menus] as const;

export const actionsElement = z.discriminatedUnion('type', [...anywhere, datetimepicker]);
export const accessory = z.discriminatedUnion('type', [...anywhere, imageElement]);
export const inputElement = z.discriminatedUnion('type', [
  plainTextInput,
  numberInput,
  emailInput,
  urlInput,
  checkboxes,
  radioButtons,
  datepicker,
  timepicker,
  datetimepicker,
  ...menus,
]);
