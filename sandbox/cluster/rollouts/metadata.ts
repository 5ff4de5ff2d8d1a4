/** Gives canary, stable, preview and active pods the labels and annotations of their role (`ephemeralmetadata.go`). */
import type { ReplicaSet } from '../controllers/kinds.ts';
import { isControlledBy } from '../controllers/owners.ts';
import { exchanged, injectedInto, withEphemeral } from './ephemeral.ts';
import type { Pass } from './pass.ts';
import { templateHash } from './sets.ts';
import type { PodMetadata } from './strategies.ts';

export function reconcileMetadata(pass: Pass): void {
  const { canary, blueGreen } = pass.rollout.spec.strategy ?? {};
  const trial = canary?.canaryMetadata ?? blueGreen?.previewMetadata ?? null;
  const steady = canary?.stableMetadata ?? blueGreen?.activeMetadata ?? null;
  const { stableRS = '' } = pass.was;
  const isSteady = stableRS === '' || stableRS === templateHash(pass.fresh);
  sync(pass, pass.fresh, isSteady ? steady : trial);
  if (!isSteady) sync(pass, pass.stable, steady);
  for (const set of pass.others) sync(pass, set, null);
}

/** The set first, so that new pods have it from the start. */
function sync(pass: Pass, set: ReplicaSet | null, wanted: PodMetadata | null): void {
  if (set === null) return;
  const before = injectedInto(set);
  pass.replaceSet(set, withEphemeral(set, wanted));
  if (before === null && wanted === null) return;
  for (const pod of pass.scene.pods.filter((each) => isControlledBy(each, set))) {
    pass.update(pod, { ...pod, metadata: exchanged(pod.metadata, before, wanted) });
  }
}
