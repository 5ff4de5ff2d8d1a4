/** `promote`, `reject`, `pause`, `resume`, `abort`: what the card's buttons do, by command. */
import type { PressIntent } from '../engine/intents.ts';
import { pressAccepted } from '../views/answers.ts';
import type { Answer, Deps, Verb, Words } from './types.ts';
import { oneService, parsed, reasonOf, WHERE_AND_WHY } from './words.ts';

interface Typed {
  readonly service: string;
  readonly environment: string | undefined;
  readonly reason: string | undefined;
}

/** By command there is no card that could be out of date: it is meant as things are now. */
async function press(
  offer: PressIntent['offer'],
  { service, environment, reason }: Typed,
  { by, receivedAt: pressedAt }: Words,
  { intents, overview }: Deps,
): Promise<Answer> {
  const release = overview.current(service, environment ?? null).release.name;
  const pressed = await intents.press({ by, offer, release, basis: null, reason: reasonOf(reason), pressedAt });
  return pressAccepted(offer, pressed.release, pressed);
}

function verb(name: 'reject' | 'pause' | 'resume' | 'abort', summary: string): Verb {
  const usage = `/deploy ${name} <service> [--env <environment>] [--reason "…"]`;
  return {
    name,
    command: '/deploy',
    usage,
    summary,
    run: (request, deps) => {
      const { values, positionals } = parsed(request.words, WHERE_AND_WHY, usage);
      const typed = { service: oneService(positionals, usage), environment: values.env, reason: values.reason };
      return press(name, typed, request, deps);
    },
  };
}

const promoteUsage = '/deploy promote <service> [--full] [--env <environment>] [--reason "…"]';

export const promote: Verb = {
  name: 'promote',
  command: '/deploy',
  usage: promoteUsage,
  summary: 'approve, or go on; --full skips steps and analysis',
  run: (request, deps) => {
    const options = { ...WHERE_AND_WHY, full: { type: 'boolean' } } as const;
    const { values, positionals } = parsed(request.words, options, promoteUsage);
    const typed = { service: oneService(positionals, promoteUsage), environment: values.env, reason: values.reason };
    return press(values.full === true ? 'promoteFull' : 'promote', typed, request, deps);
  },
};
/** It moves traffic. */
export const reject: Verb = {
  ...verb('reject', 'say no at a gate: the release is rolled back'),
  urgent: true,
};
export const pause = verb('pause', 'halt the rollout');
export const resume = verb('resume', 'let a halted rollout go on');
export const abort = verb('abort', 'all traffic back to the stable version; the update stays aborted');
