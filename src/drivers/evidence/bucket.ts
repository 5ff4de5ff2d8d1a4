/** A bucket that speaks the S3 protocol, of whomever: archives are put into it and listed. */
import { S3mini } from 's3mini';
import type { BucketRules } from '../../model/catalog.ts';
import { bucketProblem } from './bucket-problem.ts';

export interface BucketKeys {
  readonly id: string;
  readonly secret: string;
}

const TIMEOUT_MS = 30_000;
const ARCHIVE = '.tar.gz';
const MOST_LISTED = 10_000;

/** What one is in the bucket. */
export interface Stored {
  /** Of the capture. */
  readonly name: string;
  readonly bytes: number;
}

export class Bucket {
  readonly #client: S3mini;
  readonly #rules: BucketRules;

  constructor(rules: BucketRules, { id, secret }: BucketKeys, timeoutMs: number = TIMEOUT_MS) {
    this.#rules = rules;
    this.#client = new S3mini({
      accessKeyId: id,
      secretAccessKey: secret,
      endpoint: `${rules.endpoint.replace(/\/+$/, '')}/${rules.name}`,
      region: rules.region,
      requestAbortTimeout: timeoutMs,
    });
  }

  /** Under the same name it replaces what was there. Throws UserProblem, `Passing` where trying again may help. */
  async put(name: string, archive: Uint8Array): Promise<void> {
    await this.#tried(async () => {
      await this.#client.putObject(`${this.#prefix()}${name}${ARCHIVE}`, archive, 'application/gzip');
    });
  }

  /** Oldest first. Throws as `put` does. */
  async list(): Promise<readonly Stored[]> {
    const prefix = this.#prefix();
    const objects = await this.#tried(async () => {
      const found = await this.#client.listObjects('/', prefix, MOST_LISTED);
      if (found === null) throw Object.assign(new Error('no such bucket'), { status: 404 });
      return found;
    });
    return objects
      .filter(({ Key }) => Key.endsWith(ARCHIVE))
      .map(({ Key, Size }) => ({ name: Key.slice(prefix.length, -ARCHIVE.length), bytes: Number(Size) }));
  }

  #prefix(): string {
    return this.#rules.prefix === '' ? '' : `${this.#rules.prefix}/`;
  }

  async #tried<T>(ask: () => Promise<T>): Promise<T> {
    try {
      return await ask();
    } catch (error) {
      throw bucketProblem(this.#rules, error);
    }
  }
}
