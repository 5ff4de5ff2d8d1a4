/** The release that a card or a form is about. */
import { noSuchRelease } from '../engine/lookup.ts';
import type { ReleaseView } from '../model/release-view.ts';
import type { Deps } from './types.ts';

/** Throws UserProblem when it is not there any more. */
export function viewNamed(release: string, { overview }: Pick<Deps, 'overview'>): ReleaseView {
  const view = overview.view(release);
  if (view !== null) return view;
  throw noSuchRelease(release);
}
