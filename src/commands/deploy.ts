/** `/deploy <service> <version>`: asks for a release. */
import { deployAccepted } from '../views/answers.ts';
import { openDeploy } from './form-deploy.ts';
import type { Verb } from './types.ts';
import { parsed, reasonOf, tooMany, wrongUsage } from './words.ts';

const usage = '/deploy <service> <version> [--env <environment>] [--reason "…"]';

export const deploy: Verb = {
  name: '',
  command: '/deploy',
  usage,
  summary: 'start a release; `/deploy` alone opens a form',
  form: (request, deps) => openDeploy(request, deps),
  run: async ({ by, words }, { intents, overview }) => {
    const { values, positionals } = parsed(words, { env: { type: 'string' }, reason: { type: 'string' } }, usage);
    const [service, version, ...more] = positionals;
    if (service === undefined || version === undefined) throw wrongUsage('A service and a version are needed', usage);
    if (more.length > 0) throw tooMany(more, usage);
    const environment = values.env ?? null;
    const release = await intents.deploy({ by, service, version, environment, reason: reasonOf(values.reason) });
    return deployAccepted(release, overview.view(release.name)?.environment.channel ?? 'its channel');
  },
};
