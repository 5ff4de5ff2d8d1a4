/** The evidence of a release as one archive in its card's thread, put there once. */
import { unsharedFolder } from '../engine/evidence/plan.ts';
import { Lane } from '../engine/lane.ts';
import { UserProblem } from '../model/problem.ts';
import type { ReleaseView } from '../model/release-view.ts';
import { archiveComment, archiveTitle } from '../views/evidence.ts';
import type { Place } from './card-places.ts';
import type { CardParts } from './cards.ts';
import { Refused } from './failures.ts';
import { GONE } from './lines.ts';
import type { Reason } from './places.ts';

/** Said where Slack would not have the archive, which is not tried again. */
const FETCH = 'the folder is kept where Rollbridge runs';

const IN_WORDS: Readonly<Record<string, Reason>> = {
  not_in_channel: { why: 'the bot is not in the channel', hint: `Invite it; ${FETCH}.` },
  missing_scope: {
    why: 'the app lacks the scope files:write',
    hint: `Install it again from the manifest; ${FETCH}.`,
  },
  storage_limit_reached: { why: 'the workspace has no room for files any more', hint: `Make room; ${FETCH}.` },
  file_uploads_disabled: { why: 'the workspace allows no files', hint: `Allow them; ${FETCH}.` },
};

const GONE_AWAY: Reason = {
  why: 'its folder is not there any more',
  hint: 'Let `evidence.directory` in the catalog name a volume that outlives a restart.',
};

export class EvidenceFile {
  readonly #parts: CardParts;
  readonly #lane: Lane;
  #view: ReleaseView;

  constructor(view: ReleaseView, parts: CardParts, failed: (error: unknown) => void) {
    this.#view = view;
    this.#parts = parts;
    this.#lane = new Lane(() => parts.track(this.#turn()), failed);
  }

  changed(view: ReleaseView): void {
    this.#view = view;
    this.#lane.wake();
  }

  stop(): Promise<void> {
    return this.#lane.stop();
  }

  async #turn(): Promise<null> {
    const { name, status } = this.#view.release;
    const folder = status === null ? null : unsharedFolder(status);
    if (status === null || folder === null || !status.card?.ts) return null;
    const place = { channel: status.card.channel, ts: status.card.ts };
    const { places, log } = this.#parts;
    try {
      const file = await this.#shareOnce(place, folder);
      if (file === null) await places.notShared(name, folder, GONE_AWAY);
      else await places.shared(name, folder, file);
    } catch (error) {
      // The card is not there (any more): the next one gets the archive.
      if (error instanceof Refused && GONE.has(error.error)) return null;
      const reason = reasonOf(error);
      if (reason === null) throw error;
      log.error({ err: error, release: name, folder }, 'evidence could not be put into the thread');
      await places.notShared(name, folder, reason);
    }
    return null;
  }

  /** Null when there is nothing to share. A process before this one may have shared it and died before it knew. */
  async #shareOnce({ channel, ts }: Place, folder: string): Promise<string | null> {
    const { outbox, archives } = this.#parts;
    const name = `${folder}.tar.gz`;
    const earlier = (await this.#shared({ channel, ts })).get(name);
    if (earlier !== undefined) return earlier;
    const bytes = await archives.archive(folder);
    if (bytes === null) return null;
    const words = { title: archiveTitle(this.#view), comment: archiveComment(this.#view) };
    return await outbox.share(channel, ts, { name, bytes, ...words });
  }

  async #shared({ channel, ts }: Place): Promise<ReadonlyMap<string, string>> {
    try {
      return await this.#parts.outbox.shared(channel, ts);
    } catch (error) {
      if (!(error instanceof Refused) || GONE.has(error.error)) throw error;
      this.#parts.log.warn({ channel, error: error.error }, 'a thread cannot be read: an archive may come twice');
      return new Map();
    }
  }
}

/** Why a file could not be put into a thread, and what to do; null for what passes by itself. */
export function reasonOf(error: unknown): Reason | null {
  if (error instanceof UserProblem) return { why: error.why, hint: error.hint };
  if (!(error instanceof Refused)) return null;
  return IN_WORDS[error.error] ?? { why: `Slack says ${error.error}`, hint: `Nothing is lost: ${FETCH}.` };
}
