/**
 * Captures that somebody asked for: the same evidence as a rollback leaves, of what runs now, and nothing is changed in
 * the cluster. That it was asked for is noted in the release, so a restart begins it again; where there is no release to note it
 * in, it is lost, and whoever asked asks again.
 */
import { targetKey } from '../../model/catalog.ts';
import { UserProblem } from '../../model/problem.ts';
import type { Release, ReleaseStatus } from '../../model/release.ts';
import type { TargetSnapshot } from '../../model/snapshot.ts';
import { requireRight } from '../access.ts';
import type { CaptureBegun, CaptureIntent, Captures } from '../intents.ts';
import { keepWriting } from '../keep-writing.ts';
import { findPlace, type Place } from '../lookup.ts';
import { told } from '../release/changes.ts';
import { currentOf, placeOf, releaseNamed, releasesOf, type World } from '../world.ts';
import { capture, type Subject } from './capture.ts';
import type { EvidenceParts } from './evidence.ts';
import { type Captured, eventOf, sinceOf } from './plan.ts';

/** What came of it, for those who see it. */
export interface CaptureReport {
  readonly intent: CaptureIntent;
  readonly service: string;
  readonly environment: Place['environment'];
  /** The image that was wanted. */
  readonly image: string;
  /** The release in whose thread it is told; null where there is none. */
  readonly release: Release | null;
  readonly came: Captured;
}

interface Asked {
  readonly snapshot: TargetSnapshot;
  readonly release: Release | null;
  readonly asOf: Date;
  /** A process that has ended began it. */
  readonly again: boolean;
}

export interface CaptureParts extends EvidenceParts {
  readonly audience: { captured(report: CaptureReport): void };
}

export class CaptureDesk implements Captures {
  readonly #world: World;
  readonly #parts: CaptureParts;
  readonly #stop = new AbortController();
  /** By target. */
  readonly #running = new Map<string, Promise<void>>();

  constructor(world: World, parts: CaptureParts) {
    this.#world = world;
    this.#parts = parts;
  }

  /** Begins what a process before this one has not brought to its end. */
  start(): void {
    for (const release of this.#world.store.all()) {
      const asked = release.status?.asked;
      const place = asked === undefined ? null : placeOf(this.#world, release);
      if (asked === undefined || place === null) continue;
      const { by: id, reason = null, asOf } = asked;
      const { service, environment } = release.spec;
      this.#again({ by: { id }, service, environment, reason }, place, { release, asOf: new Date(asOf) });
    }
  }

  #again(intent: CaptureIntent, place: Place, { release, asOf }: { release: Release; asOf: Date }): void {
    const read = async () => this.#world.driver.latest(place.target) ?? (await this.#world.driver.read(place.target));
    this.#keep(place, async () => this.#run(intent, place, { snapshot: await read(), release, asOf, again: true }));
  }

  async capture(intent: CaptureIntent): Promise<CaptureBegun> {
    const { catalog, directory, driver } = this.#world;
    const place = findPlace(catalog, intent.service, intent.environment);
    await requireRight(intent.by, 'capture', place.environment, directory);
    if (!catalog.evidence.capture) throw turnedOff();
    const key = targetKey(place.target);
    const snapshot = driver.latest(place.target) ?? (await driver.read(place.target));
    if (this.#running.has(key)) throw isCapturedAlready(place);
    const release = currentOf(releasesOf(this.#world, place));
    const asOf = this.#world.clock.now();
    this.#keep(place, () => this.#run(intent, place, { snapshot, release, asOf, again: false }));
    return { service: place.service.name, environment: place.environment.name, release: release?.name ?? null };
  }

  #keep(place: Place, run: () => Promise<void>): void {
    const key = targetKey(place.target);
    const running = run()
      .catch((error: unknown) => this.#world.log.error({ err: error }, 'evidence that was asked for is not told'))
      .finally(() => this.#running.delete(key));
    this.#running.set(key, running);
  }

  /** What runs ends soon with what it has. */
  async stop(): Promise<void> {
    this.#stop.abort();
    await Promise.all(this.#running.values());
  }

  async #run(intent: CaptureIntent, place: Place, now: Asked): Promise<void> {
    const { clock, catalog, log } = this.#world;
    const { snapshot, release } = now;
    const noted = release === null || now.again ? Promise.resolve() : this.#note(release.name, intent, now);
    const stop = this.#stop.signal;
    const { withinMs } = catalog.evidence;
    const { vault } = this.#parts;
    const subject = this.#subject(place, now);
    const came = await capture(subject, { vault, now: () => clock.now(), withinMs, stop });
    log.info({ service: place.service.name, by: intent.by.id, ...came }, 'captured what was asked for');
    await noted;
    if (release !== null) await this.#record(release.name, intent, { asOf: now.asOf, came });
    const { service, environment } = place;
    this.#parts.audience.captured({
      intent,
      service: service.name,
      environment,
      image: snapshot.image,
      release: release === null ? null : releaseNamed(this.#world, release.name),
      came,
    });
  }

  #subject({ service, environment, target }: Place, { snapshot, release, asOf, again }: Asked): Subject {
    const about: Omit<Subject, 'collecting'> = {
      why: 'asked',
      service: service.name,
      environment: environment.name,
      target,
      asOf,
      since: sinceOf(release),
      again,
      snapshot,
      rollback: null,
      bad: snapshot.desiredHash,
      good: snapshot.stableHash,
      release: () => (release === null ? null : releaseNamed(this.#world, release.name)),
    };
    const collecting = this.#parts.sources.map((source) => ({ name: source.name, collect: source.begin(about) }));
    return { ...about, collecting };
  }

  /** Beside the work: a store that is away holds nothing up. Never rejects. */
  async #note(release: string, { by, reason }: CaptureIntent, { asOf }: Asked): Promise<void> {
    const asked = { by: by.id, asOf: asOf.toISOString(), ...(reason === null ? {} : { reason }) };
    const writing = { release, change: (status: ReleaseStatus) => ({ ...status, asked }), stop: this.#stop.signal };
    await keepWriting(this.#world, writing).catch((error: unknown) =>
      this.#world.log.warn({ err: error, release }, 'a restart would forget that evidence was asked for'),
    );
  }

  /** The note that it was asked for goes with the telling: where it is gone, a try whose answer was lost has told it. */
  async #record(
    release: string,
    { by, reason }: CaptureIntent,
    { asOf, came }: { readonly asOf: Date; readonly came: Captured },
  ): Promise<void> {
    const asked = { by: { kind: 'user', id: by.id }, ...(reason === null ? {} : { reason }) } as const;
    await keepWriting(this.#world, {
      release,
      change: ({ asked: noted, ...status }) =>
        noted?.asOf === asOf.toISOString() ? told(status, this.#world.clock.now(), { ...eventOf(came), asked }) : null,
      stop: this.#stop.signal,
    });
  }
}

function turnedOff(): UserProblem {
  return new UserProblem('not-offered', {
    happened: 'Nothing was captured.',
    why: 'Evidence is turned off in the catalog.',
    hint: 'Take `capture: false` out of `evidence`.',
  });
}

function isCapturedAlready({ service, environment }: Place): UserProblem {
  return new UserProblem('already-decided', {
    happened: `${service.name} in ${environment.name} is being captured already.`,
    why: 'Somebody has just asked for the same.',
    hint: 'Wait until the archive is there.',
  });
}
