/** Evidence that somebody asked for: into the thread of the release's card, or under a message of its own. */
import type { Logger } from 'pino';
import type { CaptureReport } from '../engine/evidence/asked-capture.ts';
import type { EvidenceVault } from '../engine/evidence/ports.ts';
import { UserProblem } from '../model/problem.ts';
import { askedEvidence, askedFile, askedNotShared } from '../views/asked-evidence.ts';
import type { MessageKey } from './api.ts';
import type { Place } from './card-places.ts';
import { reasonOf } from './evidence-file.ts';
import { InFlight } from './in-flight.ts';
import type { Outbox } from './outbox.ts';

export interface AskedEvidenceParts {
  readonly outbox: Pick<Outbox, 'post' | 'share'>;
  readonly archives: Pick<EvidenceVault, 'archive'>;
  readonly log: Logger;
}

export class AskedEvidence {
  readonly #parts: AskedEvidenceParts;
  readonly #work = new InFlight();

  constructor(parts: AskedEvidenceParts) {
    this.#parts = parts;
  }

  captured(report: CaptureReport): void {
    const told = this.#tell(report).catch((error: unknown) =>
      this.#parts.log.error({ err: error, service: report.service }, 'evidence that was asked for could not be shown'),
    );
    void this.#work.track(told);
  }

  /** Resolves when everything was handed over, or after this time. */
  settled(ms: number): Promise<void> {
    return this.#work.settled(ms);
  }

  async #tell(report: CaptureReport): Promise<void> {
    const { outbox, archives } = this.#parts;
    const place = cardOf(report) ?? (await this.#post(report));
    if (report.came.state === 'failed') return;
    const { folder } = report.came;
    try {
      const bytes = await archives.archive(folder);
      if (bytes === null) throw goneAway(folder);
      const words = askedFile(report);
      await outbox.share(place.channel, place.ts, { name: `${folder}.tar.gz`, bytes, ...words });
    } catch (error) {
      const reason = reasonOf(error);
      if (reason === null) throw error;
      const message = askedNotShared(folder, reason);
      await outbox.post({ channel: place.channel, message, urgent: false }, place.ts, key(folder, 'not shared'));
    }
  }

  async #post(report: CaptureReport): Promise<Place> {
    const { channel } = report.environment;
    const sending = { channel, message: askedEvidence(report), urgent: false };
    const folder = report.came.state === 'saved' ? report.came.folder : report.service;
    return { channel, ts: await this.#parts.outbox.post(sending, null, key(folder, new Date().toISOString())) };
  }
}

function cardOf({ release }: CaptureReport): Place | null {
  const card = release?.status?.card ?? null;
  return card === null || card.ts === null ? null : { channel: card.channel, ts: card.ts };
}

function key(folder: string, what: string): MessageKey {
  return { event: 'rollbridge_evidence', payload: { folder, what } };
}

function goneAway(folder: string): UserProblem {
  return new UserProblem('evidence-not-kept', {
    happened: `The folder ${folder} cannot be shown.`,
    why: 'it is not there any more',
    hint: 'Let `evidence.directory` in the catalog name a volume that outlives a restart.',
  });
}
