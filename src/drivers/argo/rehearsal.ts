/** What would come of a goal: what is written first, checked by the API server and not carried out, and the bot's rights. */
import type { Goal } from '../../engine/ports.ts';
import { type Rule, reviewed } from '../../kubernetes/access-review.ts';
import type { Connection } from '../../kubernetes/connection.ts';
import { ApiError } from '../../kubernetes/errors.ts';
import type { Course, CourseStep, Rehearsal, RehearsedWrite } from '../../model/dry-run.ts';
import type { TargetFacts } from './facts.ts';
import { type Move, requestOf } from './moves.ts';
import { type CanaryStep, FIELD_MANAGER } from './objects.ts';
import { steer } from './steer.ts';
import type { Steer } from './steering.ts';
import { type KindName, wantedBy } from './surroundings.ts';
import { Trail } from './trail.ts';

/** Throws ApiError or Unreachable when the rights cannot be asked for. */
export async function rehearsed(
  connection: Connection,
  facts: TargetFacts,
  goal: Goal,
  now: number,
): Promise<Rehearsal> {
  const { cluster } = facts.target;
  const next = steer(goal, facts, new Trail(now), now);
  const [write, rights] = await Promise.all([
    next.do === 'move' ? triedAll(connection, facts, movesFrom(next.move, goal, facts, now)) : null,
    reviewed(connection, rulesFor(facts)),
  ]);
  return {
    course: courseOf(facts),
    write,
    why: whyNone(next),
    rights: rights.map((right) => ({ cluster, ...right })),
  };
}

/** A window is only set for the template that comes after it: both are needed. */
function movesFrom(first: Move, goal: Goal, facts: TargetFacts, now: number): readonly Move[] {
  if (first.name !== 'set-window') return [first];
  const { next: rollbackWindow, note: formerWindow } = first.window;
  const set = { ...facts, rollout: { ...facts.rollout, rollbackWindow, formerWindow } };
  const next = steer(goal, set, new Trail(now), now);
  return next.do === 'move' ? [first, next.move] : [first];
}

/** The first one that is refused, or the last one. */
async function triedAll(
  connection: Connection,
  facts: TargetFacts,
  moves: readonly Move[],
): Promise<RehearsedWrite | null> {
  let write: RehearsedWrite | null = null;
  for (const move of moves) {
    write = await tried(connection, facts, move);
    if (!write.accepted) return write;
  }
  return write;
}

async function tried(connection: Connection, { target }: TargetFacts, move: Move): Promise<RehearsedWrite> {
  const { path, contentType, body } = requestOf(target, move);
  const what = `patch ${path.split(`/namespaces/${target.namespace}/`)[1] ?? path}`;
  const query = { dryRun: 'All', fieldManager: FIELD_MANAGER };
  try {
    await connection.request('PATCH', path, { body, contentType, query });
    return { what, accepted: true, said: null };
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    return { what, accepted: false, said: error.message };
  }
}

function whyNone(next: Steer): string | null {
  switch (next.do) {
    case 'move':
      return null;
    case 'done':
      return 'it is there already';
    case 'wait':
      return 'the controller is at work on it';
    case 'impossible':
      return next.why;
  }
}

const SEEN = ['get', 'list', 'watch'];

/** What carries traffic or holds the template is looked at, and written: as a last resort, or as the way of a release. */
const AROUND: Readonly<Record<KindName, Pick<Rule, 'group' | 'resource'>>> = {
  services: { group: '', resource: 'services' },
  ingresses: { group: 'networking.k8s.io', resource: 'ingresses' },
  virtualServices: { group: 'networking.istio.io', resource: 'virtualservices' },
  destinationRules: { group: 'networking.istio.io', resource: 'destinationrules' },
  deployments: { group: 'apps', resource: 'deployments' },
};

/** What is needed from the first look to the last resort of a rollback. */
function rulesFor({ rollout, target: { namespace } }: TargetFacts): readonly Rule[] {
  const around = new Map(wantedBy(rollout, namespace).map((each) => [`${each.kind} ${each.namespace}`, each]));
  return [
    { namespace, group: 'argoproj.io', resource: 'rollouts', verbs: [...SEEN, 'patch'] },
    { namespace, group: 'argoproj.io', resource: 'rollouts/status', verbs: ['patch'] },
    { namespace, group: 'argoproj.io', resource: 'analysisruns', verbs: SEEN },
    { namespace, group: 'apps', resource: 'replicasets', verbs: SEEN },
    { namespace, group: '', resource: 'pods', verbs: SEEN },
    ...[...around.values()].map((each) => ({
      namespace: each.namespace,
      ...AROUND[each.kind],
      verbs: [...SEEN, 'patch'],
    })),
  ];
}

/** The way of an update, as the Rollout describes it. */
export function courseOf({ rollout: { canary, blueGreen } }: Pick<TargetFacts, 'rollout'>): Course {
  if (canary !== null) return { strategy: 'canary', steps: canary.steps.map(stepOf) };
  const wait: CourseStep[] = blueGreen?.autoPromotion
    ? blueGreen.autoPromotionSeconds > 0
      ? [{ kind: 'pause', for: `${blueGreen.autoPromotionSeconds}s` }]
      : []
    : [{ kind: 'pause', for: null }];
  return { strategy: 'blueGreen', steps: [{ kind: 'preview' }, ...wait, { kind: 'switch' }] };
}

function stepOf(step: CanaryStep): CourseStep {
  if (step.setWeight !== undefined) return { kind: 'weight', percent: step.setWeight };
  if (step.pause !== undefined) return { kind: 'pause', for: inWords(step.pause.duration) };
  if (step.analysis !== undefined) return { kind: 'analysis' };
  return { kind: 'other', name: Object.keys(step)[0] ?? 'nothing' };
}

/** A number is seconds; a text has its unit. */
function inWords(duration: number | string | undefined): string | null {
  if (duration === undefined) return null;
  return Number.isNaN(Number(duration)) ? String(duration) : `${duration}s`;
}
