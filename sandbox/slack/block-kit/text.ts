/**
 * Strings and text objects of Block Kit, measured. Lengths count Unicode code points: Slack does not document its unit,
 * and code points never let through more than UTF-16 units would by more than emoji.
 */
import { z } from 'zod';

export function lengthOf(text: string): number {
  return [...text].length;
}

/** The words of a refusal; the one place where limits become Slack's sentences. */
export const says = {
  tooLong: (max: number) => `must be less than ${max + 1} characters`,
  tooShort: (min: number) => `must be more than ${min - 1} characters`,
  tooMany: (max: number) => `no more than ${max} items allowed`,
  tooFew: (min: number) => `no fewer than ${min} items allowed`,
};

export function chars(max: number, min = 1) {
  return z.string().superRefine((text, context) => {
    const length = lengthOf(text);
    if (length > max) context.addIssue({ code: 'custom', message: says.tooLong(max) });
    if (length < min) context.addIssue({ code: 'custom', message: says.tooShort(min) });
  });
}

export function listOf<Item extends z.ZodType>(item: Item, max: number, min = 1) {
  return z.array(item).max(max, says.tooMany(max)).min(min, says.tooFew(min));
}

export const TEXT_MAX = 3000;

export function plainText(max = TEXT_MAX) {
  return z.strictObject({ type: z.literal('plain_text'), text: chars(max), emoji: z.boolean().optional() });
}

export function markdownText(max = TEXT_MAX) {
  return z.strictObject({ type: z.literal('mrkdwn'), text: chars(max), verbatim: z.boolean().optional() });
}

/** Either kind of text object. */
export function anyText(max = TEXT_MAX) {
  return z.discriminatedUnion('type', [plainText(max), markdownText(max)]);
}

export const actionId = chars(255);
export const blockId = chars(255);
export const url = chars(3000);
