/** `/deploy status`: what runs and what is under way. */
import { releaseCard } from '../views/card.ts';
import { statusList } from '../views/status-list.ts';
import type { Verb } from './types.ts';
import { parsed } from './words.ts';

const usage = '/deploy status [service] [--env <environment>]';

export const status: Verb = {
  name: 'status',
  command: '/deploy',
  usage,
  summary: 'what runs, what is under way',
  run: ({ words }, { overview, clock }) => {
    const { values, positionals } = parsed(words, { env: { type: 'string' } }, usage);
    const [service = null] = positionals;
    if (service !== null && values.env !== undefined) return card(overview.current(service, values.env), clock.now());
    const [only, ...others] = overview.views(service);
    if (service !== null && only !== undefined && others.length === 0) return card(only, clock.now());
    return statusList(only === undefined ? [] : [only, ...others], clock.now());
  },
};

/** Without its buttons: they belong to the card in the channel, where everybody sees them pressed. */
function card(view: Parameters<typeof releaseCard>[0], now: Date) {
  return releaseCard({ ...view, offers: [] }, now);
}
