/** Argo Rollouts behind the engine's ports: follows targets, decides with `steer`, writes with `moves`. */

import type {
  Autoscaler,
  Goal,
  Pass,
  Pursuit,
  TargetActor,
  TargetDriver,
  TargetHistory,
  TargetRehearsal,
  TargetScale,
} from '../../engine/ports.ts';
import type { Reach, TargetReach } from '../../engine/rollback/verify-ports.ts';
import type { Connection } from '../../kubernetes/connection.ts';
import { isLostRace } from '../../kubernetes/errors.ts';
import type { K8sObject } from '../../kubernetes/objects.ts';
import { explained } from '../../kubernetes/problems.ts';
import { type Target, targetKey } from '../../model/catalog.ts';
import type { Rehearsal } from '../../model/dry-run.ts';
import type { Outlook } from '../../model/release-view.ts';
import type { KeptVersion, Revision } from '../../model/rollback.ts';
import type { TargetSnapshot } from '../../model/snapshot.ts';
import { autoscalerOf } from './autoscaler.ts';
import type { TargetFacts } from './facts.ts';
import { find, keep } from './history.ts';
import { named, namedHolder } from './kept.ts';
import { type Move, requestOf } from './moves.ts';
import { NamespaceView, type RememberedPod } from './namespace-view.ts';
import { FIELD_MANAGER } from './objects.ts';
import { outlookOf } from './outlook.ts';
import { reachOf } from './reach.ts';
import { rehearsed } from './rehearsal.ts';
import { snapshotOf } from './snapshot.ts';
import { steer } from './steer.ts';
import type { Steer } from './steering.ts';
import { Trail } from './trail.ts';

export interface ArgoDriverOptions {
  readonly connections: Readonly<Record<string, Connection>>;
  readonly onError: (where: string, error: unknown) => void;
  readonly now?: () => number;
}

interface Followed {
  readonly target: Target;
  readonly changed: Set<() => void>;
  /** Of the snapshot that was told of last. */
  fingerprint: string;
}

export class ArgoDriver implements TargetDriver, TargetActor, TargetHistory, TargetRehearsal, TargetReach, TargetScale {
  readonly #options: ArgoDriverOptions;
  readonly #now: () => number;
  readonly #views = new Map<string, NamespaceView>();
  readonly #followed = new Map<string, Followed>();

  constructor(options: ArgoDriverOptions) {
    this.#options = options;
    this.#now = options.now ?? Date.now;
  }

