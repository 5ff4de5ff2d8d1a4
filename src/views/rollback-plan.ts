/** A rollback before it is pressed: which way it goes, what it takes, and what it cannot do. */
import type { KnownBlock } from '@slack/types';
import type { RollbackPlan } from '../model/release-view.ts';
import { actions, button, context, type Message, section } from './blocks.ts';
import { change } from './images.ts';
import { message } from './message.ts';
import { pressValue, type RollbackPress } from './press.ts';
import { code, dotted, free } from './text.ts';
import { duration } from './time.ts';
import { CAVEAT, MECHANISM } from './words/rollback.ts';

/** The plan is the confirmation, so its button asks no further question. */
export function rollbackPlanView(plan: RollbackPlan, value: RollbackPress): Message {
  const press = button({ action: 'rollback.now', label: 'Roll back now', value: pressValue(value), style: 'danger' });
  return message(`${titleOf(plan)}: ${change(plan.from.image, plan.to.image)}`, [
    ...planBlocks(plan),
    plan.outlook.mechanism === 'nothing' ? null : actions('offers', [press]),
  ]);
}

/** What, how, how fast, and what it cannot do. */
export function planBlocks(plan: RollbackPlan): (KnownBlock | null)[] {
  return [
    section('title', `${titleOf(plan)}\n${change(plan.from.image, plan.to.image)}`),
    section('how', howOf(plan).join('\n')),
    section('caveats', caveatsOf(plan).join('\n')),
    context(
      'facts',
      dotted([
        plan.to.revision === null ? null : `Back to revision ${plan.to.revision}`,
        plan.release && code(plan.release),
      ]),
    ),
  ];
}

function titleOf({ service, environment }: RollbackPlan): string {
  return `:rewind: *Roll back* ${free(service, 80)} in ${free(environment, 80)}`;
}

/** The same in lines, for where nothing is pressed. */
export function howItGoes(plan: RollbackPlan): readonly string[] {
  return [...howOf(plan), ...caveatsOf(plan)];
}

function howOf(plan: RollbackPlan): readonly string[] {
  const { mechanism } = plan.outlook;
  return [`How: ${MECHANISM[mechanism]}`, ...(mechanism === 'nothing' ? [] : [expected(plan)])];
}

function caveatsOf({ outlook }: RollbackPlan): readonly string[] {
  return outlook.caveats.map((caveat) => `:warning: ${CAVEAT[caveat]}`);
}

function expected({ outlook }: RollbackPlan): string {
  if (outlook.expectedMs === null) return 'Expected: as long as its pods need to start';
  return `Expected: the bad version is at 0 % within about ${duration(outlook.expectedMs)}`;
}
