/** What was heard for one file: whole lines in blocks of memory, of which the oldest can be taken away. */

/** Memory is taken in blocks of this size, so that a bound on their number is one on memory. */
export const BLOCK_BYTES = 16 * 1024;
/** The rest of a longer line is left out. */
const LONGEST_LINE = 8 * 1024;
const CUT = ' …[cut]';

interface Block {
  readonly bytes: Buffer;
  used: number;
  lines: number;
  readonly from: string;
}

export class Track {
  readonly path: string;
  readonly #blocks: Block[] = [];
  readonly #skipped = new Set<string>();
  #dropped = 0;
  #newest: string | null = null;
  #changes = 0;

  constructor(path: string) {
    this.path = path;
  }

  get blocks(): number {
    return this.#blocks.length;
  }

  /** Grows with each change. */
  get changes(): number {
    return this.#changes;
  }

  /** Time of the newest line, which is known also when there was no room for it any more. */
  get newest(): string | null {
    return this.#newest;
  }

  get from(): string {
    return this.#blocks[0]?.from ?? this.#newest ?? '';
  }

  /** Lines that had to make room. */
  get dropped(): number {
    return this.#dropped;
  }

  get skipped(): readonly string[] {
    return [...this.#skipped];
  }

  /** `another` gives a block when there is no room left. */
  add(line: string | Buffer, another: () => Buffer): void {
    const bytes = fitted(line);
    let block = this.#blocks.at(-1);
    const at = timeOf(bytes) ?? this.#newest ?? '';
    if (block === undefined || block.used + bytes.length + 1 > BLOCK_BYTES) {
      block = { bytes: another(), used: 0, lines: 0, from: at };
      this.#blocks.push(block);
    }
    block.used += bytes.copy(block.bytes, block.used);
    block.used += block.bytes.write('\n', block.used);
    block.lines++;
    this.#newest = at;
    this.#changes++;
  }

  /** Takes the oldest block away, for others to use. */
  drop(): Buffer | null {
    const oldest = this.#blocks.shift();
    if (oldest === undefined) return null;
    this.#dropped += oldest.lines;
    this.#changes++;
    return oldest.bytes;
  }

  /** Lines that an earlier process dropped. */
  hasDropped(lines: number): void {
    this.#dropped += lines;
  }

  skip(why: string): void {
    this.#skipped.add(why);
    this.#changes++;
  }

  text(): string {
    return Buffer.concat(this.#blocks.map(({ bytes, used }) => bytes.subarray(0, used))).toString();
  }
}

/** Up to a blank, so that no half of a secret is left: that cannot be recognised any more. */
function fitted(line: string | Buffer): Buffer {
  const bytes = typeof line === 'string' ? Buffer.from(line) : line;
  if (bytes.length <= LONGEST_LINE) return bytes;
  const kept = bytes.subarray(0, LONGEST_LINE - Buffer.byteLength(CUT));
  return Buffer.concat([kept.subarray(0, kept.lastIndexOf(' ')), Buffer.from(CUT)]);
}

/** Null for a line that a redactor has begun anew. */
function timeOf(line: Buffer): string | null {
  const first = line.toString('latin1', 0, Math.max(0, line.indexOf(' ')));
  return /^\d{4}-\d\d-\d\dT\S+$/.test(first) ? first : null;
}
