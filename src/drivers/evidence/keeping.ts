/** Folder and bucket together, as the catalog has them. */
import type { EvidenceCopies } from '../../engine/evidence/ports.ts';
import type { BucketRules, EvidenceRules } from '../../model/catalog.ts';
import { UserProblem } from '../../model/problem.ts';
import { Bucket, type BucketKeys } from './bucket.ts';
import { BucketCopies } from './copies.ts';
import { evidenceDirectory } from './directory.ts';
import { FolderVault } from './vault.ts';

interface Log {
  info(about: object, words: string): void;
  warn(about: object, words: string): void;
  error(about: object, words: string): void;
}

export interface KeepingOptions {
  /** Asked each time: they may be reloaded. */
  readonly rules: () => EvidenceRules;
  readonly bucketKeys: BucketKeys | null;
  /** The system's folder for temporary files. */
  readonly temporary: string;
  readonly log: Log;
}

export class EvidenceKeeping implements EvidenceCopies {
  readonly vault: FolderVault;
  readonly #hearers: ((folder: string, problem: UserProblem) => void)[] = [];
  readonly #copies: BucketCopies;

  constructor({ rules, bucketKeys, temporary, log }: KeepingOptions) {
    this.vault = new FolderVault({
      rules,
      temporary,
      onWhole: () => this.#copies.wake(),
      onError: (error) => log.warn({ err: error }, 'old evidence could not be removed'),
    });
    this.#copies = new BucketCopies({
      directory: () => evidenceDirectory(rules(), temporary),
      bucket: () => bucketOf(rules().bucket, bucketKeys),
      archive: (name) => this.vault.archive(name),
      onStored: (capture) => log.info({ capture }, 'evidence is in the bucket'),
      onProblem: (capture, problem) => {
        log.error({ capture, ...said(problem) }, 'evidence is not in the bucket');
        if (capture === '' || !(problem instanceof UserProblem)) return;
        for (const hear of this.#hearers) hear(capture, problem);
      },
    });
  }

  onRefused(hear: (folder: string, problem: UserProblem) => void): void {
    this.#hearers.push(hear);
  }

  start(): void {
    this.vault.start();
    this.#copies.start();
  }

  async stop(): Promise<void> {
    this.vault.stop();
    await this.#copies.stop();
  }
}

/** Null when the catalog names none. Throws UserProblem when its keys are missing. */
export function bucketOf(rules: BucketRules | null, keys: BucketKeys | null): Bucket | null {
  if (rules === null) return null;
  if (keys !== null) return new Bucket(rules, keys);
  throw new UserProblem('evidence-not-kept', {
    happened: `The bucket ${rules.name} cannot be used`,
    why: 'its keys are not known',
    hint: 'Set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY in the environment of Rollbridge and restart it.',
  });
}

/** No more than is meant for people: what a server answers may repeat the request. */
function said(problem: unknown): object {
  if (!(problem instanceof UserProblem)) return { err: problem };
  const { message, why, hint } = problem;
  return { happened: message, why, hint };
}
