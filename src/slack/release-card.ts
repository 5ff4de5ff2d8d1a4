/** One release's message, with the thread and the evidence that hang on it. */
import { unsharedFolder } from '../engine/evidence/plan.ts';
import { Lane } from '../engine/lane.ts';
import { UserProblem } from '../model/problem.ts';
import { hasEnded, type ReleasePhase } from '../model/release.ts';
import type { ReleaseView } from '../model/release-view.ts';
import { releaseCard } from '../views/card/card.ts';
import type { CardParts } from './cards.ts';
import { EvidenceFile } from './evidence-file.ts';
import { cardKey } from './keys.ts';
import { takeLeave } from './leave-taking.ts';
import { type Face, fingerprintOf, LiveCard } from './live-card.ts';
import { Thread } from './thread.ts';

const URGENT: ReadonlySet<ReleasePhase> = new Set(['AwaitingApproval', 'Degraded', 'RollingBack']);

export class ReleaseCard {
  readonly #parts: CardParts;
  readonly #name: string;
  readonly #lane: Lane;
  readonly #message: LiveCard;
  readonly #thread: Thread;
  readonly #evidence: EvidenceFile;
  readonly #over: () => void;
  #view: ReleaseView;
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
    this.#message = new LiveCard({
      ...parts,
      name: this.#name,
      key: cardKey(this.#name),
      about: { release: this.#name },
      wake: () => this.#lane.wake(),
      begun: (place) => this.#thread.begin(place),
    });
    this.#thread = new Thread(view, parts, {
      lost: (ts) => this.#message.deleted(ts),
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
    if (this.#isRemoved) {
      takeLeave(view, this.#message.posted, this.#parts);
      void this.stop();
      this.#over();
      return null;
    }
    if (view.release.status === null || this.#message.isGone) return null;
    const fingerprint = fingerprintOf(releaseCard(view, new Date(view.release.createdAt)));
    if (isShown(view, fingerprint)) {
      this.#over();
      return null;
    }
    if ((await this.#message.show(faceOf(view), fingerprint)) === null) return null;
    this.#thread.changed(this.#view);
    this.#evidence.changed(this.#view);
    return null;
  }

  #failed(error: unknown): void {
    if (error instanceof UserProblem && error.code === 'unknown-release') {
      // There is nothing to write to any more; that it was deleted will be heard of.
      this.#message.giveUp();
      return;
    }
    this.#parts.log.error({ err: error, release: this.#name }, 'a card could not be brought up to date');
  }
}

function faceOf(view: ReleaseView): Face {
  const { release, environment } = view;
  const phase = release.status?.phase ?? 'Pending';
  return {
    kept: release.status?.card ?? null,
    channel: environment.channel,
    since: new Date(release.createdAt),
    phase,
    urgent: hasEnded(phase) || URGENT.has(phase),
    isFinal: hasEnded(phase),
    draw: (now) => releaseCard(view, now),
  };
}

/** True for an ended release whose card and thread say so. What cannot be seen of its target now changes nothing. */
function isShown({ release, snapshot }: ReleaseView, fingerprint: string): boolean {
  const { status } = release;
  if (status === null || !hasEnded(status.phase) || !status.card?.drawn || status.card.ask !== null) return false;
  if (unsharedFolder(status) !== null) return false;
  return (status.card.drawn === fingerprint || snapshot === null) && status.card.told >= status.story.length;
}
