/**
 * Takes over what was started elsewhere: a Git sync, `kubectl argo rollouts set image`, a dashboard. Only a change of
 * what is wanted that no release explains; nothing at rest is adopted, nor what runs the same pods as before.
 */
import { targetKey } from '../../model/catalog.ts';
import { bringsNoVersion, hasEnded, type Release, type ReleaseStatus, type TargetRecord } from '../../model/release.ts';
import type { KeptVersion } from '../../model/rollback.ts';
import { isWanted, type TargetSnapshot, versionOf as versionWith } from '../../model/snapshot.ts';
import type { Place } from '../lookup.ts';
import { releasesOf, type World } from '../world.ts';
import { adopted } from './changes.ts';
import { rollbackGoingOn } from './removed.ts';

/** What was wanted when the target was looked at last. */
export interface Before {
  readonly hash: string;
  /** Fingerprint of its pod template; null when its ReplicaSet was not known. */
  readonly template: string | null;
}

/**
 * True when somebody changed the target without a release. Pure.
 * `before` is null at the first look of a process: then only an update that is under way counts.
 */
export function isStartedElsewhere(
  snapshot: TargetSnapshot,
  before: Before | null,
  releases: readonly Release[],
): boolean {
  const { desiredHash, stableHash, phase } = snapshot;
  if (!isKnownWell(snapshot) || desiredHash === null || stableHash === null) return false;
  const isUnderWay = desiredHash !== stableHash && phase !== 'Aborted';
  if (before === null ? !isUnderWay : before.hash === desiredHash) return false;
  if (explains(releases, snapshot)) return false;
  return templateOf(snapshot, desiredHash) !== (before?.template ?? templateOf(snapshot, stableHash));
}

/** Enough is seen to judge: the wanted version with its pods' template, by watches that are up. */
function isKnownWell(snapshot: TargetSnapshot): boolean {
  return snapshot.live && snapshot.phase !== 'Unobserved' && templateOf(snapshot, snapshot.desiredHash) !== null;
}

function templateOf(snapshot: TargetSnapshot, hash: string | null): string | null {
  return versionWith(snapshot, hash)?.template ?? null;
}

/** A release that brought what is wanted now, or that is being taken back to it. */
function explains(releases: readonly Release[], snapshot: TargetSnapshot): boolean {
  const begun = releases.filter((release) => release.status?.phase !== 'Refused' && !bringsNoVersion(release));
  const isIt = (version: TargetRecord | KeptVersion | null | undefined) => !!version && isWanted(snapshot, version);
  const newest = begun[0];
  return begun.some((release) => {
    const { status } = release;
    if (status === null || status.phase === 'Pending') return true; // it is looked at first
    const record = status.targets[0];
    if (!hasEnded(status.phase)) return isIt(record) || isIt(record?.replaced) || isIt(status.rollback?.to);
    if (release !== newest || status.phase === 'Superseded') return false;
    return status.phase === 'RolledBack' ? isIt(status.rollback?.to ?? record?.replaced) : isIt(record);
  });
}

export class Adoption {
  readonly #world: World;
  readonly #before = new Map<string, Before>();
  /** By target: a release that was under way when its record was deleted. */
  readonly #orphans = new Map<string, Release>();

  constructor(world: World) {
    this.#world = world;
  }

