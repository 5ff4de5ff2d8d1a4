/** Turns what zod found into the sentences Slack answers with: `what is wrong [json-pointer:/where/it/is]`. */
import type { z } from 'zod';
import { type Finding, isRecord } from './whole.ts';

type Issue = z.core.$ZodIssue;

export function report(issues: readonly Issue[], root: readonly PropertyKey[] = []): string[] {
  return issues.flatMap((issue) => findings(issue)).map(({ message, path }) => sentence(message, [...root, ...path]));
}

export function sentence(message: string, path: readonly PropertyKey[]): string {
  return `${message} [json-pointer:/${path.map((part) => String(part)).join('/')}]`;
}

function findings(issue: Issue): Finding[] {
  const { path } = issue;
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.map((key) => ({ message: `invalid additional property: ${key}`, path }));
    case 'invalid_type':
      return [missing(issue) ?? { message: `must provide ${article(issue.expected)}`, path }];
    case 'invalid_union':
      return [unsupported(issue)];
    case 'invalid_value':
      return [missing(issue) ?? { message: `must be one of: ${issue.values.map(String).join(', ')}`, path }];
    default:
      return [{ message: issue.message, path }];
  }
}

/** zod points at the field that tells kinds apart and gives the object it is in. */
function unsupported(issue: Issue): Finding {
  const field = String(issue.path.at(-1));
  const type = isRecord(issue.input) ? issue.input[field] : issue.input;
  if (type === undefined) return { message: `missing required field: ${field}`, path: issue.path.slice(0, -1) };
  return { message: `unsupported type: ${String(type)}`, path: issue.path };
}

/** Slack points at the object that lacks the field. */
function missing(issue: Issue): Finding | undefined {
  if (issue.input !== undefined || issue.path.length === 0) return undefined;
  return { message: `missing required field: ${String(issue.path.at(-1))}`, path: issue.path.slice(0, -1) };
}

function article(type: string): string {
  return /^[aeiou]/.test(type) ? `an ${type}` : `a ${type}`;
}
