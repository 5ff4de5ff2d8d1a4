/** Versions that can be brought back: what runs now with its exact template, and those that ReplicaSets still hold. */
import { isNotFound } from '../../kubernetes/errors.ts';
import { explained } from '../../kubernetes/problems.ts';
import type { Target } from '../../model/catalog.ts';
import { UserProblem } from '../../model/problem.ts';
import type { KeptVersion, Revision } from '../../model/rollback.ts';
import { keptOf, keptOfReplicaSet, named, namedHolder } from './kept.ts';
import type { NamespaceView } from './namespace-view.ts';
import { type PodTemplate, REVISION, type Rollout } from './objects.ts';

/** What runs as stable now, and the image that the template wants now. Throws UserProblem when there is no template. */
export async function keep(view: NamespaceView, target: Target): Promise<{ kept: KeptVersion; found: string }> {
  const rollout = await rolloutOf(view, target);
  const { currentPodHash, stableRS } = rollout.status ?? {};
  const wanted = keptOf(await templateOf(view, target, rollout), target, {
    hash: currentPodHash ?? null,
    revision: Number(rollout.metadata.annotations?.[REVISION] ?? 0),
  });
  if (!stableRS || stableRS === currentPodHash) return { kept: wanted, found: wanted.image };
  const stable = await find(view, target, (version) => version.hash === stableRS);
  return { kept: stable ?? wanted, found: wanted.image };
}

export async function find(
  view: NamespaceView,
  target: Target,
  match: (version: Revision) => boolean,
): Promise<KeptVersion | null> {
  const sets = await view.replicaSets(await rolloutOf(view, target));
  const versions = sets
    .map((set) => keptOfReplicaSet(set, target))
    .sort((a, b) => (b.revision ?? 0) - (a.revision ?? 0));
  return versions.find(match) ?? null;
}

async function rolloutOf(view: NamespaceView, target: Target): Promise<Rollout> {
  try {
    return await view.rollout(target);
  } catch (error) {
    throw explained(error, named(target));
  }
}

/** Its own template, or that of the Deployment to which its `workloadRef` points. */
async function templateOf(view: NamespaceView, target: Target, { spec }: Rollout): Promise<PodTemplate> {
  const { kind = '', name = '' } = spec.workloadRef ?? {};
  if (spec.workloadRef === undefined) return spec.template ?? {};
  if (kind !== 'Deployment') {
    throw new UserProblem('target-invalid', {
      happened: `${named(target)} has no pod template that Rollbridge could change.`,
      why: `It takes it from ${kind} ${name} (workloadRef); only Deployments are supported.`,
      hint: 'Let workloadRef name a Deployment, or move the template into the Rollout.',
    });
  }
  try {
    return (await view.deployment(name)).spec?.template ?? {};
  } catch (error) {
    if (!isNotFound(error)) throw explained(error, namedHolder(target, { deployment: name }));
    throw new UserProblem('target-missing', {
      happened: `There is no Deployment ${target.namespace}/${name} in cluster ${target.cluster}.`,
      why: `${named(target)} takes its pod template from it (workloadRef).`,
      hint: 'Create the Deployment, or correct spec.workloadRef of the Rollout.',
    });
  }
}
