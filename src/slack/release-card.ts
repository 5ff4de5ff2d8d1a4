/**
 * One release's message. What stands in Slack is compared with the release again and again until it fits, so a restart
 * at any point only ever adds what is missing.
 */
import { createHash } from 'node:crypto';
import { unsharedFolder } from '../engine/evidence-plan.ts';
import { Lane } from '../engine/lane.ts';
import { UserProblem } from '../model/problem.ts';
import { hasEnded, type ReleasePhase } from '../model/release.ts';
import type { ReleaseView } from '../model/release-view.ts';
import { releaseCard } from '../views/card.ts';
import { keyText } from './api.ts';
import type { CardParts } from './cards.ts';
import { EvidenceFile } from './evidence-file.ts';
import { Refused } from './failures.ts';
import { cardKey } from './keys.ts';
import { takeLeave } from './leave-taking.ts';
import type { Place } from './places.ts';
import { Thread } from './thread.ts';

const URGENT: ReadonlySet<ReleasePhase> = new Set(['AwaitingApproval', 'Degraded', 'RollingBack']);

export class ReleaseCard {
  readonly #parts: CardParts;
  readonly #name: string;
  readonly #lane: Lane;
  readonly #thread: Thread;
  readonly #evidence: EvidenceFile;
  readonly #over: () => void;
  #view: ReleaseView;
  /** Posted by this process, perhaps not yet written down. */
  #posted: Place | null = null;
  /** Fingerprints of what was handed to Slack last, and of what stands there for sure. */
  #drawn: string | null = null;
  #delivered: string | null = null;
  /** The card that somebody deleted: another one is posted, once. */
  #lost: string | null = null;
  /** Until the release moves on, Slack would only refuse again. */
  #refusedIn: ReleasePhase | null = null;
  #gone = false;
  /** Its record was deleted: that is the last thing to be shown. */
  #isRemoved = false;

