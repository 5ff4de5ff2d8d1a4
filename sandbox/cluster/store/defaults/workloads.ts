/** What a server fills into Deployments, ReplicaSets and Jobs. */
import { isRecord } from '../../objects.ts';
import { fill, type Plain, within } from './fill.ts';
import { podSpec, podTemplate } from './pods.ts';

export function deployment(given: Plain): Plain {
  const spec = fill(given.spec, {
    progressDeadlineSeconds: 600,
    replicas: 1,
    revisionHistoryLimit: 10,
    strategy: {},
  });
  const whole = within(spec, 'strategy', (strategy) => {
    const { type = 'RollingUpdate' } = strategy;
    if (type !== 'RollingUpdate') return { ...strategy, type };
    const rollingUpdate = fill(strategy.rollingUpdate, { maxSurge: '25%', maxUnavailable: '25%' });
    return { ...strategy, type, rollingUpdate };
  });
  return fill({ ...given, spec: within(whole, 'template', podTemplate) }, { status: {} });
}

export function replicaSet(given: Plain): Plain {
  const spec = within(fill(given.spec, { replicas: 1 }), 'template', podTemplate);
  return { ...given, spec, status: fill(given.status, { replicas: 0 }) };
}

/** `uid` is of the Job: its pods are found by it. */
export function job(given: Plain, { name, uid }: { readonly name: string; readonly uid: string }): Plain {
  const spec = fill(given.spec, {
    backoffLimit: 6,
    completionMode: 'NonIndexed',
    completions: 1,
    parallelism: 1,
    podReplacementPolicy: 'TerminatingOrFailed',
    suspend: false,
    manualSelector: false,
  });
  const labels = {
    'batch.kubernetes.io/controller-uid': uid,
    'batch.kubernetes.io/job-name': name,
    'controller-uid': uid,
    'job-name': name,
  };
  const selecting = fill(spec, { selector: { matchLabels: { 'batch.kubernetes.io/controller-uid': uid } } });
  const whole = within(selecting, 'template', (template) => {
    const metadata = isRecord(template.metadata) ? template.metadata : {};
    const labelled = { ...metadata, labels: fill(metadata.labels, labels) };
    return within({ ...template, metadata: labelled }, 'spec', (pod) => podSpec(pod));
  });
  const metadata = isRecord(given.metadata) ? given.metadata : {};
  return fill({ ...given, metadata: fill(metadata, { labels }), spec: whole }, { status: {} });
}
