/** The same as `capture-with-kubectl.sh` by a bare client over connections that are kept: what the requests alone take. */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ClusterConnection } from '../src/kubernetes/connection.ts';
import type { K8sList, K8sObject } from '../src/kubernetes/objects.ts';

const LOGS_AT_ONCE = 16;

export async function captureBarely(
  bare: ClusterConnection,
  { namespace, rollout }: { readonly namespace: string; readonly rollout: string },
  folder: string,
): Promise<void> {
  await mkdir(join(folder, 'logs'), { recursive: true });
  const keep = (name: string, text: string) => writeFile(join(folder, name), text);
  const labelSelector = `app=${rollout}`;
  const objects = [
    [`/apis/argoproj.io/v1alpha1/namespaces/${namespace}/rollouts/${rollout}`, 'rollout'],
    [`/apis/argoproj.io/v1alpha1/namespaces/${namespace}/analysisruns`, 'analysisruns'],
    [`/apis/apps/v1/namespaces/${namespace}/replicasets`, 'replicasets'],
    [`/api/v1/namespaces/${namespace}/services/${rollout}-stable`, 'service-stable'],
    [`/api/v1/namespaces/${namespace}/services/${rollout}-canary`, 'service-canary'],
    [`/apis/networking.k8s.io/v1/namespaces/${namespace}/ingresses/${rollout}`, 'ingress'],
    [`/apis/networking.k8s.io/v1/namespaces/${namespace}/ingresses/${rollout}-${rollout}-canary`, 'ingress-canary'],
    [`/apis/autoscaling/v2/namespaces/${namespace}/horizontalpodautoscalers`, 'horizontalpodautoscalers'],
    [`/apis/policy/v1/namespaces/${namespace}/poddisruptionbudgets`, 'poddisruptionbudgets'],
    [`/api/v1/namespaces/${namespace}/events`, 'events'],
  ] as const;
  const path = `/api/v1/namespaces/${namespace}/pods`;
  const logs = async () => {
    const pods = await bare.text(path, { query: { labelSelector } });
    await keep('pods.json', pods);
    const left = (JSON.parse(pods) as K8sList<K8sObject>).items.values();
    const work = async () => {
      for (const { metadata } of left) {
        const query = { timestamps: 'true', tailLines: '2000' };
        await keep(`logs/${metadata.name}.log`, await bare.text(`${path}/${metadata.name}/log`, { query }));
      }
    };
    await Promise.all(Array.from({ length: LOGS_AT_ONCE }, work));
  };
  const read = objects.map(async ([object, name]) => keep(`${name}.json`, await bare.text(object)));
  await Promise.all([...read, logs()]);
}
