/** `/deploy scale`: more pods of what runs. */
import { deployAccepted } from '../views/answers.ts';
import { homeOf } from './home.ts';
import type { Verb } from './types.ts';
import { parsed, reasonOf, tooMany, WHERE_AND_WHY, wrongUsage } from './words.ts';

const usage = '/deploy scale <service> <pods> [--env <environment>] [--reason "…"]';

export const scale: Verb = {
  name: 'scale',
  command: '/deploy',
  usage,
  summary: 'more pods of what runs; the card undoes it',
  run: async ({ by, words }, { intents, overview }) => {
    const { values, positionals } = parsed(words, WHERE_AND_WHY, usage);
    const [service, pods, ...more] = positionals;
    if (service === undefined || pods === undefined)
      throw wrongUsage('A service and a number of pods are needed', usage);
    if (more.length > 0) throw tooMany(more, usage);
    const asked = { by, service, environment: values.env ?? null, reason: reasonOf(values.reason) };
    const release = await intents.scale({ ...asked, pods: podsOf(pods) });
    return deployAccepted(release, homeOf(release.name, { overview }));
  },
};

/** Throws UserProblem for what is no whole number. */
export function podsOf(typed: string): number {
  if (/^\d{1,5}$/.test(typed)) return Number(typed);
  throw wrongUsage(`"${typed}" is no number of pods`, usage);
}
