/** A Rollout whose template stands in another object (`rollout/templateref.go`). */
import type { Deployment, LabelSelector, PodTemplate } from '../controllers/kinds.ts';
import type { KubeObject } from '../objects.ts';
import type { Rollout } from './kinds.ts';
import { REVISION, WORKLOAD_GENERATION } from './names.ts';
import type { Pass } from './pass.ts';
import type { Find } from './templates.ts';
import { invalid } from './validate.ts';

interface Workload extends KubeObject {
  readonly spec?: { readonly template?: PodTemplate; readonly selector?: LabelSelector };
  readonly template?: PodTemplate;
}

const KINDS: Readonly<Record<string, string>> = {
  Deployment: 'deployments.apps',
  ReplicaSet: 'replicasets.apps',
  PodTemplate: 'podtemplates',
};

export interface Resolved {
  readonly rollout: Rollout;
  readonly problem: string | null;
}

/** The Rollout as if its template stood in itself. */
export function withTemplate(rollout: Rollout, find: Find): Resolved {
  const ref = rollout.spec.workloadRef;
  if (ref === undefined) return { rollout, problem: null };
  const fail = (why: string) => ({ rollout, problem: invalid('spec.workloadRef', ref, why) });
  if (rollout.spec.template !== undefined) return fail('template must be empty for workload reference rollout');
  const resource = KINDS[ref.kind];
  if (resource === undefined) return fail(`workload of type ${ref.apiVersion}/${ref.kind} is not supported`);
  const workload = find<Workload>(ref.kind, ref.name);
  if (workload === null) return fail(`${resource} "${ref.name}" not found`);
  const template = workload.spec?.template ?? workload.template;
  const selector = rollout.spec.selector ?? workload.spec?.selector;
  const annotations = {
    ...rollout.metadata.annotations,
    [WORKLOAD_GENERATION]: String(workload.metadata.generation ?? 0),
  };
  const spec = { ...rollout.spec, ...(template && { template }), ...(selector && { selector }) };
  return { rollout: { ...rollout, metadata: { ...rollout.metadata, annotations }, spec }, problem: null };
}

/**
 * Takes the pods of the referenced Deployment away: all at once when the first revision is healthy, or as the Rollout gets
 * its own.
 */
export function scaleWorkloadDown(pass: Pass): void {
  const { rollout, scene, was } = pass;
  const { workloadRef: ref, replicas = 1 } = rollout.spec;
  if (ref?.kind !== 'Deployment' || rollout.metadata.annotations?.[REVISION] !== '1') return;
  const isHealthy = was.phase === 'Healthy';
  const isGradual = ref.scaleDown === 'progressively';
  if (!isGradual && !(ref.scaleDown === 'onsuccess' && isHealthy)) return;
  const ready = was.readyReplicas ?? 0;
  if (!isHealthy && ready === 0) return;
  const deployment = scene.find<Deployment>('Deployment', ref.name);
  const wanted = isHealthy ? 0 : replicas - ready;
  if (deployment === null || deployment.spec.replicas === wanted) return;
  pass.update(deployment, { ...deployment, spec: { ...deployment.spec, replicas: wanted } });
}
