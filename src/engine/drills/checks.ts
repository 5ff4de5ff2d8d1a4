/** What must hold before a rollback is rehearsed: nobody who uses a service may notice. Pure. */
import { UserProblem } from '../../model/problem.ts';
import type { TargetSnapshot } from '../../model/snapshot.ts';
import type { Place } from '../lookup.ts';

interface Situation {
  readonly place: Place;
  readonly snapshot: TargetSnapshot;
}

/** In trouble the real thing may be needed at any moment. */
export function isWell({ place: { service, environment }, snapshot }: Situation): UserProblem | null {
  const { phase, settled, live, replicas, message } = snapshot;
  const isWhole = replicas.available >= replicas.desired && replicas.desired > 0;
  if (phase === 'Healthy' && settled && live && isWhole) return null;
  const what = live ? `The Rollout is ${phase}` : 'What is known of it may be old';
  return new UserProblem('not-offered', {
    happened: `No rollback of ${service.name} in ${environment.name} is rehearsed now.`,
    why: `${what}, with ${replicas.available} of ${replicas.desired} pods available${message === '' ? '' : `: ${message}`}.`,
    hint: `Rehearse when all of it is healthy: /deploy status ${service.name} shows how it is.`,
  });
}

export function drillIsSafe({ place, snapshot }: Situation): UserProblem | null {
  const { service, environment } = place;
  const refused = (why: string, hint: string) =>
    new UserProblem('not-offered', {
      happened: `A rollback of ${service.name} in ${environment.name} cannot be rehearsed without touching live traffic.`,
      why,
      hint,
    });
  if (snapshot.ownPods > 0) {
    return refused(
      `The Deployment that holds its pod template has ${snapshot.ownPods === 1 ? 'a pod' : `${snapshot.ownPods} pods`} of its own, which a drill would replace.`,
      'Scale that Deployment to 0, as a workloadRef wants it in the end, or rehearse on another service.',
    );
  }
  if (environment.drill.traffic || snapshot.waitsUnserved) return null;
  const gate =
    snapshot.strategy === 'blueGreen'
      ? 'Its blue-green strategy switches the traffic by itself'
      : 'Its canary steps bring people to the new version before they wait for a person';
  return refused(
    `${gate}, so there is no preview to rehearse on.`,
    'Rehearse on a service that nobody uses, with drill: {traffic: true} in the catalog, or give this one a preview: ' +
      'blue-green with autoPromotionEnabled: false, or a canary whose steps begin with setCanaryScale and a pause without duration.',
  );
}
