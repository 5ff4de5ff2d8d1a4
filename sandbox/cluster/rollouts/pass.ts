/**
 * One look of the controller at one Rollout: what it found, what it makes of that, and what it will write. Nothing is
 * written on the way, but what was decided before counts for what is decided next, as it does in the real controller.
 */
import type { Happening } from '../controllers/events.ts';
import type { Pod, ReplicaSet, Service } from '../controllers/kinds.ts';
import { isEqual, type KubeObject } from '../objects.ts';
import type { AnalysisRun } from './analysis/kinds.ts';
import type { Rollout, RolloutStatus } from './kinds.ts';
import { type MergePatch, mergePatch } from './merge.ts';
import { HASH } from './names.ts';
import { Pauses } from './pauses.ts';
import { newSet, stableSet } from './sets.ts';

export type Write =
  | { readonly verb: 'create'; readonly object: KubeObject }
  | { readonly verb: 'patch'; readonly object: KubeObject; readonly patch: MergePatch; readonly subresource?: 'status' }
  | { readonly verb: 'delete'; readonly object: KubeObject }
  | { readonly verb: 'tell'; readonly object: KubeObject; readonly happening: Happening };

/** What there is, as the controller sees it. */
export interface Scene {
  readonly rollout: Rollout;
  /** Those that it owns; the same for runs, and for the pods of its sets. */
  readonly replicaSets: readonly ReplicaSet[];
  readonly runs: readonly AnalysisRun[];
  readonly pods: readonly Pod[];
  /** Anything else in the same namespace, or without one. */
  readonly find: <T extends KubeObject>(kind: string, name: string) => T | null;
  readonly now: number;
  /** After an abort the canary Service goes back and forth between both sets, as it does with 1.9. */
  readonly flapping: boolean;
}

export interface Outcome {
  readonly writes: readonly Write[];
  /** Milliseconds until there is something to look at again, whatever happens; null for no such thing. */
  readonly again: number | null;
}

export interface CurrentRuns {
  readonly step?: AnalysisRun | undefined;
  readonly background?: AnalysisRun | undefined;
  readonly pre?: AnalysisRun | undefined;
  readonly post?: AnalysisRun | undefined;
}

export class Pass {
  readonly scene: Scene;
  readonly now: number;
  readonly pauses: Pauses;
  /** What the status becomes. */
  readonly next: RolloutStatus;
  rollout: Rollout;
  sets: readonly ReplicaSet[];
  fresh: ReplicaSet | null;
  runs: CurrentRuns = {};
  otherRuns: readonly AnalysisRun[] = [];
  readonly #services = new Map<string, Service>();
  readonly #writes: Write[] = [];
  #again: number | null = null;

  /** `rollout` has its template, wherever that comes from. */
  constructor(scene: Scene, rollout: Rollout) {
    this.scene = scene;
    this.now = scene.now;
    this.rollout = rollout;
    this.sets = scene.replicaSets;
    this.fresh = newSet(rollout, this.sets);
    this.pauses = new Pauses(rollout, scene.now);
    const { restartedAt, canary } = this.was;
    this.next = {
      ...(restartedAt !== undefined && { restartedAt }),
      canary: { ...(canary.weights && { weights: canary.weights }) },
      blueGreen: {},
    };
  }

  /** The status as it was found. */
  get was(): RolloutStatus {
    return { canary: {}, blueGreen: {}, ...this.rollout.status };
  }

  get stable(): ReplicaSet | null {
    return stableSet(this.rollout, this.sets);
  }

  /** Sets that are neither new nor stable. */
  get others(): readonly ReplicaSet[] {
    const kept = [this.fresh?.metadata.name, this.stable?.metadata.name];
    return this.sets.filter(({ metadata }) => !kept.includes(metadata.name));
  }

  get outcome(): Outcome {
    return { writes: this.#writes, again: this.#again };
  }

  tell(reason: string, message: string, type: Happening['type'] = 'Normal'): void {
    this.#writes.push({ verb: 'tell', object: this.rollout, happening: { type, reason, message } });
  }

  create(object: KubeObject): void {
    this.#writes.push({ verb: 'create', object });
  }

  delete(object: KubeObject): void {
    this.#writes.push({ verb: 'delete', object });
  }

  /** Writes what is different in `next`, if anything is. */
  update<T extends KubeObject>(object: T, next: T): void {
    const patch = mergePatch(object, next);
    if (patch !== null) this.#writes.push({ verb: 'patch', object, patch });
  }

  updateStatus(next: object): void {
    const patch = mergePatch({ status: this.rollout.status ?? {} }, { status: next });
    if (patch !== null) this.#writes.push({ verb: 'patch', object: this.rollout, patch, subresource: 'status' });
  }

  wakeAfter(ms: number): void {
    this.#again = Math.min(this.#again ?? Number.POSITIVE_INFINITY, Math.max(0, ms));
  }

  /** As it will be when this pass is over. */
  service(name: string): Service | null {
    return this.#services.get(name) ?? this.scene.find<Service>('Service', name);
  }

  replaceService(was: Service, is: Service): void {
    this.#services.set(is.metadata.name, is);
    this.update(was, is);
  }

  replaceSet(was: ReplicaSet, is: ReplicaSet): void {
    if (isEqual(was, is)) return;
    this.update(was, is);
  }
}

/** Something is missing without which this pass cannot go on; what was decided so far is written. */
export class PassEnded extends Error {}

export function selectedHash(service: Service | null): string {
  return service?.spec.selector?.[HASH] ?? '';
}
