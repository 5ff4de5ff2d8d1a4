/** `/deploy debug`: a pod for debugging beside those that serve. */
import { deployAccepted } from '../views/answers.ts';
import { homeOf } from './home.ts';
import type { Verb } from './types.ts';
import { parsed, reasonOf, tooMany, WHERE_AND_WHY, wrongUsage } from './words.ts';

const usage = '/deploy debug <service> <version or image> [--env <environment>] [--reason "…"]';

export const debug: Verb = {
  name: 'debug',
  command: '/deploy',
  usage,
  summary: 'a copy of a pod with another image, that serves nobody and goes by itself; the card takes it away',
  run: async ({ by, words }, { intents, overview }) => {
    const { values, positionals } = parsed(words, WHERE_AND_WHY, usage);
    const [service, image, ...more] = positionals;
    if (service === undefined || image === undefined) throw wrongUsage('A service and an image are needed', usage);
    if (more.length > 0) throw tooMany(more, usage);
    const asked = { by, service, image, environment: values.env ?? null, reason: reasonOf(values.reason) };
    const release = await intents.debug(asked);
    return deployAccepted(release, homeOf(release.name, { overview }));
  },
};
