/** `/rollback`: shows the plan, or does it at once. */
import { rollbackStarted } from '../views/answers.ts';
import { captureBegun } from '../views/asked-evidence.ts';
import { dryRunView } from '../views/dry-run.ts';
import { rollbackPlanView } from '../views/rollback-plan.ts';
import { openRollback } from './form/rollback.ts';
import { homeOf } from './home.ts';
import type { Verb } from './types.ts';
import { parsed, reasonOf, WHERE_AND_WHY, wrongUsage } from './words.ts';

const usage =
  '/rollback <service> [to <revision or version>] [now] [--env <environment>] [--reason "…"] [--dry-run | --capture-only]';
const CAPTURES_ONLY = '--capture-only takes nothing back, so there is nothing else to say with it';
const OPTIONS = { ...WHERE_AND_WHY, 'dry-run': { type: 'boolean' }, 'capture-only': { type: 'boolean' } } as const;

export const rollback: Verb = {
  name: '',
  command: '/rollback',
  usage,
  summary:
    'show how it would go back, with one button; with `now` do it at once; `/rollback` alone opens a form; --capture-only keeps evidence of what runs and changes nothing',
  form: (request, deps) => openRollback(request, deps),
  urgent: true,
  run: async ({ by, words, receivedAt }, { intents, rehearsals, captures, overview }) => {
    const { values, positionals } = parsed(words, OPTIONS, usage);
    const { service, to, now } = said(positionals);
    const reason = reasonOf(values.reason);
    if (values['capture-only']) {
      if (to !== null || now || values['dry-run']) throw wrongUsage(CAPTURES_ONLY, usage);
      const begun = await captures.capture({ by, service, environment: values.env ?? null, reason });
      return captureBegun(begun, homeOf(begun.release ?? '', { overview }));
    }
    const intent = { by, service, environment: values.env ?? null, to, from: null, reason };
    if (values['dry-run']) return dryRunView(await rehearsals.rehearseRollback(intent));
    if (now) return rollbackStarted((await intents.rollback({ ...intent, pressedAt: receivedAt })).plan);
    const plan = await intents.plan(intent);
    return rollbackPlanView(plan, {
      release: plan.release,
      service: plan.service,
      environment: plan.environment,
      from: plan.from.hash,
      // Two versions may have the same image: the button means the one that is shown.
      ...(to === null ? {} : { to: plan.to.hash ?? plan.to.image }),
      ...(reason === null ? {} : { reason }),
    });
  },
};

function said(words: readonly string[]): { service: string; to: string | null; now: boolean } {
  const [service, ...rest] = words;
  if (service === undefined) throw wrongUsage('A service is needed', usage);
  const now = rest.at(-1)?.toLowerCase() === 'now';
  const [word, to, ...more] = now ? rest.slice(0, -1) : rest;
  if (word === undefined) return { service, to: null, now };
  if (word.toLowerCase() === 'to' && to !== undefined && more.length === 0) return { service, to, now };
  throw wrongUsage(`"${rest.join(' ')}" is neither "to <version>" nor "now"; put a reason in quotes`, usage);
}
