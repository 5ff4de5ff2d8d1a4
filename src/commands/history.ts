/** `/deploy history`: what was released, by whom, why and what became of it, and which revisions the cluster keeps. */
import { UserProblem } from '../model/problem.ts';
import { historyView, releasesView } from '../views/history/history.ts';
import { parseHistoryPress } from '../views/history/press.ts';
import type { Answer, Deps, Verb } from './types.ts';
import { oneService, parsed, WHERE } from './words.ts';

const usage = '/deploy history [service] [--env <environment>]';

export const history: Verb = {
  name: 'history',
  command: '/deploy',
  usage,
  summary: 'revisions, and releases with who, when, why, outcome and clock',
  run: ({ words }, { histories, linkTo }) => {
    const { values, positionals } = parsed(words, WHERE, usage);
    if (positionals.length === 0 && values.env === undefined) return releasesView(histories.lately(null), linkTo);
    return historyView(histories.history(oneService(positionals, usage), values.env ?? null, null), linkTo);
  },
};

/** The button under a page. */
export const OLDER = 'history.older';

/** Throws UserProblem `stale` when the release at which the page ended is not there any more. */
export function older(value: string, { histories, linkTo }: Deps): Answer {
  const carried = parseHistoryPress(value);
  if (carried === null) {
    throw new UserProblem('not-offered', {
      happened: 'This button is not known.',
      why: 'It may come from another version of Rollbridge.',
      hint: 'Say /deploy history again.',
    });
  }
  const { after } = carried;
  if (!('service' in carried)) return releasesView(histories.lately(after), linkTo);
  return historyView(histories.history(carried.service, carried.environment, after), linkTo);
}
