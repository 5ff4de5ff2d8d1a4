/** Whether Slack would accept a message, and whether it keeps to our own rules beyond that. */
import { expect } from '@jest/globals';
import { validateMessage, validateView } from '../../sandbox/slack/block-kit/index.ts';
import type { Message } from '../../src/views/blocks.ts';
import type { Form } from '../../src/views/form/form.ts';

export function expectValid(message: Message): void {
  expect(validateMessage(message)).toEqual([]);
  expect(message.blocks.length).toBeGreaterThan(0);
  expect(message.blocks.length).toBeLessThanOrEqual(50);
  expect(message.text.length).toBeLessThanOrEqual(4_000);
  expect(JSON.stringify(message).length).toBeLessThanOrEqual(12_000);
  for (const text of texts(message.blocks)) {
    expect(text.text.length).toBeLessThanOrEqual(3_000);
    if (text.type === 'mrkdwn') expect(text.verbatim).toBe(true);
  }
}

export function expectValidForm(form: Form): void {
  expect(validateView(form)).toEqual([]);
  expect(form.blocks.length).toBeGreaterThan(0);
  for (const text of texts(form.blocks)) if (text.type === 'mrkdwn') expect(text.verbatim).toBe(true);
}

interface Text {
  readonly type: 'mrkdwn' | 'plain_text';
  readonly text: string;
  readonly verbatim?: boolean;
}

/** Every text object, however deep. */
export function texts(part: unknown): Text[] {
  if (typeof part !== 'object' || part === null) return [];
  const own = 'type' in part && (part.type === 'mrkdwn' || part.type === 'plain_text') ? [part as Text] : [];
  return [...own, ...Object.values(part).flatMap(texts)];
}
