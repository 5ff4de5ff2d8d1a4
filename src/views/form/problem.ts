/** What is wrong with a form: as plain text at its field, or as a block where the form is drawn anew. */

import type { KnownBlock } from '@slack/types';
import { clip } from '../../model/clip.ts';
import type { UserProblem } from '../../model/problem.ts';
import { section } from '../blocks.ts';
import { LIMITS } from '../limits.ts';
import { oneLine, prose } from '../text.ts';

/** Slack shows the text at a field as it is: no markup, so nobody can be named in it. */
export function problemAtField({ message: happened, why, hint }: UserProblem): string {
  const text = [happened, why, hint].filter((part) => part !== '').join(' ');
  return clip(
    oneLine(text.replace(/<@[UW][A-Z0-9]+>/g, 'somebody').replace(/^somebody/, 'Somebody')),
    LIMITS.fieldError,
  );
}

export function unexpectedAtField(reference: string): string {
  return `Something went wrong on our side, and it is not known whether it was done: look at the card first. Reference ${reference}.`;
}

/** Null when this field has no problem. */
export function problemBlock(field: string, problem: FieldProblem | null): KnownBlock | null {
  if (problem === null || problem.field !== field) return null;
  const { message: happened, why, hint } = problem.problem;
  return section(
    `problem-${field}`,
    `:no_entry: ${[happened, why, hint]
      .filter(Boolean)
      .map((part) => prose(part))
      .join(' ')}`,
  );
}

/** A refusal, and the field that it is about. */
export interface FieldProblem {
  readonly field: string;
  readonly problem: UserProblem;
}
