/** What a button that sends a notice again carries and brings back. It comes from outside, so it is parsed strictly. */
import * as z from 'zod';
import { LIMITS } from './limits.ts';

const schema = z.strictObject({
  notice: z.string().min(1).max(253),
  to: z.string().min(1).max(63),
  tries: z.int().min(0),
});

export type NoticePress = z.infer<typeof schema>;

export function noticePressValue(press: NoticePress): string {
  return JSON.stringify(press);
}

/** Null for anything that no button of ours carries. */
export function parseNoticePress(text: string): NoticePress | null {
  if (text.length > LIMITS.buttonValue) return null;
  try {
    return schema.safeParse(JSON.parse(text)).data ?? null;
  } catch {
    return null;
  }
}
