/** Removes Release objects that are of no use any more, exactly as they were judged. */
import type { ReleaseRemoval } from '../../engine/ports.ts';
import type { Connection } from '../../kubernetes/connection.ts';
import { isConflict, isNotFound } from '../../kubernetes/errors.ts';
import { explained } from '../../kubernetes/problems.ts';
import type { Release } from '../../model/release.ts';
import { pathOf } from './kind.ts';
import { RELEASES } from './releases.ts';

export class KubernetesReleaseRemoval implements ReleaseRemoval {
  readonly #connection: Connection;
  readonly #path: string;

  constructor({ connection, namespace }: { readonly connection: Connection; readonly namespace: string }) {
    this.#connection = connection;
    this.#path = pathOf(RELEASES, namespace);
  }

  async remove({ name, resourceVersion }: Release): Promise<boolean> {
    try {
      // No object that comes later, changed or anew by the same name, has this version.
      const body = { apiVersion: 'v1', kind: 'DeleteOptions', preconditions: { resourceVersion } };
      await this.#connection.request('DELETE', `${this.#path}/${name}`, { body });
      return true;
    } catch (error) {
      if (isNotFound(error)) return true;
      if (isConflict(error)) return false;
      throw explained(error, `release ${name}`);
    }
  }
}
