/** Asks for releases: who, what and whether it is possible; then the object is made, and the engine does the rest. */
import { UserProblem } from '../../model/problem.ts';
import type { Release, ReleaseSpec } from '../../model/release.ts';
import type { TargetSnapshot } from '../../model/snapshot.ts';
import { type Right, requireRight } from '../access.ts';
import { refuseSecond } from '../debugging/desk.ts';
import { debugImage } from '../debugging/images.ts';
import type { DebugIntent, DeployIntent, Person, RepeatIntent, ScaleIntent } from '../intents.ts';
import { findPlace, type Place } from '../lookup.ts';
import { releasesOf, type World } from '../world.ts';
import { freshStatus } from './changes.ts';
import { problemBefore, type StartSituation } from './checks.ts';
import { refuseAutoscaled, refuseFewer } from './scaling.ts';
import { imageFor, versionOf } from './versions.ts';

/** A retry brings a version to people, so it needs the right to deploy; a restart brings none, and a drill goes back at once. */
const RIGHT: Readonly<Record<RepeatIntent['action'], Right>> = { retry: 'deploy', restart: 'operate', drill: 'drill' };

export class BeginDesk {
  readonly #world: World;

  constructor(world: World) {
    this.#world = world;
  }

  async deploy(intent: DeployIntent): Promise<Release> {
    const place = await this.#place(intent, 'deploy');
    const snapshot = await this.#world.driver.read(place.target);
    const image = imageFor(intent.version, place.service.image, snapshot.image);
    this.#require({ action: 'deploy', place, image, snapshot });
    return this.#create(place, intent.by, {
      version: image.slice(place.service.image.length + 1),
      ...(intent.reason === null ? {} : { reason: intent.reason }),
    });
  }

  /** A retry, a restart or a drill of the version that is wanted now. */
  async repeat(intent: RepeatIntent): Promise<Release> {
    const { action, by, from, reason } = intent;
    const place = await this.#place(intent, RIGHT[action]);
    const snapshot = await this.#world.driver.read(place.target);
    refuseOther(from, snapshot, place);
    this.#require({ action, place, image: snapshot.image, snapshot });
    const version = versionOf(snapshot.image);
    return this.#create(place, by, { action, version, ...(reason === null ? {} : { reason }) });
  }

  async scale({ by, service, environment, pods: to, reason }: ScaleIntent): Promise<Release> {
    const place = await this.#place({ by, service, environment }, 'operate');
    const snapshot = await this.#world.driver.read(place.target);
    const { image, replicas } = snapshot;
    const pods = { from: replicas.desired, to };
    refuseFewer(pods, place);
    this.#require({ action: 'scale', place, image, snapshot, pods });
    await refuseAutoscaled(this.#world.driver, place);
    const why = reason === null ? {} : { reason };
    return this.#create(place, by, { action: 'scale', version: versionOf(image), pods, ...why });
  }

  async debug({ by, service, environment, image: typed, reason }: DebugIntent): Promise<Release> {
    const place = await this.#place({ by, service, environment }, 'operate');
    const snapshot = await this.#world.driver.read(place.target);
    const { image } = debugImage(typed, place, snapshot.image);
    refuseSecond(this.#world, place);
    const why = reason === null ? {} : { reason };
    return this.#create(place, by, { action: 'debug', version: versionOf(snapshot.image), debug: { image }, ...why });
  }

  async #place({ by, service, environment }: Pick<DeployIntent, 'by' | 'service' | 'environment'>, right: Right) {
    const { catalog, directory } = this.#world;
    const place = findPlace(catalog, service, environment);
    await requireRight(by, right, place.environment, directory);
    return place;
  }

  #require(what: Pick<StartSituation, 'action' | 'place' | 'image' | 'snapshot' | 'pods'>): void {
    const others = releasesOf(this.#world, what.place);
    const problem = problemBefore({ ...what, release: null, others });
    if (problem !== null) throw problem;
  }

  async #create(place: Place, by: Person, what: Omit<ReleaseSpec, 'service' | 'environment'>): Promise<Release> {
    const { store, log } = this.#world;
    const spec = { service: place.service.name, environment: place.environment.name, requestedBy: by.id, ...what };
    const release = await store.create(spec, freshStatus({ kind: 'user', id: by.id }));
    log.info({ release: release.name, by: by.id, action: what.action, version: what.version }, 'release requested');
    return release;
  }
}

/** A press means the version that the card showed. */
function refuseOther(from: string | null, { desiredHash, image }: TargetSnapshot, { service }: Place): void {
  if (from === null || from === desiredHash) return;
  throw new UserProblem('stale', {
    happened: 'Nothing was changed: the version that you wanted to try again is not the wanted one any more.',
    why: `${versionOf(image)} is wanted now.`,
    hint: `/deploy status ${service.name} shows what runs.`,
  });
}
