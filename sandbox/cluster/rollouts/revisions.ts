/** The ReplicaSet of the wanted template: found or made, and given the highest number (`rollout/sync.go`). */
import type { PodTemplate, ReplicaSet } from '../controllers/kinds.ts';
import { ownedBy } from '../controllers/owners.ts';
import { isEqual, type Strings } from '../objects.ts';
import { withCondition } from './conditions.ts';
import { withEphemeral } from './ephemeral.ts';
import type { Rollout } from './kinds.ts';
import { DESIRED_REPLICAS, HASH, REVISION, REVISION_HISTORY } from './names.ts';
import type { Pass } from './pass.ts';
import { podHashOf, replicasOf, revisionOf } from './sets.ts';
import type { PodMetadata } from './strategies.ts';

const NOT_COPIED: ReadonlySet<string> = new Set([
  'kubectl.kubernetes.io/last-applied-configuration',
  'notified.notifications.argoproj.io',
  REVISION,
  REVISION_HISTORY,
  DESIRED_REPLICAS,
]);

/** Makes the set when there is none yet, and says so. */
export function ensureSet(pass: Pass): void {
  if (pass.fresh !== null) return;
  const set = makeSet(pass);
  pass.create(set);
  const revision = set.metadata.annotations?.[REVISION] ?? '';
  setRevision(pass, revision);
  const { name } = set.metadata;
  pass.tell('NewReplicaSetCreated', `Created ReplicaSet ${name} (revision ${revision})`);
  const message = `Created new replica set "${name}"`;
  setProgress(pass, { reason: 'NewReplicaSetCreated', message });
  pass.fresh = set;
  pass.sets = [...pass.sets, set];
}

/** Numbers the set that was found, if another one has a higher number. */
export function syncRevision(pass: Pass): void {
  const set = pass.fresh;
  if (set === null) return;
  const synced = withMinReady(annotated(pass, set), pass.rollout);
  if (!isEqual(synced, set)) {
    pass.replaceSet(set, synced);
    pass.fresh = synced;
    pass.sets = pass.sets.map((each) => (each === set ? synced : each));
    return;
  }
  setRevision(pass, set.metadata.annotations?.[REVISION] ?? '');
  if (pass.was.conditions?.some(({ type }) => type === 'Progressing') !== true) {
    const message = `Found new replica set "${set.metadata.name}"`;
    setProgress(pass, { reason: 'FoundNewReplicaSet', message });
  }
}

function nextRevision(pass: Pass): number {
  const others = pass.sets.filter(({ metadata }) => metadata.name !== pass.fresh?.metadata.name);
  return Math.max(0, ...others.map(revisionOf)) + 1;
}

function annotated(pass: Pass, set: ReplicaSet): ReplicaSet {
  const was = set.metadata.annotations ?? {};
  const copied = { ...was, ...copiedFrom(pass.rollout) };
  const revision = nextRevision(pass);
  const numbered = revisionOf(set) < revision ? { ...copied, [REVISION]: String(revision) } : copied;
  if (isEqual(numbered, was)) return set;
  // The real one notes the old number whenever an annotation changes, be it only a copied one.
  const history = [was[REVISION_HISTORY], was[REVISION]].filter(Boolean).join(',');
  const annotations = { ...numbered, ...(history && { [REVISION_HISTORY]: history }) };
  return { ...set, metadata: { ...set.metadata, annotations } };
}

function withMinReady(set: ReplicaSet, { spec }: Rollout): ReplicaSet {
  const { minReadySeconds = 0 } = spec;
  if ((set.spec.minReadySeconds ?? 0) === minReadySeconds) return set;
  return { ...set, spec: { ...set.spec, minReadySeconds } };
}

function makeSet(pass: Pass): ReplicaSet {
  const { rollout } = pass;
  const { selector = {}, template = { spec: { containers: [] } }, minReadySeconds = 0 } = rollout.spec;
  const hash = podHashOf(rollout);
  const labels = { ...template.metadata?.labels, [HASH]: hash };
  const bare: ReplicaSet = {
    apiVersion: 'apps/v1',
    kind: 'ReplicaSet',
    metadata: {
      name: `${rollout.metadata.name}-${hash}`,
      namespace: rollout.metadata.namespace ?? 'default',
      labels,
      annotations: {
        ...copiedFrom(rollout),
        [REVISION]: String(nextRevision(pass)),
        [DESIRED_REPLICAS]: String(replicasOf(rollout)),
      },
      ownerReferences: ownedBy(rollout),
    },
    spec: {
      replicas: 0,
      ...(minReadySeconds > 0 && { minReadySeconds }),
      selector: { ...selector, matchLabels: { ...selector.matchLabels, [HASH]: hash } },
      template: { ...template, metadata: { ...template.metadata, labels } },
    },
  };
  return withEphemeral(bare, firstMetadata(pass));
}

/** The first set of all will be stable; any later one is on trial. */
function firstMetadata({ rollout, stable }: Pass): PodMetadata | null {
  const { canary, blueGreen } = rollout.spec.strategy ?? {};
  const isTrial = stable !== null;
  const wanted = isTrial
    ? (canary?.canaryMetadata ?? blueGreen?.previewMetadata)
    : (canary?.stableMetadata ?? blueGreen?.activeMetadata);
  return wanted ?? null;
}

function copiedFrom({ metadata }: Rollout): Strings {
  return Object.fromEntries(Object.entries(metadata.annotations ?? {}).filter(([key]) => !NOT_COPIED.has(key)));
}

/** The whole Rollout is written for it, with what Go adds to its template: so the generation may rise by one more. */
function setRevision(pass: Pass, revision: string): void {
  const { rollout } = pass;
  if (rollout.metadata.annotations?.[REVISION] === revision) return;
  const annotations = { ...rollout.metadata.annotations, [REVISION]: revision };
  const { template, workloadRef } = rollout.spec;
  const isOwn = workloadRef === undefined && template !== undefined;
  const spec = isOwn ? { ...rollout.spec, template: asGoWrites(template) } : rollout.spec;
  const grown = isEqual(spec, rollout.spec) ? 0 : 1;
  const next = { ...rollout, metadata: { ...rollout.metadata, annotations }, spec };
  pass.update(rollout, next);
  const generation = (rollout.metadata.generation ?? 0) + grown;
  pass.rollout = { ...next, metadata: { ...next.metadata, generation } };
  pass.tell('RolloutUpdated', `Rollout updated to revision ${revision}`);
}

/** Resources are no pointer there: they are written even when there are none. */
export function asGoWrites(template: PodTemplate): PodTemplate {
  const { containers, initContainers } = template.spec;
  const filled = <T extends object>(each: T) => ({ resources: {}, ...each });
  const spec = {
    ...template.spec,
    containers: containers.map(filled),
    ...(initContainers && { initContainers: initContainers.map(filled) }),
  };
  return { ...template, spec };
}

function setProgress(pass: Pass, { reason, message }: { reason: string; message: string }): void {
  const progress = { type: 'Progressing', status: 'True' as const, reason, message };
  const conditions = withCondition(pass.was.conditions, progress, pass.now);
  const status = { ...pass.rollout.status, conditions };
  pass.updateStatus(status);
  pass.rollout = { ...pass.rollout, status };
}
