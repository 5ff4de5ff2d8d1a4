/** Takes away what belonged to an object that is gone, or cuts it loose, as the garbage collector does. */
import type { AnyObject, OwnerReference } from '../objects.ts';
import { FOREGROUND, ORPHAN } from './ending.ts';
import type { Change } from './journal.ts';
import type { ObjectStore } from './object-store.ts';

const BY = { manager: 'kube-controller-manager' };

export class Garbage {
  readonly #store: ObjectStore;
  /** Keys of what an owner owns, by the owner's uid. */
  readonly #owned = new Map<string, Map<string, AnyObject>>();

  constructor(store: ObjectStore) {
    this.#store = store;
  }

  start(): void {
    this.#store.journal.watchAll((change) => this.#hear(change));
  }

  #hear({ type, object, before }: Change): void {
    this.#note(object, before, type === 'DELETED');
    if (type === 'DELETED') {
      this.#ownerGone(object);
      return;
    }
    const finalizers = object.metadata.finalizers ?? [];
    if (object.metadata.deletionTimestamp === undefined) return;
    if (finalizers.includes(ORPHAN)) this.#orphan(object);
    else if (finalizers.includes(FOREGROUND)) this.#deleteFirst(object);
  }

  #note(object: AnyObject, before: AnyObject | undefined, gone: boolean): void {
    const id = idOf(object);
    for (const { uid } of before?.metadata.ownerReferences ?? []) this.#owned.get(uid)?.delete(id);
    if (gone) return;
    for (const { uid } of object.metadata.ownerReferences ?? []) {
      const owned = this.#owned.get(uid) ?? new Map<string, AnyObject>();
      this.#owned.set(uid, owned.set(id, object));
    }
  }

  #ownerGone(owner: AnyObject): void {
    const { uid = '' } = owner.metadata;
    for (const owned of this.#ownedBy(owner)) {
      const others = withoutOwner(owned, uid);
      if (others.length === 0) this.#delete(owned, 'Background');
      else this.#reown(owned, others);
    }
    this.#owned.delete(uid);
    for (const { uid: above } of owner.metadata.ownerReferences ?? []) this.#retry(above);
  }

  /** Something that an owner waited for is gone. */
  #retry(uid: string): void {
    for (const kind of this.#store.resources.all().map((each) => each.kind)) {
      for (const object of this.#store.list<AnyObject>(kind)) {
        if (object.metadata.uid === uid && object.metadata.finalizers?.includes(FOREGROUND)) this.#deleteFirst(object);
      }
    }
  }

  #deleteFirst(owner: AnyObject): void {
    const blocking = this.#ownedBy(owner).filter(({ metadata }) =>
      metadata.ownerReferences?.some(({ uid, blockOwnerDeletion }) => uid === owner.metadata.uid && blockOwnerDeletion),
    );
    for (const owned of this.#ownedBy(owner)) {
      if (owned.metadata.deletionTimestamp === undefined) this.#delete(owned, 'Foreground');
    }
    if (blocking.every((owned) => this.#now(owned) === null)) this.#release(owner, FOREGROUND);
  }

  #orphan(owner: AnyObject): void {
    for (const owned of this.#ownedBy(owner)) this.#reown(owned, withoutOwner(owned, owner.metadata.uid ?? ''));
    this.#release(owner, ORPHAN);
  }

  #ownedBy({ metadata: { uid = '' } }: AnyObject): readonly AnyObject[] {
    return [...(this.#owned.get(uid)?.values() ?? [])].flatMap((owned) => this.#now(owned) ?? []);
  }

  #now({ kind, metadata }: AnyObject): AnyObject | null {
    const object = this.#store.get<AnyObject>(kind, metadata.namespace ?? null, metadata.name);
    return object?.metadata.uid === metadata.uid ? object : null;
  }

  #delete({ kind, metadata }: AnyObject, propagation: 'Background' | 'Foreground'): void {
    const { namespace = null, name } = metadata;
    if (this.#store.get(kind, namespace, name) !== null) this.#store.delete(kind, namespace, name, { propagation });
  }

  #reown(owned: AnyObject, ownerReferences: readonly OwnerReference[]): void {
    const now = this.#now(owned);
    if (now !== null) this.#store.update({ ...now, metadata: { ...now.metadata, ownerReferences } }, { by: BY });
  }

  #release(owner: AnyObject, finalizer: string): void {
    const now = this.#now(owner);
    if (now === null) return;
    const finalizers = (now.metadata.finalizers ?? []).filter((each) => each !== finalizer);
    this.#store.update({ ...now, metadata: { ...now.metadata, finalizers } }, { by: BY });
  }
}

function idOf({ kind, metadata }: AnyObject): string {
  return `${kind}/${metadata.namespace ?? ''}/${metadata.name}`;
}

function withoutOwner({ metadata }: AnyObject, uid: string): readonly OwnerReference[] {
  return (metadata.ownerReferences ?? []).filter((owner) => owner.uid !== uid);
}
