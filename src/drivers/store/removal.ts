/** Removes objects of ours that are of no use any more, exactly as they were judged. */
import type { ReleaseRemoval } from '../../engine/ports.ts';
import type { Connection } from '../../kubernetes/connection.ts';
import { isConflict, isNotFound } from '../../kubernetes/errors.ts';
import { explained } from '../../kubernetes/problems.ts';
import type { Incident } from '../../model/incident.ts';
import type { Notice } from '../../model/notice.ts';
import type { Release } from '../../model/release.ts';
import { INCIDENTS } from './incidents.ts';
import { type AnyRecord, type KindWords, pathOf } from './kind.ts';
import { NOTICES } from './notices.ts';
import { RELEASES } from './releases.ts';

interface RemovalOptions {
  readonly connection: Connection;
  readonly namespace: string;
}

class KubernetesRemoval<R extends AnyRecord> {
  readonly #connection: Connection;
  readonly #noun: string;
  readonly #path: string;

  constructor(kind: KindWords, { connection, namespace }: RemovalOptions) {
    this.#connection = connection;
    this.#noun = kind.noun;
    this.#path = pathOf(kind, namespace);
  }

  async remove({ name, resourceVersion }: R): Promise<boolean> {
    try {
      // No object that comes later, changed or anew by the same name, has this version.
      const body = { apiVersion: 'v1', kind: 'DeleteOptions', preconditions: { resourceVersion } };
      await this.#connection.request('DELETE', `${this.#path}/${name}`, { body });
      return true;
    } catch (error) {
      if (isNotFound(error)) return true;
      if (isConflict(error)) return false;
      throw explained(error, `${this.#noun} ${name}`);
    }
  }
}

export class KubernetesReleaseRemoval extends KubernetesRemoval<Release> implements ReleaseRemoval {
  constructor(options: RemovalOptions) {
    super(RELEASES, options);
  }
}

export class KubernetesNoticeRemoval extends KubernetesRemoval<Notice> {
  constructor(options: RemovalOptions) {
    super(NOTICES, options);
  }
}

export class KubernetesIncidentRemoval extends KubernetesRemoval<Incident> {
  constructor(options: RemovalOptions) {
    super(INCIDENTS, options);
  }
}
