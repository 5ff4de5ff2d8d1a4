/** The form of `/rollback`: the ways back that there are, the plan of the one that is chosen, and why. */
import { createHash } from 'node:crypto';
import type { Mechanism, RollbackPlan } from '../../model/release-view.ts';
import { actions, button, context, section } from '../blocks.ts';
import { plainChange } from '../images.ts';
import { LIMITS } from '../limits.ts';
import { planBlocks } from '../rollback-plan.ts';
import { code } from '../text.ts';
import { duration } from '../time.ts';
import { type Carried, carriedText } from './carried.ts';
import { type Choice, type Form, form, menu, reasonField } from './form.ts';
import { type FieldProblem, problemBlock } from './problem.ts';

export interface RollbackDraft extends Pick<Carried<'rollback'>, 'by' | 'channel'> {
  /** Where there is a way back. */
  readonly ways: readonly RollbackPlan[];
  /** The one that is shown. */
  readonly chosen: RollbackPlan | null;
  readonly reason: string | null;
  readonly problem?: FieldProblem | null;
}

/** With a plan it does what it shows, at once; without one its button only shows the plan. */
export function rollbackForm({ by, channel, ways, chosen, reason, problem = null }: RollbackDraft): Form {
  const carried = carriedText('rollback', { by, channel, way: chosen === null ? null : wayOf(chosen) });
  if (ways.length === 0) return form({ id: 'rollback', title: TITLE, send: null, carried, blocks: [none, other] });
  return form({
    id: 'rollback',
    title: TITLE,
    send: chosen === null ? 'Show the plan' : 'Roll back',
    carried,
    blocks: [
      menu(WAY, ways.map(wayChoice), chosen === null ? null : wayKey(chosen)),
      problemBlock('way', problem),
      ...(chosen === null ? [] : [...planBlocks(chosen), atOnce]),
      reasonField(reason),
      chosen === null ? null : actions('instead', [evidence]),
      other,
    ],
  });
}

const TITLE = 'Roll back';

const WAY = {
  name: 'way',
  block: 'way',
  label: 'What goes back',
  placeholder: 'Choose a service',
  watched: true,
};

const atOnce = section('at-once', 'Pressing *Roll back* does this at once, without asking again.');
const none = section('none', 'There is nothing that you could take back now.');
const other = context(
  'other',
  `To go back to a version of your choice: ${code('/rollback <service> to <version>')} · to keep evidence and take nothing back: ${code('/rollback <service> --capture-only')}`,
);

const evidence = button({ action: 'capture', label: 'Only keep evidence, take nothing back', value: 'capture' });

/** What the press is bound to: the version to leave. */
function wayOf({ release, service, environment, from }: RollbackPlan): NonNullable<Carried<'rollback'>['way']> {
  return { release, service, environment, from: from.hash };
}

export function wayChoice(plan: RollbackPlan): Choice {
  const { service, environment, from, to, outlook } = plan;
  return {
    value: wayKey(plan),
    text: `${service} in ${environment}: ${plainChange(from.image, to.image)}`,
    detail: `${SHORT[outlook.mechanism]}, ${fast(outlook.expectedMs)}`,
  };
}

/** One for each place, always the same; long names are told apart by a fingerprint. */
export function wayKey({ service, environment }: Pick<RollbackPlan, 'service' | 'environment'>): string {
  const key = `${service} ${environment}`;
  if (key.length <= LIMITS.optionValue) return key;
  const print = createHash('sha256').update(key).digest('hex').slice(0, 16);
  return `${key.slice(0, LIMITS.optionValue - print.length - 1)}~${print}`;
}

function fast(expectedMs: number | null): string {
  if (expectedMs === null) return 'as long as its pods need to start';
  return expectedMs === 0 ? 'at once' : `about ${duration(expectedMs)}`;
}

const SHORT: Readonly<Record<Mechanism, string>> = {
  'abort-canary': 'abort',
  'abort-canary-waits-for-stable': 'abort',
  'abort-canary-as-pods-start': 'abort',
  'restore-before-start': 'put back before it starts',
  'restore-with-window': 'put back, no steps',
  'restore-and-promote': 'put back and promote',
  'restore-before-switch': 'put back before the switch',
  'abort-after-switch': 'abort, switched back',
  'restore-after-switch': 'put back and promote',
  'restore-warm': 'put back and switch',
  'finish-restore': 'being put back already',
  nothing: 'nothing to do',
};
