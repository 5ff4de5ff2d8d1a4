/** From zod's issues to sentences: what was expected, what stands there, and what to do. */
import type * as z from 'zod';
import { suggestion } from './nearest.ts';
import { found, type Mistake } from './problem.ts';
import type { YamlSource } from './yaml-source.ts';

type Issue = z.core.$ZodIssue;

export function schemaMistakes(issues: readonly Issue[], source: YamlSource): Mistake[] {
  return issues.flatMap((issue) => {
    if (issue.code === 'invalid_union') return schemaMistakes(meantBy(issue), source);
    return issue.code === 'unrecognized_keys' ? unknownKeys(issue, source) : [unexpected(issue, source)];
  });
}

/** Of a text or a mapping: what is wrong with the one of the two that stands there. */
function meantBy({ errors, path, input }: Issue & { code: 'invalid_union' }): readonly Issue[] {
  const isMapping = typeof input === 'object' && input !== null && !Array.isArray(input);
  const issues = (isMapping ? errors.at(-1) : errors[0]) ?? [];
  return issues.map((issue) => ({ ...issue, path: [...path, ...issue.path] }));
}

function unexpected(issue: Issue, source: YamlSource): Mistake {
  const { path, message, input } = issue;
  const params = issue.code === 'custom' ? issue.params : undefined;
  const hint = typeof params?.hint === 'string' ? params.hint : null;
  return {
    line: source.lineOf(path),
    path,
    what: `expected ${message}, found ${params?.isSecret === true ? hidden(input) : found(input)}`,
    hint,
  };
}

/** It may be a secret that somebody wrote into the catalog. */
function hidden(input: unknown): string {
  return typeof input === 'object' || input === undefined ? found(input) : 'something else, which is not shown';
}

/** The message of such an issue is the list of the keys that are known there (`mapping` in `schema.ts`). */
function unknownKeys({ keys, path, message }: Issue & { code: 'unrecognized_keys' }, source: YamlSource): Mistake[] {
  return keys.map((key) => ({
    line: source.lineOf([...path, key]),
    path: [...path, key],
    what: 'there is no such key',
    hint: suggestion(key, message.split(' ')),
  }));
}
