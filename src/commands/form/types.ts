/** What forms get and give: our own types, so that they know neither Bolt nor Slack's payloads. */
import type { ProblemCode } from '../../model/problem.ts';
import type { Choice, Form } from '../../views/form/form.ts';
import type { FieldProblem } from '../../views/form/problem.ts';
import type { Answer, Deps, Request } from '../types.ts';

export interface Field {
  /** The id of its block, which an error names. */
  readonly block: string;
  /** What was typed or chosen; null for nothing. */
  readonly value: string | null;
}

/** A form as it comes back: chosen in, searched in, or sent. */
export interface Filled extends Request {
  /** Which form it is. */
  readonly id: string;
  /** What was put into it when it was drawn. */
  readonly carried: string;
  /** By name. A search in a menu brings none: Slack does not send them then. */
  readonly fields: ReadonlyMap<string, Field>;
}

export type Submitted =
  /** It is closed and the person reads the answer, in the first of these channels in which they can. */
  | { readonly came: 'done'; readonly answer: Answer; readonly channels: readonly string[] }
  /** It stays, with what is wrong at the blocks. `form` is the same drawn anew, for when it is too late for that. */
  | {
      readonly came: 'refused';
      readonly errors: Readonly<Record<string, string>>;
      readonly answer: Answer;
      readonly channels: readonly string[];
      readonly form: () => Promise<Form>;
    }
  /** Nothing was done; this stands in its place. */
  | { readonly came: 'shown'; readonly form: Form };

export interface FormKind {
  /** True when sending it moves traffic: whoever sends it hears sooner. */
  readonly urgent: boolean;
  /** Throws UserProblem. */
  readonly submit: (filled: Filled, deps: Deps) => Promise<Submitted>;
  /** The form with what was entered so far, and what is wrong with it. */
  readonly redraw: (filled: Filled, deps: Deps, problem: FieldProblem | null) => Promise<Form>;
  /** The form after something was chosen or pressed in it. Throws UserProblem. */
  readonly chosen: (control: string, filled: Filled, deps: Deps) => Promise<Form>;
  /** What a menu offers for what is typed. */
  readonly choices: (menu: string, typed: string, filled: Filled, deps: Deps) => Promise<readonly Choice[]>;
  /** The field that a problem belongs to. */
  readonly fieldOf: (code: ProblemCode) => string;
  /** Where the form was asked for. Throws UserProblem for a form that is not ours. */
  readonly channelOf: (filled: Filled) => string | null;
}
