/** Releases in memory. Like the engine, it says after each write that the release may look different. */
import type { ReleaseStore, StatusChange } from '../../src/engine/ports.ts';
import type { Environment } from '../../src/model/catalog.ts';
import { UserProblem } from '../../src/model/problem.ts';
import type { Release, ReleaseStatus } from '../../src/model/release.ts';
import type { ReleaseView } from '../../src/model/release-view.ts';
import type { TargetSnapshot } from '../../src/model/snapshot.ts';
import { environment, release, view } from '../views/fixtures.ts';

export class MemoryStore implements ReleaseStore {
  environment: Environment = environment();
  snapshot: TargetSnapshot | null = null;
  /** Called before each write with the status it would leave; reject to be away, or never resolve to be dead. */
  beforeWrite: (status: ReleaseStatus | null) => Promise<void> = () => Promise.resolve();
  writes = 0;
  readonly #releases = new Map<string, Release>();
  readonly #hearers = new Set<(view: ReleaseView) => void>();
  readonly #mourners = new Set<(view: ReleaseView) => void>();

  onRemoved(removed: (view: ReleaseView) => void): () => void {
    this.#mourners.add(removed);
    return () => this.#mourners.delete(removed);
  }

  onView(changed: (view: ReleaseView) => void): () => void {
    this.#hearers.add(changed);
    return () => this.#hearers.delete(changed);
  }

  /** What the engine does: a new status for a release that may be new. */
  set(status: ReleaseStatus, name = 'shop-production-x7k2p'): ReleaseView {
    const known = this.#releases.get(name);
    const card = status.card ?? known?.status?.card ?? null;
    return this.#write({ ...(known ?? release(null)), name, status: { ...status, card } });
  }

  get(name = 'shop-production-x7k2p'): Release {
    const found = this.#releases.get(name);
    if (found === undefined) throw missing(name);
    return found;
  }

  /** Somebody deletes the object. */
  delete(name = 'shop-production-x7k2p'): void {
    const gone = this.get(name);
    this.#releases.delete(name);
    const shown = { ...view(gone.status, { snapshot: this.snapshot, environment: this.environment }), release: gone };
    for (const mourn of this.#mourners) mourn({ ...shown, offers: [] });
  }

  /** Says again how things are, as after a restart. */
  announce(): void {
    for (const each of this.#releases.values()) this.#tell(each);
  }

  /** Only the engine follows releases; what is shown comes by `onView`. */
  follow(): () => void {
    return () => undefined;
  }

  all(): readonly Release[] {
    return [...this.#releases.values()];
  }

  create(): Promise<Release> {
    return Promise.reject(new Error('not used'));
  }

  async update(name: string, change: StatusChange): Promise<Release> {
    for (;;) {
      const read = this.get(name);
      const status = change(read);
      if (status === null) return read;
      await this.beforeWrite(status);
      if (this.get(name).resourceVersion !== read.resourceVersion) continue;
      this.writes++;
      this.#write({ ...read, status });
      return this.get(name);
    }
  }

  #write(next: Release): ReleaseView {
    this.#releases.set(next.name, { ...next, resourceVersion: String(Number(next.resourceVersion) + 1) });
    return this.#tell(this.get(next.name));
  }

  #tell(each: Release): ReleaseView {
    const shown = { ...view(each.status, { snapshot: this.snapshot, environment: this.environment }), release: each };
    for (const hear of this.#hearers) hear(shown);
    return shown;
  }
}

function missing(name: string): UserProblem {
  return new UserProblem('unknown-release', { happened: `There is no release ${name}.`, why: '', hint: '' });
}
