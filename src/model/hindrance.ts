/** What the cluster refuses of a rollback that has begun, until it goes on. */
import type { ReleaseStatus } from './release.ts';
import type { Told } from './story.ts';

export type Hindrance = Told & { readonly what: 'rollbackHindered' };

/** What keeps the rollback up now, each told once; nothing when it gets on. */
export function hindrancesOf({ phase, story }: Pick<ReleaseStatus, 'phase' | 'story'>): readonly Hindrance[] {
  if (phase !== 'RollingBack') return [];
  const since = story.findLastIndex(({ what }) => what === 'rollbackGoesOn') + 1;
  return story.slice(since).filter((event): event is Hindrance => event.what === 'rollbackHindered');
}
