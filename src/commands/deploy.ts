/** `/deploy <service> <version>`: asks for a release. */
import { deployAccepted } from '../views/answers.ts';
import { dryRunView } from '../views/dry-run.ts';
import { openDeploy } from './form/deploy.ts';
import { homeOf } from './home.ts';
import type { Verb } from './types.ts';
import { parsed, reasonOf, tooMany, WHERE_AND_WHY, wrongUsage } from './words.ts';

const usage = '/deploy <service> <version> [--env <environment>] [--reason "…"] [--dry-run]';
const OPTIONS = { ...WHERE_AND_WHY, 'dry-run': { type: 'boolean' } } as const;

export const deploy: Verb = {
  name: '',
  command: '/deploy',
  usage,
  summary: 'start a release; `/deploy` alone opens a form; with --dry-run only say what would come of it',
  form: (request, deps) => openDeploy(request, deps),
  run: async ({ by, words }, { intents, overview, rehearsals }) => {
    const { values, positionals } = parsed(words, OPTIONS, usage);
    const [service, version, ...more] = positionals;
    if (service === undefined || version === undefined) throw wrongUsage('A service and a version are needed', usage);
    if (more.length > 0) throw tooMany(more, usage);
    const environment = values.env ?? null;
    const intent = { by, service, version, environment, reason: reasonOf(values.reason) };
    if (values['dry-run']) return dryRunView(await rehearsals.rehearseDeploy(intent));
    const release = await intents.deploy(intent);
    return deployAccepted(release, homeOf(release.name, { overview }));
  },
};
