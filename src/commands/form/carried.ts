/** Reading what a form brings back. Whatever is not exactly what we put into it is refused. */
import { UserProblem } from '../../model/problem.ts';
import { type Carried, type FormName, parseCarried } from '../../views/form/carried.ts';
import type { Filled } from './types.ts';

/** Throws UserProblem when it is not ours, or was opened by somebody else. */
export function carriedBy<N extends FormName>(name: N, { carried, by }: Filled): Carried<N> {
  const read = parseCarried(name, carried);
  if (read === null || read.by !== by.id) throw unusableForm('What it carries is not what Rollbridge put into it.');
  return read;
}

export function entered({ fields }: Filled, name: string): string | null {
  return fields.get(name)?.value ?? null;
}

export function unusableForm(why: string): UserProblem {
  return new UserProblem('not-offered', {
    happened: 'This form cannot be used any more.',
    why,
    hint: 'Open it anew: /deploy or /rollback.',
  });
}
