/** Writes Events as client-go's recorder does: the same thing said again raises the count of what was said before. */
import { type AnyObject, type KubeObject, timestamp } from '../objects.ts';
import type { ObjectStore } from '../store/object-store.ts';

export interface Happening {
  readonly type: 'Normal' | 'Warning';
  readonly reason: string;
  readonly message: string;
}

interface CoreEvent extends KubeObject {
  readonly count: number;
}

export class Recorder {
  readonly #store: ObjectStore;
  readonly #component: string;
  readonly #names = new Map<string, string>();
  #made = 0;

  constructor(store: ObjectStore, component: string) {
    this.#store = store;
    this.#component = component;
  }

  tell(about: KubeObject, { type, reason, message }: Happening): void {
    const { namespace = 'default', uid = '' } = about.metadata;
    // Nobody is told of what happens to an object whose namespace goes.
    if (this.#store.get<AnyObject>('Namespace', null, namespace)?.metadata.deletionTimestamp !== undefined) return;
    const same = [uid, type, reason, message].join('\n');
    const known = this.#known(namespace, this.#names.get(same));
    const now = timestamp(this.#store.time.now());
    const by = { manager: this.#component };
    if (known !== null) {
      this.#store.update({ ...known, count: known.count + 1, lastTimestamp: now } as AnyObject, { by });
      return;
    }
    const made = this.#store.create<AnyObject>(this.#event(about, { type, reason, message }, now), by);
    this.#names.set(same, made.metadata.name);
  }

  #known(namespace: string, name: string | undefined): CoreEvent | null {
    return name === undefined ? null : this.#store.get<CoreEvent>('Event', namespace, name);
  }

  #event(about: KubeObject, { type, reason, message }: Happening, now: string): AnyObject {
    const { name, namespace = 'default', uid = '', resourceVersion = '' } = about.metadata;
    const { apiVersion, kind } = about;
    this.#made += 1;
    const suffix = (BigInt(this.#store.time.now()) * 1_000_000n + BigInt(this.#made)).toString(16);
    return {
      apiVersion: 'v1',
      kind: 'Event',
      metadata: { name: `${name}.${suffix}`, namespace },
      involvedObject: { apiVersion, kind, name, namespace, uid, resourceVersion },
      type,
      reason,
      message,
      count: 1,
      eventTime: null,
      firstTimestamp: now,
      lastTimestamp: now,
      source: { component: this.#component },
      reportingComponent: this.#component,
      reportingInstance: '',
    };
  }
}
