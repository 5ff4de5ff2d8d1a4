/** With what may be debugged: pure. */
import { UserProblem } from '../../model/problem.ts';
import type { Place } from '../lookup.ts';
import { imageFor } from '../release/versions.ts';

export interface Chosen {
  readonly image: string;
  readonly beside: boolean;
}

/** Throws UserProblem for an image that is neither of the service's own repository nor one that the catalog allows. */
export function debugImage(typed: string, { service, environment }: Place, running: string | null): Chosen {
  const { images } = environment.debug;
  if (images.includes(typed.trim())) return { image: typed.trim(), beside: true };
  try {
    return { image: imageFor(typed, service.image, running), beside: false };
  } catch (error) {
    if (!(error instanceof UserProblem)) throw error;
    throw new UserProblem('unknown-version', {
      happened: `"${typed}" is not an image that ${service.name} in ${environment.name} may be debugged with.`,
      why: `Allowed are versions in ${service.image}${images.length === 0 ? '' : ` and ${images.join(', ')}`}: such a pod reads all that the service reads.`,
      hint: 'Name one of them, or add the image to debug.images of this environment in the catalog.',
    });
  }
}
