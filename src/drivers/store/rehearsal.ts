/** Asks whether a Release could be made, and what the bot may do with its records; makes none. */
import type { RecordRehearsal } from '../../engine/ports.ts';
import { type Rule, reviewed } from '../../kubernetes/access-review.ts';
import type { Connection } from '../../kubernetes/connection.ts';
import { ApiError } from '../../kubernetes/errors.ts';
import { explained } from '../../kubernetes/problems.ts';
import type { RehearsedRecord, RehearsedWrite } from '../../model/dry-run.ts';
import type { ReleaseSpec } from '../../model/release.ts';
import { INCIDENTS } from './incidents.ts';
import { newObject, pathOf } from './kind.ts';
import { NOTICES } from './notices.ts';
import { RELEASES } from './releases.ts';

const GROUP = 'rollbridge.dev';

function rulesFor(namespace: string): readonly Rule[] {
  return [RELEASES, INCIDENTS, NOTICES].flatMap(({ plural }) => [
    { namespace, group: GROUP, resource: plural, verbs: ['get', 'list', 'watch', 'create', 'delete'] },
    { namespace, group: GROUP, resource: `${plural}/status`, verbs: ['update'] },
  ]);
}

export interface Home {
  readonly connection: Connection;
  readonly cluster: string;
  readonly namespace: string;
}

export class KubernetesRecordRehearsal implements RecordRehearsal {
  readonly #home: Home;

  constructor(home: Home) {
    this.#home = home;
  }

  async rehearse(spec: ReleaseSpec | null): Promise<RehearsedRecord> {
    const { connection, cluster, namespace } = this.#home;
    try {
      const [write, rights] = await Promise.all([
        spec === null ? null : this.#tried(spec),
        reviewed(connection, rulesFor(namespace)),
      ]);
      return { write, rights: rights.map((right) => ({ cluster, ...right })) };
    } catch (error) {
      throw explained(error, `namespace ${namespace}`);
    }
  }

  async #tried(spec: ReleaseSpec): Promise<RehearsedWrite> {
    const { connection, namespace } = this.#home;
    const what = 'create releases';
    const name = RELEASES.name(spec, Date.now());
    const body = newObject(RELEASES, { name, namespace }, spec);
    try {
      await connection.request('POST', pathOf(RELEASES, namespace), { body, query: { dryRun: 'All' } });
      return { what, accepted: true, said: null };
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      return { what, accepted: false, said: error.message };
    }
  }
}
