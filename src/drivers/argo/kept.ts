/** Versions as they are kept, so that exactly the same can be brought back. */
import type { Target } from '../../model/catalog.ts';
import { UserProblem } from '../../model/problem.ts';
import type { KeptVersion } from '../../model/rollback.ts';
import type { ImagePlace } from './facts.ts';
import type { PodTemplate, ReplicaSet } from './objects.ts';
import { replicaSetFacts } from './reading.ts';
import { ownTemplate } from './template.ts';

export function named(target: Target): string {
  return `Rollout ${target.namespace}/${target.name} in cluster ${target.cluster}`;
}

/** The object that holds the pod template. */
export function namedHolder(target: Target, { deployment }: Pick<ImagePlace, 'deployment'>): string {
  if (deployment === undefined) return named(target);
  return `Deployment ${target.namespace}/${deployment}, which holds the template of ${named(target)}`;
}

export function keptOf(
  template: PodTemplate,
  target: Target,
  id: { hash: string | null; revision: number },
): KeptVersion {
  const containers = [...(template.spec?.containers ?? []), ...(template.spec?.initContainers ?? [])];
  const image = containers.find((container) => container.name === target.container)?.image;
  if (image === undefined) {
    throw new UserProblem('target-invalid', {
      happened: `${named(target)} has no container named ${target.container}.`,
      why: `Its containers are: ${containers.map((container) => container.name).join(', ')}.`,
      hint: 'Correct `container` of this target in the catalog.',
    });
  }
  return { ...id, image, template: JSON.stringify(template) };
}

export function keptOfReplicaSet(set: ReplicaSet, target: Target): KeptVersion {
  const { hash, revision } = replicaSetFacts(set);
  return keptOf(ownTemplate(set), target, { hash, revision });
}
