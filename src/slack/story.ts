/** The thread under a card: a line for each event, and the message that asks the approvers. */
import { principalName } from '../engine/access.ts';
import type { ReleaseStore } from '../engine/ports.ts';
import { type CardPlace, type ReleaseStatus, sameBasis, type Told } from '../model/release.ts';
import type { ReleaseView } from '../model/release-view.ts';
import { type ApprovalOutcome, approvalAsk, approvalAskDecided } from '../views/approval-ask.ts';
import { storyLine } from '../views/story.ts';
import { keyText, type SlackApi } from './api.ts';
import type { SlackDirectory } from './directory.ts';
import { storyKey } from './keys.ts';
import type { Outbox } from './outbox.ts';

type Place = CardPlace & { readonly ts: string };

export interface StoryOptions {
  readonly api: SlackApi;
  readonly outbox: Outbox;
  readonly store: ReleaseStore;
  readonly directory: Pick<SlackDirectory, 'mention'>;
}

const URGENT: ReadonlySet<Told['what']> = new Set([
  'approvalNeeded',
  'analysisFailed',
  'rollbackAsked',
  'trafficBack',
  'rolledBack',
]);

export class Story {
  readonly #options: StoryOptions;
  /** Releases whose thread was looked at by this process: what it posts itself it knows. */
  readonly #searched = new Map<string, ReadonlyMap<string, string>>();

  constructor(options: StoryOptions) {
    this.#options = options;
  }

  /** Brings the thread up to what the release has told. */
  async tell(view: ReleaseView, place: Place): Promise<void> {
    const { name, status } = view.release;
    if (status === null) return;
    for (let index = place.told; index < status.story.length; index++) {
      const event = status.story[index];
      if (event !== undefined) await this.#post(view, place, event, index);
    }
    await this.#markDecided(view, name, place);
  }

  async #post(view: ReleaseView, place: Place, event: Told, index: number): Promise<void> {
    const { outbox } = this.#options;
    const { name } = view.release;
    const key = storyKey(name, index);
    const posted = (await this.#known(name, place)).get(keyText(key));
    const message =
      event.what === 'approvalNeeded' ? approvalAsk(view, this.#mentions(view)) : storyLine(event, about(view));
    const sending = { channel: place.channel, message, urgent: URGENT.has(event.what) };
    const ts = posted ?? (await outbox.post(sending, place.ts, key));
    const ask = event.what === 'approvalNeeded' ? { ask: { ts, basis: event.basis } } : {};
    await this.#remember(name, { told: index + 1, ...ask });
  }

  /** Lines that an earlier process has posted without writing it down: asked once per release and process. */
  async #known(name: string, place: Place): Promise<ReadonlyMap<string, string>> {
    const known = this.#searched.get(name) ?? (await this.#options.api.keys(place.channel, { threadTs: place.ts }));
    this.#searched.set(name, known);
    return known;
  }

  async #markDecided(view: ReleaseView, name: string, { channel }: Place): Promise<void> {
    const { store, outbox } = this.#options;
    const release = store.all().find((candidate) => candidate.name === name);
    const ask = release?.status?.card?.ask ?? null;
    if (!release?.status || ask === null) return;
    const outcome = outcomeOf(release.status, ask);
    if (outcome === null) return;
    await outbox.update(ask.ts, { channel, message: approvalAskDecided(view, outcome), urgent: false });
    await this.#remember(name, { ask: null });
  }

  #mentions({ environment }: ReleaseView): string[] {
    return environment.access.approve.map((principal) =>
      principal.kind === 'group' ? this.#options.directory.mention(principal.handle) : principalName(principal),
    );
  }

  #remember(name: string, change: Partial<CardPlace>) {
    return this.#options.store.update(name, ({ status }) =>
      status?.card ? { ...status, card: { ...status.card, ...change } } : null,
    );
  }
}

/** What became of the question; null while it is open. */
function outcomeOf(status: ReleaseStatus, ask: NonNullable<CardPlace['ask']>): ApprovalOutcome | null {
  const asked = status.story.findLastIndex(
    (event) => event.what === 'approvalNeeded' && sameBasis(event.basis, ask.basis),
  );
  for (const event of status.story.slice(asked + 1)) {
    if (event.what === 'approved' && event.given >= event.needed) return { how: 'approved', by: event.by };
    if (event.what === 'rejected') return { how: 'rejected', by: event.by };
  }
  return status.phase === 'AwaitingApproval' || status.phase === 'Paused' ? null : { how: 'notNeeded' };
}

function about({ release, snapshot }: ReleaseView) {
  const { service, environment } = release.spec;
  return { service, environment, image: release.status?.targets[0]?.image ?? snapshot?.image ?? '' };
}
