/**
 * Break-glass: when the controller does not react, the traffic object itself is moved, to a version that is
 * fully there. Only for a controller that is silent; one that works would move it back.
 */
import { canaryIngressName, setOf, type TargetFacts } from './facts.ts';
import { move, type Steer } from './steering.ts';
import type { Trail } from './trail.ts';

/** A working controller answers a write within a second, lost wake-ups included. */
export const SILENT_MS = 3_000;

/** The write that moves traffic to the version `good`, or null when there is none or it is too early. */
export function forceTraffic(facts: TargetFacts, good: string | null, trail: Trail, now: number): Steer | null {
  const { rollout } = facts;
  const standing = setOf(facts, good);
  if (good === null || standing === undefined || standing.available < rollout.replicas.desired) return null;
  const written = trail.wrote('restore') ? trail.since('restore', now) : trail.since('abort', now);
  if (written < SILENT_MS) return null;
  if (rollout.canary?.router === 'nginx') {
    for (const stableIngress of rollout.canary.stableIngresses) {
      const ingress = canaryIngressName(rollout.name, stableIngress);
      const weight = facts.canaryIngresses[ingress] ?? 0;
      if (weight > 0) {
        return move({ name: 'force-weight', ingress, prefix: rollout.canary.annotationPrefix, weight });
      }
    }
  }
  const service = rollout.blueGreen?.activeService ?? rollout.canary?.stableService ?? null;
  const from = service === null ? null : (facts.selectors[service] ?? null);
  if (service === null || from === null || from === good) return null;
  return move({ name: 'force-selector', service, from, to: good });
}
