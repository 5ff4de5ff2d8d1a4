/** Where a release is seen by everybody. */
import type { Deps } from './types.ts';

/** The channel of its card; null when the release, or its place in the catalog, is not known any more. */
export function homeOf(release: string, { overview }: Pick<Deps, 'overview'>): string | null {
  return overview.view(release)?.environment.channel ?? null;
}
