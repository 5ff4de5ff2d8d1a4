/** Removes Release objects that are of no use any more, exactly as they were judged. */
import type { ReleaseRemoval } from '../../engine/ports.ts';
import type { Connection } from '../../kubernetes/connection.ts';
import { ApiError } from '../../kubernetes/errors.ts';
import type { K8sObject } from '../../kubernetes/objects.ts';
import { explained } from '../../kubernetes/problems.ts';
import type { Release } from '../../model/release.ts';
import { releasesPath } from './release-object.ts';

export class KubernetesReleaseRemoval implements ReleaseRemoval {
  readonly #connection: Connection;
  readonly #path: string;

  constructor({ connection, namespace }: { readonly connection: Connection; readonly namespace: string }) {
    this.#connection = connection;
    this.#path = releasesPath(namespace);
  }

  async remove({ name, resourceVersion }: Release): Promise<boolean> {
    const path = `${this.#path}/${name}`;
    try {
      const { metadata } = await this.#connection.request<K8sObject>('GET', path);
      if (metadata.resourceVersion !== resourceVersion) return false;
      const preconditions = { uid: metadata.uid, resourceVersion };
      await this.#connection.request('DELETE', path, {
        body: { apiVersion: 'v1', kind: 'DeleteOptions', preconditions },
      });
      return true;
    } catch (error) {
      if (error instanceof ApiError && error.status === 404) return true;
      if (error instanceof ApiError && error.status === 409) return false;
      throw explained(error, `release ${name}`);
    }
  }
}
