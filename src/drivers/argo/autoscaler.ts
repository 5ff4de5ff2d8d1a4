/** Who else sets the number of a Rollout's pods. KEDA does it by an autoscaler that it makes and owns. */
import type { Autoscaler } from '../../engine/ports.ts';
import type { Connection } from '../../kubernetes/connection.ts';
import type { K8sList, K8sObject } from '../../kubernetes/objects.ts';
import type { Target } from '../../model/catalog.ts';
import { autoscalersPath } from './paths.ts';

interface HorizontalPodAutoscaler extends K8sObject {
  readonly spec?: {
    readonly scaleTargetRef?: { readonly apiVersion?: string; readonly kind?: string; readonly name?: string };
    readonly minReplicas?: number;
    readonly maxReplicas?: number;
  };
}

/** Throws as the connection does. */
export async function autoscalerOf(connection: Connection, target: Target): Promise<Autoscaler | null> {
  const path = autoscalersPath(target.namespace);
  const { items } = await connection.request<K8sList<HorizontalPodAutoscaler>>('GET', path, {});
  const found = items.find((each) => scales(each, target));
  if (found === undefined) return null;
  const keda = found.metadata.ownerReferences?.find(({ kind }) => kind === 'ScaledObject');
  const { minReplicas: min = 1, maxReplicas: max = min } = found.spec ?? {};
  if (keda !== undefined) return { kind: 'ScaledObject', name: keda.name ?? '', min, max };
  return { kind: 'HorizontalPodAutoscaler', name: found.metadata.name, min, max };
}

function scales({ spec }: HorizontalPodAutoscaler, { name }: Target): boolean {
  const { apiVersion = '', kind, name: of } = spec?.scaleTargetRef ?? {};
  return kind === 'Rollout' && of === name && apiVersion.startsWith('argoproj.io/');
}
