/** `/deploy status`: what runs and what is under way. */
import { statusCard } from '../views/status-card.ts';
import { statusList } from '../views/status-list.ts';
import type { Verb } from './types.ts';
import { oneService, parsed, WHERE } from './words.ts';

const usage = '/deploy status [service] [--env <environment>]';

export const status: Verb = {
  name: 'status',
  command: '/deploy',
  usage,
  summary: 'what runs, what is under way',
  run: ({ words }, { overview, clock }) => {
    const { values, positionals } = parsed(words, WHERE, usage);
    if (positionals.length === 0 && values.env === undefined) return statusList(overview.views(null), clock.now());
    const service = oneService(positionals, usage);
    if (values.env !== undefined) return statusCard(overview.current(service, values.env), clock.now());
    const views = overview.views(service);
    const [only] = views;
    return only !== undefined && views.length === 1 ? statusCard(only, clock.now()) : statusList(views, clock.now());
  },
};
