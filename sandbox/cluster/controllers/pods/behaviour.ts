/**
 * What a pod does, said by words in the tag of its image, each after a dash: `shop:2.0.0-err5-slow800`. They are the same
 * words as on the test control planes. More words may come to a running pod in an annotation: what was good turns bad. Pure.
 */
import type { Pod } from '../kinds.ts';

/** `err30-slow800` there counts as if it stood in the tag. */
export const BEHAVES = 'sandbox.rollbridge.dev/behaves';

export interface Behaviour {
  /** The first word of the tag. */
  readonly version: string;
  /** Of requests, 0 to 1, answer 500: `err<percent>`. */
  readonly errorShare: number;
  /** Milliseconds that a request takes about: `slow<ms>`. */
  readonly latencyMs: number;
  /** Milliseconds until it runs: `start<seconds>`. */
  readonly startMs: number;
  /** Milliseconds from SIGTERM until it is gone: `stop<seconds>`. */
  readonly stopMs: number;
  /** Its health paths answer 503, though it is ready: `unhealthy`. */
  readonly unhealthy: boolean;
  /** It runs and never becomes ready: `notready`. */
  readonly neverReady: boolean;
  readonly crashes: boolean;
  /** Its image cannot be pulled: `pull`. */
  readonly pullFails: boolean;
  /** As a Job: `fail`. */
  readonly jobFails: boolean;
  /** Memory and CPU at 95 %: `busy`. */
  readonly busy: boolean;
  /** A violation of residency each second: `gdpr`. */
  readonly violates: boolean;
  /** Nobody does business with it: `quiet`. */
  readonly quiet: boolean;
  /** Of a generated answer: `tok<percent more>`. */
  readonly tokens: number;
  /** Of generated answers, 0 to 1: `ai<percent>`. */
  readonly quality: number;
  /** Seconds that a query of the database takes: `db<ms>`. */
  readonly databaseSeconds: number;
}

const USUAL: Omit<Behaviour, 'version'> = {
  errorShare: 0,
  latencyMs: 40,
  startMs: 1_000,
  stopMs: 1_000,
  unhealthy: false,
  neverReady: false,
  crashes: false,
  pullFails: false,
  jobFails: false,
  busy: false,
  violates: false,
  quiet: false,
  tokens: 800,
  quality: 0.9,
  databaseSeconds: 0.3,
};

const WORDS: Readonly<Record<string, (n: number) => Partial<Behaviour>>> = {
  err: (n) => ({ errorShare: n / 100 }),
  slow: (n) => ({ latencyMs: n }),
  start: (n) => ({ startMs: n * 1_000 }),
  stop: (n) => ({ stopMs: n * 1_000 }),
  unhealthy: () => ({ unhealthy: true }),
  notready: () => ({ neverReady: true }),
  crash: () => ({ crashes: true }),
  pull: () => ({ pullFails: true }),
  fail: () => ({ jobFails: true }),
  busy: () => ({ busy: true }),
  gdpr: () => ({ violates: true }),
  quiet: () => ({ quiet: true }),
  tok: (n) => ({ tokens: USUAL.tokens * (1 + n / 100) }),
  ai: (n) => ({ quality: n / 100 }),
  db: (n) => ({ databaseSeconds: n / 1_000 }),
};

/** By the image of its first container and by its annotation. */
export function podBehaviour(pod: Pod): Behaviour {
  return behaviourOf(imageOf(pod), pod.metadata.annotations?.[BEHAVES]);
}

export function imageOf({ spec }: Pod): string {
  return spec.containers[0]?.image ?? '';
}

/** Words that nobody knows say nothing; of two that say the same thing, the later counts. */
export function behaviourOf(image: string, more = ''): Behaviour {
  const [version = '', ...words] = tagOf(image).split('-');
  const said = [...words, ...more.split('-')].map((word) => {
    const [, name = '', digits = ''] = /^(.*?)(\d*)$/.exec(word) ?? [];
    return WORDS[name]?.(Number(digits)) ?? {};
  });
  return Object.assign({ version, ...USUAL }, ...said) as Behaviour;
}

function tagOf(image: string): string {
  const last = image.slice(image.lastIndexOf('/') + 1);
  return last.split('@')[0]?.split(':')[1] ?? '';
}
