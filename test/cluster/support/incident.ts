/** Incidents of a story: as objects, and as channels with a card. */
import type { Channel } from '../../../sandbox/slack/channel.ts';
import type { Message } from '../../../sandbox/slack/message.ts';
import type { K8sList, K8sObject } from '../../../src/kubernetes/objects.ts';
import type { IncidentStatus } from '../../../src/model/incident.ts';
import { pathOf } from './cluster.ts';
import { DEV, SRE, type Story } from './story.ts';

export interface IncidentObject extends K8sObject {
  readonly spec: Readonly<Record<string, string>>;
  readonly status?: IncidentStatus;
}

export async function incidents(story: Story): Promise<readonly IncidentObject[]> {
  const path = pathOf('Incident', story.namespace);
  return (await story.cluster.connection.request<K8sList<IncidentObject>>('GET', path)).items;
}

/** The channels of incidents, newest last. */
export function rooms(story: Story): Readonly<Channel>[] {
  return story.people.publicChannels().filter(({ name }) => name.startsWith('inc-'));
}

export async function room(story: Story, name = /^inc-\d{4}-\d\d-\d\d-shop-production$/): Promise<Readonly<Channel>> {
  const found = () => rooms(story).find((each) => name.test(each.name));
  return await story.people.waitFor(found, { what: `a channel ${name}`, timeoutMs: 30_000 });
}

/** The pinned card of the incident, once it reads like this. */
export async function cardIn(story: Story, channel: string, pattern: RegExp): Promise<Message> {
  const look = () => {
    const [card] = story.people.messages(channel, { as: 'U0BOT' });
    return card !== undefined && pattern.test(story.people.textOf(card)) ? card : undefined;
  };
  return await story.people.waitFor(look, { what: `an incident that shows ${pattern}`, timeoutMs: 30_000 });
}

export async function settled(story: Story, holds: (status: IncidentStatus) => boolean): Promise<IncidentObject> {
  let last: readonly IncidentObject[] = [];
  for (const end = Date.now() + 30_000; Date.now() < end; ) {
    last = await incidents(story);
    const found = last.find(({ status }) => status !== undefined && holds(status));
    if (found !== undefined) return found;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`waited in vain for an incident: ${JSON.stringify(last.map(({ status }) => status))}`);
}

export async function rolledBack(story: Story): Promise<void> {
  await story.says(DEV, '/deploy shop 2.0.0');
  await story.cardShows(/Awaiting approval/);
  await story.says(SRE, '/rollback shop now');
  await story.cardShows(/Rolled back/);
}
