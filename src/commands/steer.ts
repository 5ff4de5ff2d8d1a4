/** `promote`, `pause`, `resume`, `abort`: what the card's buttons do, by command. */

import type { PressIntent } from '../engine/intents.ts';
import { pressAccepted } from '../views/answers.ts';
import type { Deps, Verb, Words } from './types.ts';
import { parsed, reasonOf, wrongUsage } from './words.ts';

const OPTIONS = { env: { type: 'string' }, reason: { type: 'string' }, full: { type: 'boolean' } } as const;

async function steer(offer: PressIntent['offer'], { by, words }: Words, { intents, overview }: Deps, usage: string) {
  const { values, positionals } = parsed(words, OPTIONS, usage);
  const [service, ...more] = positionals;
  if (service === undefined || more.length > 0) throw wrongUsage('One service is needed', usage);
  if (values.full && offer !== 'promote') throw wrongUsage('--full belongs to promote', usage);
  const view = overview.current(service, values.env ?? null);
  const asked = values.full ? 'promoteFull' : offer;
  const reason = reasonOf(values.reason);
  const pressed = await intents.press({ by, offer: asked, release: view.release.name, basis: null, reason });
  return pressAccepted(asked, pressed.release, pressed);
}

function verb(name: 'promote' | 'pause' | 'resume' | 'abort', summary: string, extra = ''): Verb {
  const usage = `/deploy ${name} <service>${extra} [--env <environment>] [--reason "…"]`;
  return { name, command: '/deploy', usage, summary, run: (request, deps) => steer(name, request, deps, usage) };
}

export const promote = verb('promote', 'approve, or go on; --full skips steps and analysis', ' [--full]');
export const pause = verb('pause', 'halt the rollout');
export const resume = verb('resume', 'let a halted rollout go on');
export const abort = verb('abort', 'all traffic back to the stable version; the update stays aborted');
