/**
 * Makes a notice of each thing that is to be told outside, once: what happened stands in the story of its incident or
 * release, so nothing is forgotten when the process dies before the notice is written. Puts back into that story what
 * people must know of a delivery, and removes notices that are of no use any more.
 */
import type { Incident } from '../../model/incident.ts';
import { deliveriesOf, isOfIncident, type Notice, noticeName } from '../../model/notice.ts';
import { UserProblem } from '../../model/problem.ts';
import type { Release } from '../../model/release.ts';
import { Lane } from '../lane.ts';
import { occurrencesIn, wantedBy } from './occurrences.ts';
import type { NoticeWorld } from './ports.ts';
import { hasUndelivered, surplusOf } from './pruning.ts';
import { newsForIncident, newsForRelease } from './telling.ts';

const LOOK_AGAIN_MS = 10 * 60_000;
const TRY_AGAIN_MS = 5_000;

export class NoticeKeeper {
  readonly #world: NoticeWorld;
  readonly #lane: Lane;
  /** Incidents, releases and notices that were not looked at since they changed, by name. */
  readonly #changed = new Map<string, Incident | Release>();
  readonly #told = new Map<string, Notice>();
  #unfollow: (() => void)[] = [];

  constructor(world: NoticeWorld) {
    this.#world = world;
    this.#lane = new Lane(
      () => this.#turn(),
      (error) => world.log.warn({ err: error }, 'old notices could not be removed'),
    );
  }

  start(): void {
    const { incidents, releases, notices } = this.#world;
    this.#unfollow = [
      incidents.follow((incident) => this.#look(incident)),
      releases.store.follow((release) => this.#look(release)),
      notices.follow((notice) => this.#heard(notice)),
    ];
    this.lookAtAll();
  }

  /** As at the start, and when the catalog is another one. */
  lookAtAll(): void {
    const { incidents, releases, notices } = this.#world;
    for (const record of [...incidents.all(), ...releases.store.all()]) this.#look(record);
    for (const notice of notices.all()) this.#heard(notice);
  }

  /** Resolves when nothing is being written any more. */
  async stop(): Promise<void> {
    for (const unfollow of this.#unfollow) unfollow();
    await this.#lane.stop();
  }

  #look(record: Incident | Release): void {
    if (this.#world.rules().destinations.length === 0) return;
    this.#changed.set(record.name, record);
    this.#lane.wake();
  }

  #heard(notice: Notice): void {
    this.#told.set(notice.name, notice);
    this.#lane.wake();
  }

  async #turn(): Promise<number> {
    const isMade = await this.#each(this.#changed, (record) => this.#make(record));
    const isTold = await this.#each(this.#told, (notice) => this.#tell(notice));
    await this.#prune();
    return isMade && isTold ? LOOK_AGAIN_MS : TRY_AGAIN_MS;
  }

  /** What fails is left for the next turn, and keeps nothing else. */
  async #each<T extends { readonly name: string }>(due: Map<string, T>, work: (one: T) => Promise<void>) {
    for (const one of [...due.values()]) {
      try {
        await work(one);
        // Unless it has changed again meanwhile.
        if (due.get(one.name) === one) due.delete(one.name);
      } catch (error) {
        this.#world.log.error({ err: error, of: one.name }, 'what happened is not told outside yet');
      }
    }
    return due.size === 0;
  }

  async #make(record: Incident | Release): Promise<void> {
    const { rules, redactor, notices, clock, log } = this.#world;
    for (const told of occurrencesIn(record, redactor(), clock.now())) {
      const to = wantedBy(rules(), told);
      const name = noticeName(told);
      if (to.length === 0 || notices.all().some((notice) => notice.name === name)) continue;
      await notices.create({ ...told, to }, null);
      log.info({ notice: name, to }, 'notice made');
    }
  }

  async #tell({ spec, status }: Notice): Promise<void> {
    const { incidents, releases, clock } = this.#world;
    const deliveries = deliveriesOf({ spec, status });
    try {
      if (isOfIncident(spec)) {
        const known = incidents.all().find(({ name }) => name === spec.about)?.status ?? null;
        if (known === null || newsForIncident(known, deliveries, clock.now()) === null) return;
        await incidents.update(spec.about, (fresh) => newsForIncident(fresh.status, deliveries, clock.now()));
      } else {
        const known = releases.store.all().find(({ name }) => name === spec.about)?.status ?? null;
        if (known === null || newsForRelease(known, deliveries, clock.now()) === null) return;
        await releases.store.update(spec.about, (fresh) => newsForRelease(fresh.status, deliveries, clock.now()));
      }
    } catch (error) {
      const isGone = error instanceof UserProblem && /^unknown-/.test(error.code);
      if (!isGone) throw error;
    }
  }

  async #prune(): Promise<void> {
    const { notices, removal, clock, log } = this.#world;
    for (const notice of surplusOf(notices.all(), clock.now())) {
      if (!(await removal.remove(notice))) continue;
      const lost = hasUndelivered(notice);
      log[lost ? 'warn' : 'info']({ notice: notice.name }, lost ? 'undelivered notice removed' : 'old notice removed');
    }
  }
}