  /** `over` is told when nothing is left to be shown as long as the release does not change. */
  constructor(view: ReleaseView, parts: CardParts, over: () => void) {
    this.#view = view;
    this.#name = view.release.name;
    this.#parts = parts;
    this.#over = over;
    this.#lane = new Lane(
      () => parts.track(this.#turn()),
      (error) => this.#failed(error),
    );
    this.#thread = new Thread(view, parts, {
      lost: (ts) => this.#deleted(ts),
      failed: (error) => this.#failed(error),
    });
    this.#evidence = new EvidenceFile(view, parts, (error) => this.#failed(error));
  }

  changed(view: ReleaseView): void {
    this.#view = view;
    this.#lane.wake();
  }

  /** There is no record any more to write anything to. */
  removed(view: ReleaseView): void {
    this.#isRemoved = true;
    this.changed(view);
  }

  async stop(): Promise<void> {
    await Promise.all([this.#lane.stop(), this.#thread.stop(), this.#evidence.stop()]);
  }

  async #turn(): Promise<null> {
    const view = this.#view;
    const { status } = view.release;
    if (this.#isRemoved) {
      takeLeave(view, this.#posted, this.#parts);
      void this.stop();
      this.#over();
      return null;
    }
    if (status === null || this.#gone) return null;
    const fingerprint = fingerprintOf(view);
    if (isShown(view, fingerprint)) {
      this.#over();
      return null;
    }
    const place = await this.#place(view, fingerprint);
    if (place === null) return null;
    if (fingerprint !== this.#drawn) this.#draw(view, place, fingerprint);
    const { places } = this.#parts;
    if (status.card?.ts !== place.ts) await places.posted(this.#name, place);
    const isFinal = hasEnded(status.phase) && this.#delivered === fingerprint;
    if (isFinal && status.card?.drawn !== fingerprint) await places.drawn(this.#name, fingerprint);
    this.#thread.changed(this.#view);
    this.#evidence.changed(this.#view);
    return null;
  }

  /** Where the card is; posted first when it is nowhere. Null when Slack will not have it there. */
  async #place(view: ReleaseView, fingerprint: string): Promise<Place | null> {
    const { places } = this.#parts;
    const { status } = view.release;
    const kept = status?.card ?? null;
    if (kept !== null && kept.ts !== null && kept.ts !== this.#lost) return { channel: kept.channel, ts: kept.ts };
    if (this.#posted !== null) return this.#posted;
    if (status === null || this.#refusedIn === status.phase) return null;
    if (this.#lost !== null) await places.lost(this.#name, this.#lost);
    const claim = await places.claim(this.#name, view.environment.channel);
    if (claim === null) return null;
    const { channel, ts } = claim.card;
    if (ts !== null) return { channel, ts };
    try {
      this.#posted = await this.#postOnce(channel, claim.isNew, view, fingerprint);
      this.#refusedIn = null;
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      this.#refusedIn = status.phase;
      const about = { release: this.#name, channel, error: error.error };
      this.#parts.log.error(about, 'the card cannot be posted: does the channel exist, and is the bot in it?');
    }
    return this.#posted;
  }

  async #postOnce(channel: string, isNew: boolean, view: ReleaseView, fingerprint: string): Promise<Place> {
    const { outbox, clock } = this.#parts;
    const earlier = isNew ? undefined : await this.#find(channel, view);
    if (earlier !== undefined) return { channel, ts: earlier };
    const sending = { channel, message: releaseCard(view, clock.now()), urgent: true };
    const ts = await outbox.post(sending, null, cardKey(this.#name));
    this.#drawn = fingerprint;
    this.#delivered = fingerprint;
    this.#thread.begin(ts);
    return { channel, ts };
  }

  /** A process before this one may have posted and died before it knew. */
  async #find(channel: string, { release }: ReleaseView): Promise<string | undefined> {
    const { outbox, log } = this.#parts;
    try {
      const ours = await outbox.keys(channel, { oldest: new Date(release.createdAt) });
      return ours.get(keyText(cardKey(this.#name)));
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      log.warn({ channel, error: error.error }, 'the channel cannot be read: a card may come twice; invite the bot');
      return undefined;
    }
  }

  /** Handed over without waiting: a later state replaces it in the outbox if it is still there. */
  #draw(view: ReleaseView, { channel, ts }: Place, fingerprint: string): void {
    const { outbox, clock, log } = this.#parts;
    const phase = view.release.status?.phase ?? 'Pending';
    const urgent = hasEnded(phase) || URGENT.has(phase);
    this.#drawn = fingerprint;
    outbox.update(ts, { channel, message: releaseCard(view, clock.now()), urgent }).then(
      () => {
        this.#delivered = this.#drawn === fingerprint ? fingerprint : this.#delivered;
        if (hasEnded(phase)) this.#lane.wake();
      },
      (error: unknown) => {
        log.error({ err: error, release: this.#name }, 'a card was not updated');
        if (error instanceof Refused && error.error === 'message_not_found') this.#deleted(ts);
      },
    );
  }

  #deleted(ts: string): void {
    if (this.#lost === ts) return;
    const again = this.#lost === null;
    this.#parts.log.warn({ release: this.#name, again }, 'somebody deleted a card');
    this.#lost = ts;
    this.#posted = null;
    this.#drawn = null;
    this.#delivered = null;
    this.#gone = !again;
    this.#lane.wake();
  }

  #failed(error: unknown): void {
    if (error instanceof UserProblem && error.code === 'unknown-release') {
      // There is nothing to write to any more; that it was deleted will be heard of.
      this.#gone = true;
      return;
    }
    this.#parts.log.error({ err: error, release: this.#name }, 'a card could not be brought up to date');
  }
}

/** True for an ended release whose card and thread say so. What cannot be seen of its target now changes nothing. */
function isShown({ release, snapshot }: ReleaseView, fingerprint: string): boolean {
  const { status } = release;
  if (status === null || !hasEnded(status.phase) || !status.card?.drawn || status.card.ask !== null) return false;
  if (unsharedFolder(status) !== null) return false;
  return (status.card.drawn === fingerprint || snapshot === null) && status.card.told >= status.story.length;
}

/** Of what a reader would notice: drawn as of one fixed moment, so that an age alone is no change. */
function fingerprintOf(view: ReleaseView): string {
  const drawn = releaseCard(view, new Date(view.release.createdAt));
  return createHash('sha256').update(JSON.stringify(drawn)).digest('hex').slice(0, 16);
}
