/** Records of any kind in memory, as a store keeps them: written by test-and-set, and told of. */
import type { Change, Named, NamedStore } from '../../../src/engine/ports.ts';
import { UserProblem } from '../../../src/model/problem.ts';
import type { Recorded } from '../../../src/model/record.ts';

export class MemoryRecords<Spec extends object, Status extends object> implements NamedStore<Recorded<Spec, Status>> {
  readonly #records = new Map<string, Recorded<Spec, Status>>();
  readonly #hearers = new Set<(record: Recorded<Spec, Status>) => void>();
  readonly #mourners = new Set<(record: Recorded<Spec, Status>) => void>();
  readonly #now: () => Date;
  readonly #prefix: string | ((spec: Spec) => string);
  #version = 0;
  /** Called before each write: reject to be away, never resolve to be dead, write to be the other one in a race. */
  beforeWrite: () => Promise<void> = () => Promise.resolve();

  /** With a function, names say what a record is of: one that is there is not made again. */
  constructor(prefix: string | ((spec: Spec) => string), now: () => Date) {
    this.#prefix = prefix;
    this.#now = now;
  }

  all(): readonly Recorded<Spec, Status>[] {
    return [...this.#records.values()].toReversed();
  }

  follow(
    changed: (record: Recorded<Spec, Status>) => void,
    removed: (record: Recorded<Spec, Status>) => void = () => undefined,
  ): () => void {
    this.#hearers.add(changed);
    this.#mourners.add(removed);
    return () => {
      this.#hearers.delete(changed);
      this.#mourners.delete(removed);
    };
  }

  async create(spec: Spec, status: Status | null): Promise<Recorded<Spec, Status>> {
    await this.beforeWrite();
    const isNamedOnce = typeof this.#prefix === 'function';
    const name = typeof this.#prefix === 'function' ? this.#prefix(spec) : `${this.#prefix}-${this.#records.size + 1}`;
    const there = this.#records.get(name);
    if (isNamedOnce && there !== undefined) return there;
    return this.put({ name, resourceVersion: '', createdAt: this.#now().toISOString(), spec, status });
  }

  async createNamed(name: string, spec: Spec, status: Status): Promise<Named<Recorded<Spec, Status>>> {
    await this.beforeWrite();
    const there = this.#records.get(name);
    if (there !== undefined) return { record: there, isNew: false };
    const createdAt = this.#now().toISOString();
    return { record: this.put({ name, resourceVersion: '', createdAt, spec, status }), isNew: true };
  }

  async update(name: string, change: Change<Recorded<Spec, Status>>): Promise<Recorded<Spec, Status>> {
    for (;;) {
      const read = this.get(name);
      const status = change(read);
      if (status === null) return read;
      await this.beforeWrite();
      if (this.get(name).resourceVersion === read.resourceVersion) return this.put({ ...read, status });
    }
  }

  get(name: string): Recorded<Spec, Status> {
    const found = this.#records.get(name);
    if (found === undefined) throw new UserProblem('unknown-incident', { happened: `no ${name}`, why: '', hint: '' });
    return found;
  }

  /** As it is stored: what JSON does not know is lost. */
  put(record: Recorded<Spec, Status>): Recorded<Spec, Status> {
    const stored = { ...structuredClone(record), resourceVersion: String(++this.#version) };
    this.#records.set(record.name, stored);
    for (const hear of [...this.#hearers]) hear(stored);
    return stored;
  }

  remove(name: string): void {
    const gone = this.get(name);
    this.#records.delete(name);
    for (const mourn of [...this.#mourners]) mourn(gone);
  }
}
