/** `retry` and `restart`: the version that is there once more. */
import type { RepeatIntent } from '../engine/intents.ts';
import { deployAccepted } from '../views/answers.ts';
import { homeOf } from './home.ts';
import type { Verb } from './types.ts';
import { oneService, parsed, reasonOf, WHERE_AND_WHY } from './words.ts';

function verb(action: RepeatIntent['action'], summary: string): Verb {
  const usage = `/deploy ${action} <service> [--env <environment>] [--reason "…"]`;
  return {
    name: action,
    command: '/deploy',
    usage,
    summary,
    run: async ({ by, words }, { intents, overview }) => {
      const { values, positionals } = parsed(words, WHERE_AND_WHY, usage);
      const asked = { by, action, service: oneService(positionals, usage), environment: values.env ?? null };
      const release = await intents.repeat({ ...asked, from: null, reason: reasonOf(values.reason) });
      return deployAccepted(release, homeOf(release.name, { overview }));
    },
  };
}

export const retry = verb('retry', 'try an aborted version again, from its first step');
export const restart = verb('restart', 'replace all pods by new ones of the same version');
