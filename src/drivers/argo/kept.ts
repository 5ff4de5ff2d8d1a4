/** Versions as they are kept, so that exactly the same can be brought back. */
import type { Target } from '../../model/catalog.ts';
import { UserProblem } from '../../model/problem.ts';
import type { KeptVersion } from '../../model/release.ts';
import { replicaSetFacts } from './facts.ts';
import { HASH_LABEL, type PodTemplate, type ReplicaSet } from './objects.ts';

/** Argo's note on a ReplicaSet of what it injected into its pods: JSON `{labels, annotations}`. */
const EPHEMERAL = 'rollout.argoproj.io/ephemeral-metadata';

export function named(target: Target): string {
  return `Rollout ${target.namespace}/${target.name} in cluster ${target.cluster}`;
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

/**
 * The template of a ReplicaSet without what the controller added to it: the hash label and ephemeral metadata.
 * With those left in, a restored template would match no ReplicaSet and start a full rollout.
 */
export function keptOfReplicaSet(set: ReplicaSet, target: Target): KeptVersion {
  const facts = replicaSetFacts(set);
  const injected = JSON.parse(set.metadata.annotations?.[EPHEMERAL] ?? '{}') as Record<string, Record<string, string>>;
  const template = structuredClone(set.spec?.template ?? {}) as { metadata?: Record<string, Record<string, string>> };
  const strip = (kind: 'labels' | 'annotations', keys: readonly string[]) => {
    for (const key of keys) delete template.metadata?.[kind]?.[key];
  };
  strip('labels', [HASH_LABEL, ...Object.keys(injected.labels ?? {})]);
  strip('annotations', Object.keys(injected.annotations ?? {}));
  return keptOf(template as PodTemplate, target, { hash: facts.hash, revision: facts.revision });
}
