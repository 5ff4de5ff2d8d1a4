/** Releases as a kind of our objects. */
import type { Release } from '../../model/release.ts';
import { boundedSpec, boundedStory } from './bounds.ts';
import type { Kind } from './kind.ts';
import { recordName } from './names.ts';
import { KubernetesStore, type StoreOptions } from './records.ts';
import { readRelease } from './schema.ts';

export const RELEASES: Kind<Release> = {
  kind: 'Release',
  plural: 'releases',
  noun: 'release',
  unknown: 'unknown-release',
  list: '/deploy status',
  name: recordName,
  read: readRelease,
  spec: boundedSpec,
  status: boundedStory,
};

export class KubernetesReleaseStore extends KubernetesStore<Release> {
  constructor(options: StoreOptions) {
    super(RELEASES, options);
  }
}
