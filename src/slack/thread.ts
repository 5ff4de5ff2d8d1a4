/** The thread under a card: a line for each event, and the message that asks the approvers. */
import { holdersOf, principalName } from '../engine/access.ts';
import { Lane } from '../engine/lane.ts';
import { isUnacknowledged } from '../engine/rollback/acknowledgement.ts';
import type { Principal } from '../model/catalog.ts';
import type { ReleaseStatus } from '../model/release.ts';
import type { ReleaseView } from '../model/release-view.ts';
import type { Told } from '../model/story.ts';
import { acknowledgementAsk } from '../views/acknowledgement-ask.ts';
import { alertAsk, isOpenQuestion } from '../views/alerts.ts';
import { type ApprovalOutcome, approvalAsk, approvalAskDecided } from '../views/approval-ask.ts';
import type { Message } from '../views/blocks.ts';
import { drillDueAsk } from '../views/drills.ts';
import { storyLine } from '../views/story.ts';
import type { MessageKey } from './api.ts';
import { outcomeOf } from './ask.ts';
import type { Place } from './card-places.ts';
import type { CardParts } from './cards.ts';
import { Refused } from './failures.ts';
import { lineKeys } from './keys.ts';
import { GONE, Lines } from './lines.ts';

const URGENT: ReadonlySet<Told['what']> = new Set([
  'approvalNeeded',
  'analysisFailed',
  'degraded',
  'alertAsks',
  'alertFired',
  'rollbackAsked',
  'acknowledgementWanted',
  'trafficBack',
  'rolledBack',
  'verified',
]);

interface ThreadHearers {
  /** The card is not there any more. */
  readonly lost: (ts: string) => void;
  /** Something could not be told or written down; it is tried again. */
  readonly failed: (error: unknown) => void;
}

export class Thread {
  readonly #parts: CardParts;
  readonly #lane: Lane;
  readonly #lost: (ts: string) => void;
  readonly #lines: Lines;
  #view: ReleaseView;

  constructor(view: ReleaseView, parts: CardParts, { lost, failed }: ThreadHearers) {
    this.#view = view;
    this.#parts = parts;
    this.#lost = lost;
    this.#lines = new Lines(parts);
    this.#lane = new Lane(() => parts.track(this.#turn()), failed);
  }

  /** A card that this process has just posted has an empty thread. */
  begin({ channel, ts }: Place): void {
    this.#lines.begin(channel, ts);
  }

  changed(view: ReleaseView): void {
    this.#view = view;
    this.#lane.wake();
  }

  stop(): Promise<void> {
    return this.#lane.stop();
  }

  async #turn(): Promise<null> {
    const view = this.#view;
    const { name, status } = view.release;
    const card = status?.card ?? null;
    if (status === null || card === null || card.ts === null) return null;
    const place = { channel: card.channel, ts: card.ts };
    const keys = lineKeys(name, status.story);
    for (const [index, event] of status.story.entries()) {
      const key = keys[index];
      if (index < card.told || key === undefined) continue;
      if (!(await this.#tell(view, place, event, key))) return null;
    }
    await this.#closeAsk(view, status, place);
    return null;
  }

  /** False when there is no thread any more. */
  async #tell(view: ReleaseView, place: Place, event: Told, key: MessageKey): Promise<boolean> {
    const { places } = this.#parts;
    const { name, status } = view.release;
    if (status === null) return false;
    const outcome = event.what === 'approvalNeeded' ? outcomeOf(status, event.basis) : null;
    const asks = event.what === 'approvalNeeded' && outcome === null;
    if (asks) await this.#closeAsk(view, status, place);
    try {
      const { ts, isNew } = await this.#lines.postOnce(
        { channel: place.channel, threadTs: place.ts, since: new Date(view.release.createdAt) },
        { key, urgent: URGENT.has(event.what), words: () => this.#words(view, event, asks) },
      );
      // Posted as a question, not written down as one, and decided since.
      if (!isNew && outcome !== null) await this.#mark(view, { channel: place.channel, ts }, outcome);
      await places.told(name, key, asks ? { ts, basis: event.basis } : null);
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      if (GONE.has(error.error)) {
        this.#lost(place.ts);
        return false;
      }
      // Slack will not have this line: the story goes on without it.
      await places.told(name, key, null);
    }
    return true;
  }

  async #words(view: ReleaseView, event: Told, asks: boolean): Promise<Message> {
    const { approve, rollback, deploy } = view.environment.access;
    if (asks) return approvalAsk(view, await this.#mentions(approve));
    // Nobody is called for what was done meanwhile.
    if (event.what === 'acknowledgementWanted' && view.release.status && isUnacknowledged(view.release.status)) {
      const second = [approve, rollback, deploy].find((each) => each.length > 0) ?? [];
      return acknowledgementAsk(event, await this.#mentions(second));
    }
    if (event.what === 'drillDue') {
      return drillDueAsk(event, about(view), await this.#mentions(holdersOf(view.environment.access, 'drill')));
    }
    if (event.what === 'alertAsks' && isOpenQuestion(view, event)) {
      return alertAsk(view, event, await this.#mentions(holdersOf(view.environment.access, 'rollback')));
    }
    return storyLine(event, about(view));
  }

  #mentions(principals: readonly Principal[]): Promise<string[]> {
    const { directory } = this.#parts;
    return Promise.all(
      principals.map((each) => (each.kind === 'group' ? directory.mention(each.handle) : principalName(each))),
    );
  }

  async #closeAsk(view: ReleaseView, status: ReleaseStatus, { channel }: Place): Promise<void> {
    const ask = status.card?.ask ?? null;
    const outcome = ask === null ? null : outcomeOf(status, ask.basis);
    if (ask === null || outcome === null) return;
    await this.#mark(view, { channel, ts: ask.ts }, outcome);
    await this.#parts.places.answered(view.release.name, ask.ts);
  }

  /** Shows on a question what became of it. */
  async #mark(view: ReleaseView, { channel, ts }: Place, outcome: ApprovalOutcome): Promise<void> {
    try {
      await this.#parts.outbox.update(ts, { channel, message: approvalAskDecided(view, outcome), urgent: false });
    } catch (error) {
      if (!(error instanceof Refused)) throw error; // deleted by somebody: there is nothing to close
    }
  }
}

function about({ release, snapshot }: ReleaseView) {
  const { service, environment } = release.spec;
  return { service, environment, image: release.status?.targets[0]?.image ?? snapshot?.image ?? '' };
}
