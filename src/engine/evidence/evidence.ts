/**
 * Sees to it that of every rollback and every failed release evidence is kept: beside the work, never in its way. A
 * rollback hands over what memory held once its first write was accepted; everything else, and whatever a restart
 * interrupted, is found by looking at the releases.
 */
import { targetKey } from '../../model/catalog.ts';
import type { Release } from '../../model/release.ts';
import type { Rollback } from '../../model/rollback.ts';
import { ReleaseFollower } from '../follower.ts';
import { keepWriting, type Writing } from '../keep-writing.ts';
import type { Place } from '../lookup.ts';
import type { Chosen } from '../rollback/way-back.ts';
import { placeOf, releaseNamed, type World } from '../world.ts';
import { type CaptureParts, capture, type Subject } from './capture.ts';
import { captured, capturing, type Due, dueOf, sinceOf } from './plan.ts';
import type { EvidenceSource } from './ports.ts';

/** So many captures run at once; the others wait for their turn. */
const AT_ONCE = 2;

export interface EvidenceParts extends Pick<CaptureParts, 'vault'> {
  readonly sources: readonly EvidenceSource[];
}

/** What a capture is about, before the sources were told. */
type About = Omit<Subject, 'collecting'>;

/** A rollback whose first write the cluster has taken. */
export interface Pressed {
  readonly chosen: Chosen;
  readonly rollback: Rollback;
  readonly recorded: Promise<Release>;
}

interface Begun {
  readonly due: Due;
  readonly about: About;
  /** Its name, once it is recorded. */
  readonly release: Promise<string>;
}

export class EvidenceDesk {
  readonly #world: World;
  readonly #parts: EvidenceParts;
  /** By target and occasion. */
  readonly #follower = new ReleaseFollower(
    (release) => this.#look(release),
    (error, key) => this.#world.log.error({ err: error, of: key }, 'evidence is not recorded'),
  );
  readonly #waiting: (() => void)[] = [];
  #free = AT_ONCE;

  constructor(world: World, parts: EvidenceParts) {
    this.#world = world;
    this.#parts = parts;
  }

  /** Looks at every release, now and whenever one changes. */
  start(): void {
    this.#follower.start(this.#world.store);
  }

  /** Nothing begins any more; what runs ends soon with what it has. */
  async stop(): Promise<void> {
    await this.#follower.stop();
  }

  pressed({ chosen, rollback, recorded }: Pressed): void {
    const { place, goal, snapshot, release: brought } = chosen;
    const due: Due = { why: 'rollback', asOf: rollback.clock.pressedAt, again: false };
    const release = recorded.then(({ name }) => name);
    let name: string | null = null;
    void release.then((known) => {
      name = known;
    });
    const about = { ...this.#occasion(place, due, brought), snapshot, rollback, release: () => this.#found(name) };
    this.#begin({ due, release, about: { ...about, bad: goal.from.hash, good: goal.to.hash } });
  }

  #look(release: Release): void {
    const due = dueOf(release, this.#world.clock.now());
    const place = due === null ? null : placeOf(this.#world, release);
    if (due === null || place === null) return;
    const { rollback = null, targets = [] } = release.status ?? {};
    const record = targets[0];
    const about: About = {
      ...this.#occasion(place, due, release),
      bad: (due.why === 'rollback' ? rollback?.from.hash : record?.hash) ?? null,
      good: (due.why === 'rollback' ? rollback?.to.hash : record?.replaced?.hash) ?? null,
      snapshot: due.again ? null : this.#world.driver.latest(place.target),
      rollback: null,
      release: () => this.#found(release.name),
    };
    this.#begin({ due, about, release: Promise.resolve(release.name) });
  }

  #occasion({ service, environment, target }: Place, { why, asOf, again }: Due, release: Release | null) {
    const when = { asOf: new Date(asOf), since: sinceOf(release), again };
    return { why, service: service.name, environment: environment.name, target, ...when };
  }

  #found(name: string | null): Release | null {
    return name === null ? null : releaseNamed(this.#world, name);
  }

  /** One at a time of each target and occasion: what a rollback began is not begun again when its record comes. */
  #begin(begun: Begun): void {
    if (!this.#world.catalog.evidence.capture) return;
    this.#follower.begin(`${targetKey(begun.about.target)} ${begun.due.why}`, async () => {
      const { sources } = this.#parts;
      const collecting = sources.map((source) => ({ name: source.name, collect: source.begin(begun.about) }));
      await this.#run(begun, { ...begun.about, collecting });
    });
  }

  async #run({ due, release }: Begun, subject: Subject): Promise<void> {
    const { clock, log, catalog } = this.#world;
    const marked = release.then((name) => this.#write(name, (status) => capturing(status, due)));
    // Its failure is heard below; one that is unheard until then would end the process.
    marked.catch(() => undefined);
    await this.#turn();
    if (this.#follower.stopped.aborted) return this.#next();
    const came = await capture(subject, {
      vault: this.#parts.vault,
      now: () => clock.now(),
      withinMs: catalog.evidence.withinMs,
      stop: this.#follower.stopped,
    });
    this.#next();
    const about = { service: subject.service, environment: subject.environment, ...came };
    if (came.state === 'saved') log.info(about, 'evidence saved');
    else log.error(about, 'evidence could not be saved');
    await marked;
    await this.#write(await release, (status) => captured(status, due, came, clock.now()));
  }

  async #turn(): Promise<void> {
    if (this.#free > 0) this.#free--;
    else await new Promise<void>((resolve) => this.#waiting.push(resolve));
  }

  #next(): void {
    const next = this.#waiting.shift();
    if (next === undefined) this.#free++;
    else next();
  }

  async #write(release: string, change: Writing['change']): Promise<void> {
    await keepWriting(this.#world, { release, change, stop: this.#follower.stopped });
  }
}
