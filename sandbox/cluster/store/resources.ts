/** Which kinds there are in a cluster: those of the server, and those that a CustomResourceDefinition has brought. */
import { builtIn } from './builtin.ts';
import type { Resource } from './resource.ts';
import { StatusError } from './status-error.ts';

export class Resources {
  readonly #byKind = new Map<string, Resource>();
  readonly #listeners = new Set<() => void>();

  constructor() {
    for (const resource of builtIn) this.#byKind.set(resource.kind, resource);
  }

  all(): readonly Resource[] {
    return [...this.#byKind.values()];
  }

  /** Throws 404 when there is no such kind. A kind has one name, whatever its group. */
  of(kind: string): Resource {
    const resource = this.#byKind.get(kind);
    if (resource !== undefined) return resource;
    const message = 'the server could not find the requested resource';
    throw new StatusError(404, { message, reason: 'NotFound', details: {} });
  }

  /** As a path of the API names it. */
  served(group: string, version: string, plural: string): Resource | null {
    for (const each of this.#byKind.values()) {
      if (each.group === group && each.plural === plural && (each.versions ?? [each.version]).includes(version)) {
        return each;
      }
    }
    return null;
  }

  put(resource: Resource): void {
    this.#byKind.set(resource.kind, resource);
    for (const changed of this.#listeners) changed();
  }

  remove(kind: string): void {
    this.#byKind.delete(kind);
    for (const changed of this.#listeners) changed();
  }

  onChange(changed: () => void): void {
    this.#listeners.add(changed);
  }
}
