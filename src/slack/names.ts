/** What people are called, for files: only in messages does Slack turn a mention into a name. */
import type { Logger } from 'pino';
import { within } from '../waiting/pause.ts';
import type { PeopleApi } from './api.ts';
import { failureOf } from './failures.ts';

/** A file waits no longer for them. */
const WITHIN_MS = 5_000;
/** `users.info`, tier 4, takes many more; a file that speaks of more people keeps ids for the rest. */
const MOST_PEOPLE = 40;

export interface NamesParts {
  readonly api: Pick<PeopleApi, 'nameOf'>;
  readonly log: Logger;
}

/** By Slack member id; those that could be learned in time. Never rejects: an id says it too. */
export async function namesOf(people: readonly string[], parts: NamesParts): Promise<ReadonlyMap<string, string>> {
  const names = new Map<string, string>();
  const learned = learn(people.slice(0, MOST_PEOPLE), names, parts).catch((error: unknown) => {
    parts.log.warn({ err: error }, 'not everybody in a file has a name');
  });
  await within(WITHIN_MS, learned);
  return new Map(names);
}

async function learn(people: readonly string[], names: Map<string, string>, { api }: NamesParts): Promise<void> {
  for (const id of people) {
    try {
      const name = await api.nameOf(id);
      if (name !== null) names.set(id, name);
    } catch (error) {
      // Somebody of another workspace may be unknown; without the scope, or with Slack away, nobody is known.
      if (!isAboutOne(error)) throw error;
    }
  }
}

function isAboutOne(error: unknown): boolean {
  const failure = failureOf(error);
  return failure.kind === 'permanent' && ['user_not_found', 'user_not_visible'].includes(failure.error);
}
