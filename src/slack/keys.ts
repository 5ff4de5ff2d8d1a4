/** What marks our messages in Slack, so that they are found again: their key travels in the message's metadata. */
import type { MessageKey } from './api.ts';

export { keyText } from './api.ts';

export function cardKey(release: string): MessageKey {
  return { event: 'rollbridge_card', payload: { release } };
}

export function storyKey(release: string, index: number): MessageKey {
  return { event: 'rollbridge_story', payload: { release, index } };
}
