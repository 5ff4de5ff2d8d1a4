/** Releases in memory with real resource versions: a write on an outdated read loses, as at an API server. */
import type { ReleaseStore, StatusChange } from '../../../src/engine/ports.ts';
import { UserProblem } from '../../../src/model/problem.ts';
import type { Release, ReleasePhase, ReleaseSpec, ReleaseStatus } from '../../../src/model/release.ts';

export interface Moved {
  readonly name: string;
  readonly from: ReleasePhase | null;
  readonly to: ReleasePhase;
}

/** What is stored, shared by every process that looks at it. */
export class Etcd {
  readonly releases = new Map<string, Release>();
  readonly moves: Moved[] = [];
  readonly listeners = new Set<(release: Release) => void>();
  readonly mourners = new Set<(release: Release) => void>();
  #version = 1;
  #made = 0;

  write(name: string, status: ReleaseStatus | null, spec?: ReleaseSpec): Release {
    const known = this.releases.get(name);
    const created = spec ?? known?.spec;
    if (created === undefined) throw new Error(`no release ${name}`);
    this.#version++;
    const release: Release = {
      name,
      resourceVersion: String(this.#version),
      createdAt: known?.createdAt ?? new Date(Date.UTC(2026, 4, 4, 11) + this.#version * 1_000).toISOString(),
      spec: created,
      status: JSON.parse(JSON.stringify(status)) as ReleaseStatus | null,
    };
    this.releases.set(name, release);
    if (status !== null) this.moves.push({ name, from: known?.status?.phase ?? null, to: status.phase });
    for (const listener of [...this.listeners]) listener(release);
    return release;
  }

  /** No name is ever given twice. */
  nextName({ service, environment }: ReleaseSpec): string {
    this.#made++;
    return `${service}-${environment}-${this.#made}`;
  }

  /** Somebody deletes the object with kubectl. */
  delete(name: string): void {
    const known = this.releases.get(name);
    if (known === undefined) throw new Error(`no release ${name}`);
    this.releases.delete(name);
    for (const mourner of [...this.mourners]) mourner(known);
  }
}

export class MemoryStore implements ReleaseStore {
  readonly #etcd: Etcd;
  /** Called around each request: throw to fail it, wait for ever to be dead, write to be the other one in a race. */
  step: (what: string) => Promise<void>;
  /** While set, memory shows this and nothing newer. */
  remembered: readonly Release[] | null = null;

  constructor(etcd: Etcd, step: (what: string) => Promise<void> = () => Promise.resolve()) {
    this.#etcd = etcd;
    this.step = step;
  }

  all(): readonly Release[] {
    const releases = this.remembered ?? [...this.#etcd.releases.values()];
    return [...releases].sort((a, b) => (a.createdAt < b.createdAt ? 1 : -1));
  }

  follow(changed: (release: Release) => void, removed: (release: Release) => void = () => undefined): () => void {
    this.#etcd.listeners.add(changed);
    this.#etcd.mourners.add(removed);
    return () => {
      this.#etcd.listeners.delete(changed);
      this.#etcd.mourners.delete(removed);
    };
  }

  async create(spec: ReleaseSpec, status: ReleaseStatus | null): Promise<Release> {
    await this.step('create');
    const release = this.#etcd.write(this.#etcd.nextName(spec), status, spec);
    await this.step('created');
    return release;
  }

  async update(name: string, change: StatusChange): Promise<Release> {
    for (let attempt = 0; attempt < 6; attempt++) {
      const read = this.#etcd.releases.get(name);
      if (read === undefined) throw new UserProblem('unknown-release', { happened: `no ${name}`, why: '', hint: '' });
      const status = change(read);
      if (status === null) {
        this.remembered = null; // the read is learned
        return read;
      }
      await this.step('write');
      if (this.#etcd.releases.get(name)?.resourceVersion !== read.resourceVersion) continue;
      const written = this.#etcd.write(name, status);
      this.remembered = null;
      await this.step('written');
      return written;
    }
    throw new UserProblem('lost-race', { happened: 'lost', why: '', hint: '' });
  }
}
