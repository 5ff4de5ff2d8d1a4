/** `/deploy lift`: lets forward releases begin again after a rollback. */
import { nothingHeld } from '../engine/release/holds.ts';
import { pressAccepted } from '../views/answers.ts';
import type { Verb } from './types.ts';
import { oneService, parsed, reasonOf, WHERE_AND_WHY } from './words.ts';

const usage = '/deploy lift <service> [--env <environment>] [--reason "…"]';

export const lift: Verb = {
  name: 'lift',
  command: '/deploy',
  usage,
  summary: 'let releases begin again after a rollback',
  run: async ({ by, words, receivedAt: pressedAt }, { intents, overview }) => {
    const { values, positionals } = parsed(words, WHERE_AND_WHY, usage);
    const { held, release, environment } = overview.current(oneService(positionals, usage), values.env ?? null);
    if (held === null) throw nothingHeld(release.spec.service, environment.name);
    const reason = reasonOf(values.reason);
    const pressed = await intents.press({ by, offer: 'lift', release: held.name, basis: null, reason, pressedAt });
    return pressAccepted('lift', pressed.release, pressed);
  },
};
