/** The table of forms: what becomes of one that is chosen in, searched in, or sent. */
import type { PlainTextOption } from '@slack/types';
import { UserProblem } from '../../model/problem.ts';
import { problemAnswer, unexpectedAnswer } from '../../views/answers.ts';
import { type Form, notice, options } from '../../views/form/form.ts';
import { problemAtField, unexpectedAtField } from '../../views/form/problem.ts';
import type { Deps } from '../types.ts';
import { unusableForm } from './carried.ts';
import { deployKind } from './deploy.ts';
import { INCIDENT_FORMS } from './incident.ts';
import { moreKind } from './more.ts';
import { rejectKind } from './reject.ts';
import { rollbackKind } from './rollback.ts';
import type { Filled, FormKind, Submitted } from './types.ts';

const KINDS: ReadonlyMap<string, FormKind> = new Map([
  ['deploy', deployKind],
  ['rollback', rollbackKind],
  ['reject', rejectKind],
  ['more', moreKind],
  ...INCIDENT_FORMS,
]);

/** Sending such a form moves traffic. */
export function isUrgentForm(id: string): boolean {
  return KINDS.get(id)?.urgent === true;
}

/** Throws UserProblem, also for a form that nobody knows. */
export async function submitForm(filled: Filled, deps: Deps): Promise<Submitted> {
  return await kindOf(filled).submit(filled, deps);
}

/** The form after something was chosen or pressed in it. Throws UserProblem. */
export async function chosenIn(control: string, filled: Filled, deps: Deps): Promise<Form> {
  return await kindOf(filled).chosen(control, filled, deps);
}

/** Throws UserProblem. */
export async function offeredIn(menu: string, typed: string, filled: Filled, deps: Deps): Promise<PlainTextOption[]> {
  return options(await kindOf(filled).choices(menu, typed, filled, deps));
}

/** A refusal where the form can show it: at the field that it is about. */
export function refusedForm(filled: Filled | null, problem: UserProblem, deps: Deps): Submitted {
  return atField(filled, deps, { problem, text: problemAtField(problem), answer: problemAnswer(problem) });
}

/** A defect or an outage; all about it is in the log under the reference. */
export function failedForm(filled: Filled | null, reference: string, deps: Deps): Submitted {
  const text = unexpectedAtField(reference);
  const problem = new UserProblem('usage', { happened: text, why: '', hint: '' });
  return atField(filled, deps, { problem, text, answer: unexpectedAnswer(reference) });
}

/** The form once more, with what is wrong with what was chosen in it. */
export async function refusedChoice(filled: Filled | null, problem: UserProblem, deps: Deps): Promise<Form> {
  const refused = refusedForm(filled, problem, deps);
  try {
    if (refused.came === 'refused') return await refused.form();
  } catch {
    // It cannot be drawn: then the refusal stands in its place.
  }
  return notice(TITLE, problemAnswer(problem));
}

export function failedChoice(reference: string): Form {
  return notice(TITLE, unexpectedAnswer(reference));
}

const TITLE = 'Rollbridge';

interface Told {
  readonly problem: UserProblem;
  readonly text: string;
  readonly answer: ReturnType<typeof problemAnswer>;
}

function atField(filled: Filled | null, deps: Deps, { problem, text, answer }: Told): Submitted {
  const kind = filled === null ? undefined : KINDS.get(filled.id);
  const field = kind?.fieldOf(problem.code) ?? '';
  const block = (filled?.fields.get(field) ?? [...(filled?.fields.values() ?? [])][0])?.block;
  const channel = filled === null || kind === undefined ? undefined : channelOf(kind, filled);
  if (filled === null || kind === undefined || channel === undefined || block === undefined) {
    return { came: 'shown', form: notice(TITLE, answer) };
  }
  return {
    came: 'refused',
    errors: { [block]: text },
    answer,
    channels: channel === null ? [] : [channel],
    form: () => kind.redraw(filled, deps, { field, problem }),
  };
}

/** Undefined for a form that does not carry what ours carry. */
function channelOf(kind: FormKind, filled: Filled): string | null | undefined {
  try {
    return kind.channelOf(filled);
  } catch (error) {
    if (error instanceof UserProblem) return undefined;
    throw error;
  }
}

/** Throws UserProblem for a form that is not ours, or carries what ours do not. */
function kindOf(filled: Filled): FormKind {
  const kind = KINDS.get(filled.id);
  if (kind === undefined) {
    throw unusableForm(
      `Nothing answers to "${filled.id.slice(0, 80)}"; it may come from another version of Rollbridge.`,
    );
  }
  kind.channelOf(filled);
  return kind;
}
