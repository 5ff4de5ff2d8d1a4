/** The form of `/rollback`: the ways back, the plan of the chosen one, and the rollback itself. */

import { UserProblem } from '../../model/problem.ts';
import type { RollbackPlan } from '../../model/release-view.ts';
import { rollbackStarted } from '../../views/answers.ts';
import { captureBegun } from '../../views/asked-evidence.ts';
import { type Form, notice } from '../../views/form/form.ts';
import type { FieldProblem } from '../../views/form/problem.ts';
import { rollbackForm, wayChoice, wayKey } from '../../views/form/rollback.ts';
import { LIMITS } from '../../views/limits.ts';
import { homeOf } from '../home.ts';
import type { Deps, Request } from '../types.ts';
import { reasonOf } from '../words.ts';
import { carriedBy, entered } from './carried.ts';
import type { Filled, FormKind, Submitted } from './types.ts';

/** One more than a menu of our own holds: from there on it is searched. */
const MOST_WAYS = LIMITS.options + 1;

/** With the plan of the only way back, or of the only one of this service, already in it. */
export async function openRollback(
  { by, channel = null }: Request,
  { choices }: Deps,
  service: string | null = null,
): Promise<Form> {
  const ways = await choices.ways(by, '', MOST_WAYS);
  const meant = service === null ? ways : ways.filter((way) => way.service === service);
  const chosen = meant.length === 1 ? (meant[0] ?? null) : null;
  return rollbackForm({ by: by.id, channel, ways, chosen, reason: null });
}

export const rollbackKind: FormKind = {
  urgent: true,
  submit,
  redraw: (filled, deps, problem) => drawn(filled, deps, { chosen: null, problem }),
  chosen: (control, filled, deps) => (control === 'capture' ? captured(filled, deps) : withPlan(control, filled, deps)),
  choices: async (_menu, typed, { by }, { choices }) => (await choices.ways(by, typed, LIMITS.options)).map(wayChoice),
  fieldOf: () => 'way',
  channelOf: (filled) => carriedBy('rollback', filled).channel,
};

/** The shortest way of all: nothing is read before the rollback is asked for. */
async function submit(filled: Filled, deps: Deps): Promise<Submitted> {
  const { channel, way } = carriedBy('rollback', filled);
  const chosen = entered(filled, 'way');
  // Nobody rolls back what they were not shown: the plan of another choice, or none, stands in the form.
  if (way === null || wayKey(way) !== chosen) return { came: 'shown', form: await withPlan('way', filled, deps) };
  const { release, service, environment, from } = way;
  const { plan, release: recorded } = await deps.intents.rollback({
    by: filled.by,
    service,
    environment,
    to: null,
    from,
    release,
    reason: reasonOf(entered(filled, 'reason') ?? undefined),
    pressedAt: filled.receivedAt,
  });
  const home = homeOf(recorded?.name ?? release ?? '', deps);
  return {
    came: 'done',
    answer: rollbackStarted(plan),
    channels: [channel, home].filter((each) => each !== null),
  };
}

/** What `--capture-only` does, for what is chosen. */
async function captured(filled: Filled, deps: Deps): Promise<Form> {
  const place = placeOf(entered(filled, 'way'), deps);
  const reason = reasonOf(entered(filled, 'reason') ?? undefined);
  const begun = await deps.captures.capture({ by: filled.by, ...place, reason });
  return notice('Evidence', captureBegun(begun, homeOf(begun.release ?? '', deps)));
}

async function withPlan(_control: string, filled: Filled, deps: Deps): Promise<Form> {
  const place = placeOf(entered(filled, 'way'), deps);
  const chosen = await deps.intents.plan({ by: filled.by, ...place, to: null, from: null, reason: null });
  return await drawn(filled, deps, { chosen, problem: null });
}

interface Shown {
  readonly chosen: RollbackPlan | null;
  readonly problem: FieldProblem | null;
}

async function drawn(filled: Filled, { choices }: Deps, { chosen, problem }: Shown): Promise<Form> {
  const { by, channel } = carriedBy('rollback', filled);
  const ways = await choices.ways(filled.by, '', MOST_WAYS);
  const isListed = chosen === null || ways.some((way) => wayKey(way) === wayKey(chosen));
  return rollbackForm({
    by,
    channel,
    ways: isListed ? ways : [chosen, ...ways],
    chosen,
    reason: entered(filled, 'reason'),
    problem,
  });
}

/** Throws UserProblem for what no menu of ours offers. */
function placeOf(key: string | null, { choices }: Deps): { service: string; environment: string } {
  const places = choices
    .services()
    .flatMap(({ name, environments }) => environments.map((environment) => ({ service: name, environment })));
  const place = places.find((each) => wayKey(each) === key);
  if (place !== undefined) return place;
  throw new UserProblem('unknown-service', {
    happened: 'Nothing that can go back is chosen.',
    why: 'The form names no service of the catalog.',
    hint: 'Choose one of the list.',
  });
}