  /** Looks at one target; makes a release of a change that none explains. Throws when the store or the cluster is away. */
  async look(place: Place): Promise<void> {
    const key = keyOf(place);
    const orphan = this.#orphans.get(key) ?? null;
    if (orphan !== null && (await this.#wentOn(orphan))) this.#orphans.delete(key);
    const snapshot = this.#world.driver.latest(place.target);
    if (snapshot === null || !isKnownWell(snapshot) || snapshot.desiredHash === null) return;
    // As at the first look of a process: what it brought is no news, and yet nobody has it in hand any more.
    const before = this.#orphans.has(key) ? null : (this.#before.get(key) ?? null);
    if (isStartedElsewhere(snapshot, before, releasesOf(this.#world, place))) {
      await this.#adopt(place, snapshot, before);
    }
    if (this.#orphans.get(key) === orphan) this.#orphans.delete(key);
    this.#before.set(key, { hash: snapshot.desiredHash, template: templateOf(snapshot, snapshot.desiredHash) });
  }

  /** The record of this release was deleted: what it has begun is taken up again with the next look. */
  orphaned(place: Place, release: Release): void {
    if (release.status === null || hasEnded(release.status.phase) || bringsNoVersion(release)) return;
    this.#orphans.set(keyOf(place), release);
  }

  /** True for a rollback, which goes on as what it was. */
  async #wentOn(orphan: Release): Promise<boolean> {
    const { store, clock, log } = this.#world;
    const status = rollbackGoingOn(orphan, clock.now());
    if (status === null) return false;
    const release = await store.create(orphan.spec, status);
    log.warn({ release: release.name, deleted: orphan.name }, 'the record of a rollback was deleted; it goes on');
    return true;
  }

  /** The target is not looked at any more: what happens to it from now on is not noticed, so not adopted. */
  forget(place: Place): void {
    this.#before.delete(keyOf(place));
    this.#orphans.delete(keyOf(place));
  }

  async #adopt({ service, environment, target }: Place, snapshot: TargetSnapshot, before: Before | null) {
    const { store, clock, log } = this.#world;
    const earlier = this.#earlier({ service, environment, target }, snapshot);
    const kept = earlier?.status?.targets[0]?.replaced ?? null;
    const replaced = kept ?? (await this.#replaced({ service, environment, target }, snapshot, before));
    const isOurs = snapshot.image.startsWith(`${service.image}:`) || snapshot.image.startsWith(`${service.image}@`);
    const version = isOurs ? snapshot.image.slice(service.image.length + 1) : snapshot.image;
    const { reason } = earlier?.spec ?? {};
    const spec = {
      service: service.name,
      environment: environment.name,
      action: 'adopt',
      version,
      ...(reason === undefined ? {} : { reason }),
    } as const;
    const status = adopted({ target, replaced, snapshot, earlier }, clock.now());
    const release = await store.create(spec, status);
    const about = { release: release.name, by: snapshot.manager, image: snapshot.image, earlier: earlier?.name };
    log.info(about, 'release adopted');
  }

  /**
   * The release of ours that brought what is wanted, and that nobody has ended: its record was deleted, or it went to this
   * very object when the catalog had another name for it.
   */
  #earlier(place: Place, snapshot: TargetSnapshot): Release | null {
    const object = targetKey(place.target);
    const orphan = this.#orphans.get(keyOf(place));
    const candidates = [...(orphan === undefined ? [] : [orphan]), ...this.#world.store.all()];
    const brought = candidates.find((release) => {
      const { phase, targets: [record] = [] } = release.status ?? {};
      if (phase === undefined || hasEnded(phase) || bringsNoVersion(release) || record === undefined) return false;
      return record.object === object && isWanted(snapshot, record);
    });
    return brought ?? null;
  }

  /** The version that was wanted before the change, exactly as a release has kept it, else as its ReplicaSet shows it. */
  async #replaced(place: Place, snapshot: TargetSnapshot, before: Before | null): Promise<KeptVersion | null> {
    const isUpdating = snapshot.desiredHash !== snapshot.stableHash;
    const hash = isUpdating ? snapshot.stableHash : (before?.hash ?? null);
    const kept = releasesOf(this.#world, place)
      .flatMap(({ status }) => keptBy(status))
      .find((version) => version.hash === hash);
    return kept ?? (await this.#world.driver.find(place.target, (version) => version.hash === hash));
  }
}

/** By name and object: a turn that began before the catalog changed must not speak for the name that is in force since. */
function keyOf({ service, environment, target }: Place): string {
  return `${service.name}/${environment.name} ${targetKey(target)}`;
}

/** The versions that a release has kept whole. */
export function keptBy(status: ReleaseStatus | null): KeptVersion[] {
  const kept = [status?.targets[0]?.replaced, status?.rollback?.to];
  return kept.filter((version): version is KeptVersion => version !== null && version !== undefined);
}
