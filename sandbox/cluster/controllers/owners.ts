/** Who made whom. Pure. */
import type { KubeObject, OwnerReference } from '../objects.ts';

/** What a controller writes into the objects that it makes. */
export function ownedBy({ apiVersion, kind, metadata: { name, uid = '' } }: KubeObject): readonly OwnerReference[] {
  return [{ apiVersion, kind, name, uid, controller: true, blockOwnerDeletion: true }];
}

export function controllerOf({ metadata }: KubeObject): OwnerReference | undefined {
  return metadata.ownerReferences?.find(({ controller }) => controller === true);
}

export function isControlledBy(object: KubeObject, owner: KubeObject): boolean {
  return controllerOf(object)?.uid === owner.metadata.uid;
}
