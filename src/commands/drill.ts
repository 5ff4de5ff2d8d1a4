/** `/rollback drill`: rehearses a rollback off live traffic, and lists how it went. */
import { deployAccepted } from '../views/answers.ts';
import { drillList } from '../views/drills.ts';
import { homeOf } from './home.ts';
import type { Verb } from './types.ts';
import { oneService, parsed, reasonOf, WHERE_AND_WHY } from './words.ts';

const usage = '/rollback drill [service] [--env <environment>] [--reason "…"]';

export const drill: Verb = {
  name: 'drill',
  command: '/rollback',
  usage,
  summary: 'rehearse a rollback on the preview, or on a service for drills, and time it; alone it lists the last ones',
  run: async ({ by, words }, { intents, histories, overview, linkTo, clock }) => {
    const { values, positionals } = parsed(words, WHERE_AND_WHY, usage);
    if (positionals.length === 0) return drillList(histories.drills(), clock.now(), linkTo);
    const service = oneService(positionals, usage);
    const asked = { by, action: 'drill', service, environment: values.env ?? null, from: null } as const;
    const release = await intents.repeat({ ...asked, reason: reasonOf(values.reason) });
    return deployAccepted(release, homeOf(release.name, { overview }));
  },
};
