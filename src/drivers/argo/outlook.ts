/** How a rollback would go from what is known: shown to people before they press. */
import type { Goal } from '../../engine/ports.ts';
import type { Caveat, Outlook } from '../../model/release-view.ts';
import { gitOf, setOf, type TargetFacts } from './facts.ts';
import { mechanismOf } from './steer-rollback.ts';

export function outlookOf(goal: Goal & { verb: 'rollback' }, facts: TargetFacts | null, now: number): Outlook {
  if (facts === null) return { mechanism: 'nothing', expectedMs: null, caveats: ['not-live'] };
  const mechanism = mechanismOf(goal, facts, now);
  return { mechanism, expectedMs: EXPECTED_MS[mechanism] ?? null, caveats: caveatsOf(goal, facts, mechanism) };
}

/** Time until the bad version has no traffic, as measured on Argo Rollouts 1.9.1; pod starts are not in it. */
const EXPECTED_MS: Readonly<Partial<Record<Outlook['mechanism'], number>>> = {
  'abort-canary': 150,
  'restore-before-start': 150,
  'restore-before-switch': 0,
  'abort-after-switch': 100,
  'restore-after-switch': 300,
  'restore-with-window': 150,
  'restore-warm': 250,
};

function caveatsOf(goal: Goal & { verb: 'rollback' }, facts: TargetFacts, mechanism: Outlook['mechanism']): Caveat[] {
  const caveats: Caveat[] = [];
  if (mechanism === 'restore-and-promote') caveats.push('waits-for-pod-start');
  if (mechanism === 'abort-canary-waits-for-stable') caveats.push('stable-not-fully-available');
  const { paused, replicas } = facts.rollout;
  const old = setOf(facts, goal.to.hash);
  if (mechanism === 'restore-warm' && (old?.ready ?? 0) < replicas.desired) caveats.push('old-version-unready');
  if (gitOf(facts) !== null) caveats.push('git-will-reapply');
  if (paused) caveats.push('paused-by-user');
  if (!facts.live) caveats.push('not-live');
  return caveats;
}
