/**
 * Slack's rate limits: a bucket per method that refills evenly over the minute, and one per channel for posting. What
 * does not fit is answered with HTTP 429 and `Retry-After`.
 */
import { textOf } from './api-call.ts';
import type { Json } from './message.ts';

const TIER_1 = ['apps.connections.open'];
const TIER_2 = [
  'conversations.list',
  'conversations.create',
  'conversations.archive',
  'conversations.setTopic',
  'conversations.setPurpose',
  'users.list',
  'usergroups.list',
  'usergroups.users.list',
  'pins.add',
  'pins.list',
  'bookmarks.add',
];
const TIER_4 = [
  'chat.postEphemeral',
  'conversations.members',
  'users.info',
  'files.getUploadURLExternal',
  'files.completeUploadExternal',
  'files.info',
  'views.open',
  'views.push',
  'views.update',
  'views.publish',
];
/** "Hundreds per minute", as Slack's own SDK models it. */
const SPECIAL = ['auth.test', 'chat.getPermalink'];

/** Calls a minute, for one method in one workspace. */
export function perMinute(method: string): number {
  if (method === 'chat.postMessage') return 300;
  if (SPECIAL.includes(method)) return 600;
  if (TIER_4.includes(method)) return 100;
  if (TIER_1.includes(method)) return 1;
  return TIER_2.includes(method) ? 20 : 50;
}

/** "1 per second per channel", a short burst tolerated. */
const POSTS = { burst: 3, perSecond: 1 };

/** How full a bucket is now. */
export interface Level {
  /** The method, with the channel behind it where the limit is one of a channel. */
  readonly key: string;
  readonly left: number;
  readonly most: number;
  /** Calls that come back every second. */
  readonly perSecond: number;
}

/** Calls that may come at once, by method. */
type Bursts = Readonly<Record<string, number>>;

export interface RateLimitOptions {
  /** 2 allows twice as much in the same time. */
  readonly scale?: number;
  /** A minute's worth unless given: Slack documents that some burst is tolerated, but not how much. */
  readonly bursts?: Bursts;
}

interface Limit {
  readonly key: string;
  readonly burst: number;
  readonly perSecond: number;
}

interface Bucket {
  tokens: number;
  at: number;
}

export class RateLimits {
  readonly #buckets = new Map<string, Bucket>();
  readonly #now: () => number;
  readonly #scale: number;
  readonly #bursts: Bursts;

  constructor(now: () => number, { scale = 1, bursts = {} }: RateLimitOptions = {}) {
    this.#now = now;
    this.#scale = scale;
    this.#bursts = bursts;
  }

  /** Zero if the call fits, else after how many whole seconds to come again. */
  secondsToWait(method: string, args: Json): number {
    const limits = limitsOf(method, textOf(args, 'channel'), this.#bursts);
    const waits = limits.map((limit) => this.#wait(limit));
    if (waits.every((wait) => wait === 0)) {
      for (const { key } of limits) this.#bucket(key, 0).tokens -= 1;
      return 0;
    }
    return Math.max(1, Math.ceil(Math.max(...waits)));
  }

  /** Of every bucket that was ever drawn from, in the order of their first call. */
  levels(): Level[] {
    return [...this.#buckets.keys()].flatMap((key) => {
      const [method = '', channel = ''] = key.split(' ');
      return limitsOf(method, channel, this.#bursts)
        .filter((limit) => limit.key === key)
        .map((limit) => this.#refilled(limit));
    });
  }

  #wait(limit: Limit): number {
    const { left, perSecond } = this.#refilled(limit);
    return left >= 1 ? 0 : (1 - left) / perSecond;
  }

  #refilled({ key, burst, perSecond }: Limit): Level {
    const most = Math.max(1, burst * this.#scale);
    const bucket = this.#bucket(key, most);
    const rate = perSecond * this.#scale;
    const now = this.#now();
    bucket.tokens = Math.min(most, bucket.tokens + ((now - bucket.at) / 1000) * rate);
    bucket.at = now;
    return { key, left: bucket.tokens, most, perSecond: rate };
  }

  #bucket(key: string, full: number): Bucket {
    const bucket = this.#buckets.get(key) ?? { tokens: full, at: this.#now() };
    this.#buckets.set(key, bucket);
    return bucket;
  }
}

/** All that a call is held to. `channel` may be empty. */
function limitsOf(method: string, channel: string, bursts: Bursts): Limit[] {
  const limit = { key: method, burst: bursts[method] ?? perMinute(method), perSecond: perMinute(method) / 60 };
  return method === 'chat.postMessage' ? [limit, { key: `${method} ${channel}`, ...POSTS }] : [limit];
}
