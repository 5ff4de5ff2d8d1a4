/** How far everybody has read in each channel, as the `ts` of the newest message that they saw. */
export class ReadMarks {
  readonly #seen: Map<string, string>;

  /** `seen` as `all` once told it. */
  constructor(seen: Readonly<Record<string, string>> = {}) {
    this.#seen = new Map(Object.entries(seen));
  }

  all(): Readonly<Record<string, string>> {
    return Object.fromEntries(this.#seen);
  }

  /** `0` for a channel that they never looked at. */
  of(person: string, channel: string): string {
    return this.#seen.get(`${person} ${channel}`) ?? '0';
  }

  set(person: string, channel: string, ts: string): void {
    if (ts > this.of(person, channel)) this.#seen.set(`${person} ${channel}`, ts);
  }
}
