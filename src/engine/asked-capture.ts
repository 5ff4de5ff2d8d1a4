/**
 * Captures that somebody asked for: the same evidence as a rollback leaves, of what runs now, and nothing is changed in
 * the cluster. One that the end of this process interrupts is lost: whoever asked asks again.
 */
import { targetKey } from '../model/catalog.ts';
import { UserProblem } from '../model/problem.ts';
import type { Release } from '../model/release.ts';
import type { TargetSnapshot } from '../model/snapshot.ts';
import { requireRight } from './access.ts';
import { capture, type Subject } from './capture.ts';
import { told } from './changes.ts';
import type { EvidenceParts } from './evidence.ts';
import { type Captured, eventOf, sinceOf } from './evidence-plan.ts';
import type { CaptureBegun, CaptureIntent, Captures } from './intents.ts';
import { keepWriting } from './keep-writing.ts';
import { findPlace, type Place } from './lookup.ts';
import { currentOf, releaseNamed, releasesOf, type World } from './world.ts';

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

  async capture(intent: CaptureIntent): Promise<CaptureBegun> {
    const { catalog, directory, driver } = this.#world;
    const place = findPlace(catalog, intent.service, intent.environment);
    await requireRight(intent.by, 'capture', place.environment, directory);
    if (!catalog.evidence.capture) throw turnedOff();
    const key = targetKey(place.target);
    const snapshot = driver.latest(place.target) ?? (await driver.read(place.target));
    if (this.#running.has(key)) throw isCapturedAlready(place);
    const release = currentOf(releasesOf(this.#world, place));
    const running = this.#run(intent, place, { snapshot, release })
      .catch((error: unknown) => this.#world.log.error({ err: error }, 'evidence that was asked for is not told'))
      .finally(() => this.#running.delete(key));
    this.#running.set(key, running);
    return { service: place.service.name, environment: place.environment.name, release: release?.name ?? null };
  }

  /** What runs ends soon with what it has. */
  async stop(): Promise<void> {
    this.#stop.abort();
    await Promise.all(this.#running.values());
  }

  async #run(
    intent: CaptureIntent,
    place: Place,
    now: { readonly snapshot: TargetSnapshot; readonly release: Release | null },
  ): Promise<void> {
    const { clock, catalog, log } = this.#world;
    const { snapshot, release } = now;
    const stop = this.#stop.signal;
    const { withinMs } = catalog.evidence;
    const { vault } = this.#parts;
    const subject = this.#subject(place, snapshot, release);
    const came = await capture(subject, { vault, now: () => clock.now(), withinMs, stop });
    log.info({ service: place.service.name, by: intent.by.id, ...came }, 'captured what was asked for');
    if (release !== null) await this.#record(release.name, intent, came);
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

  #subject({ service, environment, target }: Place, snapshot: TargetSnapshot, release: Release | null): Subject {
    const about: Omit<Subject, 'collecting'> = {
      why: 'asked',
      service: service.name,
      environment: environment.name,
      target,
      asOf: this.#world.clock.now(),
      since: sinceOf(release),
      again: false,
      snapshot,
      rollback: null,
      bad: snapshot.desiredHash,
      good: snapshot.stableHash,
      release: () => (release === null ? null : releaseNamed(this.#world, release.name)),
    };
    const collecting = this.#parts.sources.map((source) => ({ name: source.name, collect: source.begin(about) }));
    return { ...about, collecting };
  }

  async #record(release: string, { by, reason }: CaptureIntent, came: Captured): Promise<void> {
    const asked = { by: { kind: 'user', id: by.id }, ...(reason === null ? {} : { reason }) } as const;
    await keepWriting(this.#world, {
      release,
      change: (status) => told(status, this.#world.clock.now(), { ...eventOf(came), asked }),
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