  /** Resolves when the first lists of every namespace are in that was not watched already. */
  async start(targets: readonly Target[]): Promise<void> {
    const starting = new Set<NamespaceView>();
    for (const target of targets) starting.add(this.#ensureView(target));
    await Promise.all([...starting].map((view) => view.start()));
  }

  /** Stops the watches on every namespace that has none of these targets. */
  keepTo(targets: readonly Target[]): void {
    const wanted = new Set(targets.map(viewKey));
    for (const [key, view] of this.#views) {
      if (wanted.has(key)) continue;
      view.stop();
      this.#views.delete(key);
    }
  }

  stop(): void {
    for (const view of this.#views.values()) view.stop();
  }

  /** A cluster stopped or started to answer: its watches are started over, or what they say is marked old. */
  reachable(cluster: string): void {
    for (const [key, view] of this.#views) if (key.startsWith(`${cluster}/`)) view.renew();
  }

  follow(target: Target, changed: () => void): () => void {
    const key = targetKey(target);
    const followed = this.#followed.get(key) ?? { target, changed: new Set(), fingerprint: '' };
    this.#followed.set(key, followed);
    followed.changed.add(changed);
    this.#refresh(followed);
    return () => {
      followed.changed.delete(changed);
      if (followed.changed.size === 0) this.#followed.delete(key);
    };
  }

  latest(target: Target): TargetSnapshot | null {
    const facts = this.#views.get(viewKey(target))?.facts(target) ?? null;
    return facts === null ? null : snapshotOf(facts);
  }

  /** The pods of a target that memory knows; null when it knows nothing of the target. */
  remembered(target: Target): readonly RememberedPod[] | null {
    const view = this.#views.get(viewKey(target));
    const facts = view?.facts(target) ?? null;
    return view === undefined || facts === null ? null : view.pods(new Set(facts.replicaSets.map(({ hash }) => hash)));
  }

  async read(target: Target): Promise<TargetSnapshot> {
    return snapshotOf(await this.#read(target));
  }

  keep(target: Target): Promise<{ kept: KeptVersion; found: string }> {
    return keep(this.#view(target), target);
  }

  revisions(target: Target): readonly Revision[] {
    const sets = this.#views.get(viewKey(target))?.facts(target)?.replicaSets ?? [];
    return sets
      .map(({ hash, revision, images }) => ({ hash, revision, image: images[target.container] ?? '' }))
      .sort((a, b) => b.revision - a.revision);
  }

  find(target: Target, match: (version: Revision) => boolean): Promise<KeptVersion | null> {
    return find(this.#view(target), target, match);
  }

  outlook(target: Target, goal: Goal & { verb: 'rollback' }): Outlook {
    return outlookOf(goal, this.#view(target).facts(target), this.#now());
  }

  pursue(target: Target, goal: Goal): Pursuit {
    const trail = new Trail(this.#now());
    return { pass: () => this.#pass(target, goal, trail) };
  }

  async rehearse(target: Target, goal: Goal): Promise<Rehearsal> {
    const facts = await this.#read(target);
    try {
      return await rehearsed(this.#connection(target), facts, goal, this.#now());
    } catch (error) {
      throw explained(error, named(target));
    }
  }

  async autoscaler(target: Target): Promise<Autoscaler | null> {
    try {
      return await autoscalerOf(this.#connection(target), target);
    } catch (error) {
      throw explained(error, `the HorizontalPodAutoscalers of ${named(target)}`);
    }
  }

  async reach(target: Target): Promise<Reach> {
    const facts = await this.#read(target);
    try {
      return await reachOf(this.#connection(target), facts);
    } catch (error) {
      throw explained(error, named(target));
    }
  }

  async #pass(target: Target, goal: Goal, trail: Trail): Promise<Pass> {
    const remembered = this.#view(target).facts(target);
    const urgent = goal.verb === 'rollback';
    const facts = remembered?.live ? remembered : await this.#read(target);
    let next = steer(goal, facts, trail, this.#now());
    if (next.do === 'move' && next.move.name !== 'nudge' && !urgent && facts === remembered) {
      next = steer(goal, await this.#read(target), trail, this.#now());
    }
    if (next.do === 'move') {
      if (await this.#perform(target, next.move, trail)) return { came: 'acted', move: next.move.name };
      // A lost race: the object is not what it was. Decide once more on what it is now.
      next = steer(goal, await this.#read(target), trail, this.#now());
      if (next.do === 'move') {
        const done = await this.#perform(target, next.move, trail);
        return done ? { came: 'acted', move: next.move.name } : { came: 'waiting', for: 'effect', againMs: 100 };
      }
    }
    switch (next.do) {
      case 'done':
        return { came: 'done' };
      case 'wait':
        if (next.for === 'pods') trail.excuse(this.#now());
        return waiting(next, this.#view(target).facts(target));
      case 'impossible':
        return { came: 'impossible', why: next.why };
    }
  }

  /** False when the write lost a race. */
  async #perform(target: Target, move: Move, trail: Trail): Promise<boolean> {
    const { path, contentType, body } = requestOf(target, move);
    trail.record(move, this.#now());
    try {
      const query = { fieldManager: FIELD_MANAGER };
      const answer = await this.#connection(target).request<K8sObject>('PATCH', path, { body, contentType, query });
      this.#view(target).learn(answer);
      return true;
    } catch (error) {
      if (isLostRace(error)) return false;
      throw explained(error, 'place' in move ? namedHolder(target, move.place) : named(target));
    }
  }

  async #read(target: Target): Promise<TargetFacts> {
    try {
      return await this.#view(target).read(target);
    } catch (error) {
      throw explained(error, named(target));
    }
  }

  #connection(target: Target): Connection {
    const connection = this.#options.connections[target.cluster];
    if (connection === undefined) throw new Error(`no connection to cluster ${target.cluster}`);
    return connection;
  }

  #view(target: Target): NamespaceView {
    const view = this.#views.get(viewKey(target));
    if (view === undefined) throw new Error(`${named(target)} is not followed`);
    return view;
  }

  /** The view of the target's namespace, in which it counts as a target from now on. */
  #ensureView(target: Target): NamespaceView {
    const key = viewKey(target);
    const view = this.#views.get(key) ?? this.#openView(target, key);
    view.add(target.name);
    return view;
  }

  #openView(target: Target, key: string): NamespaceView {
    let scheduled = false;
    const view = new NamespaceView(this.#connection(target), target.namespace, {
      changed: () => {
        if (scheduled) return;
        scheduled = true;
        // One look after a burst of events: a list arrives object by object.
        setImmediate(() => {
          scheduled = false;
          for (const followed of this.#followed.values()) {
            if (viewKey(followed.target) === key) this.#refresh(followed);
          }
        });
      },
      error: (kind, error) => this.#options.onError(`${key} ${kind}`, error),
    });
    this.#views.set(key, view);
    return view;
  }

  #refresh(followed: Followed): void {
    const fingerprint = JSON.stringify(this.latest(followed.target));
    if (fingerprint === followed.fingerprint) return;
    followed.fingerprint = fingerprint;
    for (const changed of followed.changed) changed();
  }
}

/** A controller that finds the Rollout invalid does nothing with it, and says why. */
function waiting({ for: reason, againMs }: Steer & { do: 'wait' }, facts: TargetFacts | null): Pass {
  const says = reason === 'controller' ? (facts?.rollout.invalidSpec ?? null) : null;
  return { came: 'waiting', for: reason, againMs, ...(says === null ? {} : { says }) };
}

function viewKey({ cluster, namespace }: Target): string {
  return `${cluster}/${namespace}`;
}
