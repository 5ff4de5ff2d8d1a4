/** The post-mortem in the thread of an incident's card: a draft to be written on, and a page to be read. Each once. */
import type { IncidentView, Names } from '../../model/incident-view.ts';
import { peopleIn } from '../../views/incident/people.ts';
import { pageName, pageTitle, postmortem, postmortemName, postmortemTitle } from '../../views/incident/postmortem.ts';
import type { OutgoingFile } from '../api.ts';
import { Refused } from '../failures.ts';
import { namesOf } from '../names.ts';
import type { IncidentParts } from './cards.ts';

type Parts = Pick<IncidentParts, 'outbox' | 'postmortems' | 'api' | 'log'>;

/** Again without harm. Rejects with Refused when Slack will not have a file. */
export async function sharePostmortem(view: IncidentView, { outbox, postmortems, api, log }: Parts): Promise<void> {
  const card = view.incident.status?.card;
  if (!card?.ts) return;
  const { channel, ts } = card;
  const there = await outbox.shared(channel, ts).catch((error: unknown) => {
    if (error instanceof Refused) return new Map<string, string>();
    throw error;
  });
  const share = async (name: string, make: () => Promise<Omit<OutgoingFile, 'name'> | null>) => {
    const file = there.has(name) ? null : await make();
    if (file !== null) await outbox.share(channel, ts, { name, ...file });
  };
  const names = await namesOf(peopleIn(view), { api, log });
  await share(postmortemName(view), () => Promise.resolve(draft(view, names)));
  await share(pageName(view), async () => {
    const bytes = await postmortems.page(view, names);
    return bytes === null ? null : { title: pageTitle(view), comment: PAGE, bytes };
  });
}

const DRAFT = ':memo: A draft of the post-mortem: what is known is in it';
const PAGE = ':bar_chart: The same as a page with charts: it opens offline and prints well';

function draft(view: IncidentView, names: Names): Omit<OutgoingFile, 'name'> {
  return { title: postmortemTitle(view), comment: DRAFT, bytes: Buffer.from(postmortem(view, names)) };
}
