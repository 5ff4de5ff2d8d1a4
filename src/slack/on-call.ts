/** Who is on call, as people of the workspace: bounded in time, and the incident goes on without. */
import type { OnCall } from '../engine/incidents/ports.ts';
import { within } from '../waiting/pause.ts';
import type { PeopleApi } from './api.ts';
import { Refused } from './failures.ts';
import type { Outbox } from './outbox.ts';
import type { Reason } from './places.ts';

/** The others wait to be invited meanwhile. */
const WITHIN_MS = 8_000;

export interface OnCallParts {
  readonly oncall: OnCall;
  readonly api: PeopleApi;
  readonly outbox: Pick<Outbox, 'ask'>;
}

export interface Called {
  /** Slack member ids. */
  readonly people: readonly string[];
  /** Why somebody is not among them. */
  readonly lack: Reason | null;
}

/** The service of an incident, and the channel that they are called into. */
export interface CallFor {
  readonly service: string;
  readonly channel: string;
}

export async function onCallFor(wanted: CallFor, parts: OnCallParts): Promise<Called> {
  const late = { why: 'it was not learned in time who is on call', hint: 'Look into PagerDuty, and invite them.' };
  return (await within(WITHIN_MS, calledFor(wanted, parts))) ?? { people: [], lack: late };
}

async function calledFor({ service, channel }: CallFor, { oncall, api, outbox }: OnCallParts): Promise<Called> {
  const { emails, lack } = await oncall.now(service);
  const found = await Promise.all(
    emails.map((email) => outbox.ask('users.lookupByEmail', channel, () => api.personWith(email)).catch(refusalIn)),
  );
  const people = found.flatMap((each) => (typeof each === 'string' ? [each] : []));
  const refused = found.find((each) => each instanceof Refused) ?? null;
  return { people, lack: lack ?? lackOf(found.length - people.length, refused) };
}

function refusalIn(error: unknown): Refused {
  if (error instanceof Refused) return error;
  throw error;
}

/** E-mail addresses are named nowhere: they are nobody's business in a channel, nor in a log. */
function lackOf(count: number, refused: Refused | null): Reason | null {
  if (count === 0) return null;
  if (refused?.error === 'missing_scope') {
    return { why: 'the app may not look up who is on call', hint: 'Install the app again from the manifest.' };
  }
  const who = count === 1 ? 'somebody who is on call' : `${count} people who are on call`;
  return { why: `Slack does not know the e-mail address of ${who}`, hint: 'Look into PagerDuty, and invite them.' };
}
