/** `/deploy acknowledge`: a second person says that they have looked at a rollback. */
import { nothingToAcknowledge } from '../engine/rollback/acknowledgement.ts';
import { pressAccepted } from '../views/answers.ts';
import type { Verb } from './types.ts';
import { oneService, parsed, reasonOf, WHERE_AND_WHY } from './words.ts';

const usage = '/deploy acknowledge <service> [--env <environment>] [--reason "…"]';

export const acknowledge: Verb = {
  name: 'acknowledge',
  command: '/deploy',
  usage,
  summary: "say that you have looked at somebody else's rollback",
  run: async ({ by, words, receivedAt: pressedAt }, { intents, histories }) => {
    const { values, positionals } = parsed(words, WHERE_AND_WHY, usage);
    const history = histories.history(oneService(positionals, usage), values.env ?? null, null);
    const waiting = history.releases.find(({ view }) => view.offers.includes('acknowledge'));
    if (waiting === undefined) throw nothingToAcknowledge(history.service, history.environment);
    const release = waiting.view.release.name;
    const reason = reasonOf(values.reason);
    const pressed = await intents.press({ by, offer: 'acknowledge', release, basis: null, reason, pressedAt });
    return pressAccepted('acknowledge', pressed.release, pressed);
  },
};
