/**
 * How often Slack may be called, below its published limits (docs.slack.dev, apis/web-api/rate-limits), so that in no
 * minute burst and refill together exceed them.
 */
import type Bottleneck from 'bottleneck';

function budget(burst: number, amount: number, everyMs: number): Bottleneck.ConstructorOptions {
  return {
    reservoir: burst,
    reservoirIncreaseAmount: amount,
    reservoirIncreaseInterval: everyMs,
    reservoirIncreaseMaximum: burst,
  };
}

/** `chat.update`, tier 3: 50 a minute for the whole workspace. */
export const UPDATES = { ...budget(10, 2, 3_000), maxConcurrent: 3 };
/** `chat.postMessage`: one a second in a channel, short bursts tolerated. One at a time keeps their order. */
export const POSTS_IN_CHANNEL = { ...budget(3, 1, 1_000), maxConcurrent: 1 };
/** "Several hundred a minute" for the whole workspace. */
export const POSTS = budget(30, 3, 1_000);
/** `files.getUploadURLExternal` and `files.completeUploadExternal`, tier 4: 100 a minute each. Some take long. */
export const FILES = { ...budget(10, 3, 3_000), maxConcurrent: 3 };
/** `conversations.history` and `conversations.replies`, tier 3 each. */
export const READS = { ...budget(10, 2, 3_000), maxConcurrent: 2 };
/** What makes and furnishes channels, of which most is tier 2: 20 a minute each, here all of them together. */
export const CHANNEL_CALLS = { ...budget(10, 1, 6_000), maxConcurrent: 1 };
