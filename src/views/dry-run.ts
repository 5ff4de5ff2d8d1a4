/** What a dry run has found: the verdict first, then everything that was looked at. */
import type { KnownBlock } from '@slack/types';
import type { BotRight, Checked, Course, CourseStep, DryRun, RehearsedWrite } from '../model/dry-run.ts';
import { context, type Message, pages, section } from './blocks.ts';
import { change } from './images.ts';
import { message } from './message.ts';
import { principals } from './people.ts';
import { howItGoes } from './rollback-plan.ts';
import { percent } from './share.ts';
import { code, firstOf, free, list, plural, prose } from './text.ts';
import { CHECK } from './words/dry-run.ts';
import { FIRST_VERSION, OFFER } from './words/words.ts';

const STEPS_SHOWN = 20;
const LACKING_SHOWN = 10;

export function dryRunView(report: DryRun): Message {
  const title = titleOf(report);
  return message(`${title} · ${verdictOf(report)}`, [
    section('title', `${title}\n${verdictOf(report)}`),
    ...pages('checks', report.checks.map(checkLine)),
    section('plan', planOf(report).join('\n')),
    section('writes', writeLines(report).join('\n')),
    rightsBlock(rightsOf(report)),
    context('facts', 'Nothing was changed'),
  ]);
}

function titleOf({ asked, service, environment, from, to }: DryRun): string {
  const what = asked === 'deploy' ? 'Deploy' : 'Roll back';
  const where = `*${free(service, 80)}* in *${free(environment.name, 80)}*`;
  // To deploy the image that is there already would change no configuration either.
  const before = asked === 'deploy' && from === to ? null : from;
  return `:test_tube: *Dry run* · ${what} ${where}${to === null ? '' : ` · ${change(before, to)}`}`;
}

function verdictOf(report: DryRun): string {
  const { rehearsal, checks } = report;
  const failed = checks.filter(({ problem }) => problem !== null).length;
  const isRefused = writesOf(report).some(({ accepted }) => !accepted);
  const reasons = [
    ...(failed > 0 ? [`${plural(failed, 'check')} failed`] : []),
    ...(isRefused ? ['the API server would refuse it'] : []),
  ];
  if (reasons.length > 0) return `:no_entry: *It would not go through*: ${list(reasons, reasons.length)}`;
  if (rehearsal === null)
    return ':grey_question: *It is not known whether it would begin*: the cluster could not be asked';
  if (rehearsal.write === null) return ':grey_question: *Nothing would be done now*';
  const lacking = rightsOf(report).filter(({ allowed }) => allowed === false).length;
  if (lacking > 0) return `:warning: *It would begin*, but the bot lacks ${plural(lacking, 'right')}`;
  if (report.isHalted)
    return ':double_vertical_bar: *It would begin and stand still at once*: somebody has halted the Rollout';
  return ':heavy_check_mark: *It would begin*';
}

function rightsOf({ rehearsal, rights }: DryRun): readonly BotRight[] {
  return [...(rehearsal?.rights ?? []), ...rights];
}

function checkLine({ name, problem }: Checked): string {
  if (problem === null) return `:white_check_mark: ${CHECK[name]}`;
  return `:x: ${prose(`${problem.message} ${problem.why}`, 500)} · ${code(problem.code)}`;
}

function planOf({ asked, environment, plan, rehearsal, isHalted, isFirst }: DryRun): string[] {
  if (plan !== null) return ['*How it would go back*', ...howItGoes(plan)];
  if (asked === 'rollback' || rehearsal === null) return [];
  const { course } = rehearsal;
  return [
    '*How it would go*',
    courseLine(course),
    approvalLine(environment.access),
    ...(isHalted ? [haltedLine(course)] : []),
    ...(isFirst ? [`:warning: ${FIRST_VERSION}`] : []),
  ];
}

/** What Argo does not do while `spec.paused` is true. */
function haltedLine({ strategy }: Course): string {
  const still = strategy === 'canary' ? 'no further pod starts and no step is taken' : 'the traffic is not switched';
  return `:warning: ${code('spec.paused')} is true: the image is set, but ${still} until somebody presses ${OFFER.resume} on its card`;
}

function courseLine({ strategy, steps }: Course): string {
  const words = steps.map(stepWords);
  const kind = strategy === 'canary' ? 'Canary' : 'Blue-green';
  if (words.length === 0) return `${kind} without steps: all traffic as pods become available`;
  return `${kind}: ${firstOf(words, STEPS_SHOWN, 'steps').join(' → ')}`;
}

function stepWords(step: CourseStep): string {
  switch (step.kind) {
    case 'weight':
      return percent(step.percent);
    case 'pause':
      return step.for === null ? '*waits for a person*' : `pause ${free(step.for, 20)}`;
    case 'analysis':
      return 'analysis';
    case 'preview':
      return 'preview beside the active version';
    case 'switch':
      return 'all traffic at once';
    case 'other':
      return code(step.name, 40);
  }
}

function approvalLine({ approvals, approve, deploy, requesterMayApprove }: DryRun['environment']['access']): string {
  if (approvals === 0) return `No approval is asked for; ${principals(deploy)} may promote`;
  const who = `${plural(approvals, 'approval')} at each gate by ${principals(approve)}`;
  return requesterMayApprove ? who : `${who}, not by you`;
}

function writesOf({ rehearsal, record }: DryRun): readonly RehearsedWrite[] {
  return [record, rehearsal?.write ?? null].filter((write) => write !== null);
}

function writeLines(report: DryRun): string[] {
  const { rehearsal } = report;
  const lines = writesOf(report).map(({ what, accepted, said }) => {
    if (accepted) return `:white_check_mark: ${code(what, 120)} accepted, as a dry run`;
    return `:x: ${code(what, 120)} refused: ${free(said ?? '', 400)}`;
  });
  if (rehearsal?.why) lines.push(`Nothing would be written to the target now: ${free(rehearsal.why, 300)}`);
  return lines.length === 0 ? [] : ['*First writes, as the API server sees them*', ...lines];
}

function rightsBlock(rights: readonly BotRight[]): KnownBlock | null {
  if (rights.length === 0) return null;
  const lacking = rights.filter(({ allowed }) => allowed === false);
  const unknown = rights.filter(({ allowed }) => allowed === null).length;
  const held = rights.length - lacking.length - unknown;
  const open = unknown === 0 ? '' : `, ${unknown} not known`;
  const title = `*Rights of the bot*: ${held} of ${rights.length}${open}`;
  const lines = lacking.map(
    ({ verb, resource, namespace, cluster }) =>
      `:x: ${code(`${verb} ${resource}`)} in ${code(`${cluster}/${namespace}`, 120)}`,
  );
  return section('rights', [title, ...firstOf(lines, LACKING_SHOWN, 'rights')].join('\n'));
}
