/** `/deploy status`: what runs and what is under way. */
import type { ReleaseView } from '../model/release-view.ts';
import { releaseCard } from '../views/card.ts';
import { statusList } from '../views/status-list.ts';
import type { Answer, Verb } from './types.ts';
import { oneService, parsed } from './words.ts';

const usage = '/deploy status [service] [--env <environment>]';

export const status: Verb = {
  name: 'status',
  command: '/deploy',
  usage,
  summary: 'what runs, what is under way',
  run: ({ words }, { overview, clock }) => {
    const { values, positionals } = parsed(words, { env: { type: 'string' } }, usage);
    if (positionals.length === 0 && values.env === undefined) return statusList(overview.views(null), clock.now());
    const service = oneService(positionals, usage);
    if (values.env !== undefined) return card(overview.current(service, values.env), clock.now());
    const views = overview.views(service);
    const [only] = views;
    return only !== undefined && views.length === 1 ? card(only, clock.now()) : statusList(views, clock.now());
  },
};

/** Without its buttons: they belong to the card in the channel, where everybody sees them pressed. */
function card(view: ReleaseView, now: Date): Answer {
  return releaseCard({ ...view, offers: [] }, now);
}
