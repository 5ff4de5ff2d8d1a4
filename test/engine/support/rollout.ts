/**
 * A canary and its controller in a few lines: set 20 %, wait, set 60 %, wait, done. `tick` is one reconcile of the
 * controller. Writes are guarded as the real ones are, and counted.
 */
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
} from '../../../src/engine/ports.ts';
import type { Target } from '../../../src/model/catalog.ts';
import type { Rehearsal } from '../../../src/model/dry-run.ts';
import type { Outlook } from '../../../src/model/release-view.ts';
import type { KeptVersion, Revision } from '../../../src/model/rollback.ts';
import type { TargetSnapshot } from '../../../src/model/snapshot.ts';
import { IMAGE, TARGET, updating, version } from './situations.ts';

const STEPS = 4;
const isPause = (step: number) => step === 1 || step === 3;

export const hashOf = (image: string) => `h-${image.split(':')[1]}`;
/** What a drill marks is another version of the same image. */
export const drilled = (hash: string) => `${hash}-drill`;
const imageOf = (hash: string) => `${IMAGE}:${hash.slice(2).replace(/-drill$/, '')}`;
const templateOf = (image: string) => JSON.stringify({ image });

const ACTED = (move: string): Pass => ({ came: 'acted', move });
const DONE: Pass = { came: 'done' };
const WAITING: Pass = { came: 'waiting', for: 'effect', againMs: 50 };
const impossible = (why: string): Pass => ({ came: 'impossible', why });

export class SimRollout {
  image = `${IMAGE}:1.0.0`;
  desired = hashOf(this.image);
  stable = this.desired;
  /** No version was ever healthy. */
  isFirst = false;
  traffic = this.stable;
  weight = 0;
  step = STEPS;
  observed = true;
  pausedByUser = false;
  pause: string | null = null;
  cleared = false;
  abort = false;
  abortSeen = false;
  full = false;
  /** Times of the restart that is wanted and of the last one that was done. */
  restartAt: string | null = null;
  restartedAt: string | null = null;
  /** Mark of a drill in the template. */
  mark: string | null = null;
  /** Its pods crash. */
  troubled = false;
  /** Pods that are wanted, and that are available. */
  pods = 2;
  podsUp = 2;
  /** True when it is on a preview: the steps give it no weight. */
  unserved = false;
  /** Every write of ours, in order. */
  readonly writes: string[] = [];
  manager = 'rollbridge';
  readonly listeners = new Set<() => void>();
  #seconds = 0;

  get settled(): boolean {
    return this.observed && this.desired === this.stable && this.traffic === this.stable && this.weight === 0;
  }

  get wanted(): string {
    return this.mark === null ? hashOf(this.image) : drilled(hashOf(this.image));
  }

  get unheeded(): TargetSnapshot['unheeded'] {
    if (this.desired === this.stable) return null;
    if (this.abort) return this.abortSeen ? null : 'abort';
    if (this.abortSeen) return 'retry';
    return this.cleared && this.pause === null && !this.pausedByUser ? 'promote' : null;
  }

  /** Somebody edits the spec. */
  set(image: string): void {
    if (image === this.image) return;
    this.image = image;
    this.observed = false;
    this.manager = 'argocd-controller';
    this.#changed();
  }

  /** Somebody else changes something. */
  elsewhere(change: (rollout: this) => void): void {
    change(this);
    this.#changed();
  }

  write(what: string, change: () => void): void {
    this.writes.push(what);
    this.manager = 'rollbridge';
    change();
    this.#changed();
  }

  /** One reconcile; false when there is nothing to do. */
  tick(): boolean {
    const acted = this.#reconcile();
    if (acted) this.#changed();
    return acted;
  }

  #reconcile(): boolean {
    if (!this.observed) return this.#pickUp();
    if (this.podsUp !== this.pods) {
      this.podsUp = this.pods;
      return true;
    }
    if (this.abort && !this.abortSeen) {
      Object.assign(this, { abortSeen: true, weight: 0, step: 0, pause: null, cleared: false });
      return true;
    }
    if (!this.abort && this.abortSeen) {
      this.abortSeen = false;
      return true;
    }
    if (this.restartAt !== this.restartedAt) {
      this.restartedAt = this.restartAt;
      return true;
    }
    if (this.abort || this.pausedByUser) return false;
    if (this.desired === this.stable) return this.#moveTraffic();
    if (this.full) return this.#advance(STEPS);
    if (isPause(this.step) && !this.cleared) {
      if (this.pause !== null) return false;
      this.pause = new Date(Date.UTC(2026, 4, 4, 11, 0, ++this.#seconds)).toISOString();
      return true;
    }
    return this.#advance(this.step + 1);
  }

  #pickUp(): boolean {
    this.observed = true;
    if (this.wanted === this.desired) return true;
    Object.assign(this, { desired: this.wanted, pause: null, cleared: false, full: false });
    Object.assign(this, { abort: false, abortSeen: false, weight: this.desired === this.traffic ? 0 : this.weight });
    this.step = this.desired === this.stable ? STEPS : 0;
    return true;
  }

  #advance(step: number): boolean {
    this.step = step;
    this.pause = null;
    this.cleared = false;
    this.weight = this.unserved ? 0 : step >= 3 ? 60 : 20;
    if (step >= STEPS) Object.assign(this, { stable: this.desired, full: false });
    return true;
  }

  /** The stable version is the wanted one before the traffic is there. */
  #moveTraffic(): boolean {
    if (this.settled) return false;
    Object.assign(this, { traffic: this.stable, weight: 0 });
    return true;
  }

  #changed(): void {
    for (const listener of [...this.listeners]) listener();
  }

  snapshot(): TargetSnapshot {
    const updatingNow = this.desired !== this.stable;
    const pause = this.pausedByUser
      ? ({ reason: 'user', since: null, until: null } as const)
      : this.pause === null
        ? null
        : ({ reason: 'step', since: this.pause, until: null } as const);
    return updating({
      phase: !this.observed
        ? 'Unobserved'
        : this.abort || this.abortSeen
          ? 'Aborted'
          : pause !== null
            ? 'Paused'
            : updatingNow
              ? 'Progressing'
              : 'Healthy',
      desiredHash: this.observed ? this.desired : null,
      stableHash: this.isFirst ? null : this.stable,
      image: this.image,
      manager: this.manager,
      settled: this.settled,
      restart: { wanted: this.restartAt, done: this.restartedAt, renewed: null },
      unheeded: this.unheeded,
      steps: { index: this.step, count: STEPS },
      weight: { set: this.weight, actual: this.weight },
      pause,
      waitsUnserved: this.unserved,
      troubles: this.troubled ? [{ pod: 'shop-1', hash: this.desired, reason: 'CrashLoopBackOff', message: null }] : [],
      replicas: {
        desired: this.pods,
        current: this.podsUp,
        updated: this.podsUp,
        ready: this.podsUp,
        available: this.podsUp,
      },
      versions: [...new Set([this.desired, this.stable])].map((hash) => version(hash, { image: imageOf(hash) })),
      traffic: [
        { hash: this.traffic, percent: 100 - this.weight },
        ...(this.weight > 0 ? [{ hash: this.desired, percent: this.weight }] : []),
      ],
    });
  }
}

/** One process's view of the rollout, through the engine's ports. */
export class SimDriver implements TargetDriver, TargetActor, TargetHistory, TargetRehearsal, TargetScale {
  readonly rollout: SimRollout;
  step: (what: string) => Promise<void>;
  /** While set, memory shows this and nothing newer, and says so. */
  remembered: TargetSnapshot | null = null;

  constructor(rollout: SimRollout, step: (what: string) => Promise<void> = () => Promise.resolve()) {
    this.rollout = rollout;
    this.step = step;
  }

  follow(_target: Target, changed: () => void): () => void {
    this.rollout.listeners.add(changed);
    return () => this.rollout.listeners.delete(changed);
  }

  latest(): TargetSnapshot | null {
    return this.remembered ?? this.rollout.snapshot();
  }

  async read(): Promise<TargetSnapshot> {
    await this.step('read');
    return this.rollout.snapshot();
  }

  async keep(): Promise<{ kept: KeptVersion; found: string }> {
    await this.step('keep');
    return { kept: this.#version(this.rollout.stable), found: this.rollout.image };
  }

  revisions(): readonly Revision[] {
    const known = [this.rollout.desired, this.rollout.stable, 'h-0.9.0'];
    return [...new Set(known)].map((hash) => this.#version(hash)).sort((a, b) => (b.revision ?? 0) - (a.revision ?? 0));
  }

  async find(_target: Target, match: (version: Revision) => boolean): Promise<KeptVersion | null> {
    await this.step('find');
    const hashes = ['h-3.0.0', 'h-2.0.0', 'h-1.0.0', 'h-0.9.0'];
    return hashes.map((hash) => this.#version(hash)).find(match) ?? null;
  }

  outlook(): Outlook {
    return { mechanism: 'abort-canary', expectedMs: 150, caveats: [] };
  }

  /** What sets the number of pods beside the spec. */
  scaler: Autoscaler | null = null;

  autoscaler(): Promise<Autoscaler | null> {
    return Promise.resolve(this.scaler);
  }

  /** Null is what the API server would accept. */
  refusal: string | null = null;

  rehearse(_target: Target, goal: Goal): Promise<Rehearsal> {
    const write = { what: `patch for ${goal.verb}`, accepted: this.refusal === null, said: this.refusal };
    return Promise.resolve({ course: { strategy: 'canary', steps: [] }, write, why: null, rights: [] });
  }

  pursue(_target: Target, goal: Goal): Pursuit {
    return {
      pass: async () => {
        await this.step(`pass ${goal.verb}`);
        const before = this.rollout.writes.length;
        const pass = this.#pass(goal);
        if (this.rollout.writes.length > before) await this.step(`passed ${goal.verb}`);
        return pass;
      },
    };
  }

  #version(hash: string): KeptVersion {
    const image = imageOf(hash);
    return { hash, revision: Number(hash.slice(2, 3)), image, template: templateOf(image) };
  }

  #pass(goal: Goal): Pass {
    switch (goal.verb) {
      case 'start':
        return this.#start(goal);
      case 'promote':
        return this.#promote(goal.basis);
      case 'promoteFull':
        return this.#promoteFull(goal.hash);
      case 'pause':
      case 'resume':
        return this.#paused(goal.verb === 'pause');
      case 'abort':
        return this.#abort(goal.hash);
      case 'rollback':
        return this.#rollback(goal);
      case 'retry':
        return this.#retry(goal.hash);
      case 'restart':
        return this.#restart(goal);
      case 'scale':
        return this.#scale(goal);
      case 'drill':
        return this.#drill(goal);
      case 'heed':
        return this.rollout.unheeded === null ? DONE : WAITING;
    }
  }

  #start({ image, found }: Goal & { verb: 'start' }): Pass {
    const { rollout } = this;
    if (rollout.image === image) return rollout.observed && rollout.desired === hashOf(image) ? DONE : WAITING;
    if (rollout.image !== found) return impossible(`the image was changed to ${rollout.image} meanwhile`);
    rollout.write(`set-image ${image}`, () => Object.assign(rollout, { image, observed: false }));
    return ACTED('set-image');
  }

  #promote(basis: (Goal & { verb: 'promote' })['basis']): Pass {
    const { rollout } = this;
    if (!rollout.observed) return WAITING;
    if (rollout.desired !== basis.hash) return impossible('another version is wanted now');
    if (rollout.abort) return impossible('the update was aborted');
    if (rollout.desired === rollout.stable || rollout.step > (basis.step ?? 0)) return DONE;
    if (rollout.cleared) return WAITING;
    if (rollout.pause !== basis.pausedSince) return DONE;
    rollout.write(`promote ${basis.hash} ${rollout.pause}`, () =>
      Object.assign(rollout, { pause: null, cleared: true }),
    );
    return ACTED('clear-pause');
  }

  #promoteFull(hash: string): Pass {
    const { rollout } = this;
    if (!rollout.observed) return WAITING;
    if (rollout.desired !== hash) return impossible('another version is wanted now');
    if (rollout.desired === rollout.stable) return rollout.settled ? DONE : WAITING;
    if (rollout.abort) return impossible('the update was aborted');
    if (rollout.full) return WAITING;
    rollout.write('promote-full', () => Object.assign(rollout, { full: true, pausedByUser: false }));
    return ACTED('promote-full');
  }

  #paused(wanted: boolean): Pass {
    const { rollout } = this;
    if (rollout.pausedByUser === wanted) return DONE;
    rollout.write(wanted ? 'pause' : 'resume', () => Object.assign(rollout, { pausedByUser: wanted }));
    return ACTED('set-paused');
  }

  #abort(hash: string): Pass {
    const { rollout } = this;
    if (!rollout.observed) return WAITING;
    if (rollout.desired !== hash) return impossible('another version is wanted now');
    if (rollout.desired === rollout.stable) return impossible('no update is under way');
    if (rollout.abort) return rollout.abortSeen ? DONE : WAITING;
    rollout.write('abort', () => Object.assign(rollout, { abort: true, pausedByUser: false }));
    return ACTED('abort');
  }

  #retry(hash: string): Pass {
    const { rollout } = this;
    if (!rollout.observed) return WAITING;
    if (rollout.desired !== hash) return impossible('another version is wanted now');
    if (!rollout.abort) return rollout.abortSeen ? WAITING : DONE;
    rollout.write('retry', () => Object.assign(rollout, { abort: false }));
    return ACTED('retry');
  }

  #restart({ hash, at }: Goal & { verb: 'restart' }): Pass {
    const { rollout } = this;
    if (rollout.desired !== hash) return impossible('another version is wanted now');
    if (rollout.restartAt === at) return rollout.restartedAt === at ? DONE : WAITING;
    rollout.write(`restart ${at}`, () => Object.assign(rollout, { restartAt: at }));
    return ACTED('restart');
  }

  #scale({ from, to }: Goal & { verb: 'scale' }): Pass {
    const { rollout } = this;
    if (rollout.pods === to) return rollout.podsUp >= to ? DONE : WAITING;
    if (rollout.pods !== from) return impossible(`${rollout.pods} pods are wanted by somebody else`);
    rollout.write(`scale ${to}`, () => Object.assign(rollout, { pods: to }));
    return ACTED('scale');
  }

  #drill({ image, mark }: Goal & { verb: 'drill' }): Pass {
    const { rollout } = this;
    if (rollout.image !== image) return impossible(`the image was changed to ${rollout.image} meanwhile`);
    if (rollout.mark === mark) return rollout.observed && rollout.desired === rollout.wanted ? DONE : WAITING;
    rollout.write('mark-drill', () => Object.assign(rollout, { mark, observed: false }));
    return ACTED('mark-drill');
  }

  #rollback({ from, to }: Goal & { verb: 'rollback' }): Pass {
    const { rollout } = this;
    if (rollout.image === to.image && rollout.mark === null) {
      if (rollout.settled && rollout.desired === to.hash) return DONE;
      if (!rollout.observed || rollout.full || rollout.desired === rollout.stable) return WAITING;
      rollout.write('promote-full', () => Object.assign(rollout, { full: true, pausedByUser: false }));
      return ACTED('promote-full');
    }
    if (rollout.image !== from.image) return impossible('the wanted version is neither of the two');
    if (rollout.observed && rollout.desired !== rollout.stable) {
      if (!rollout.abort) {
        rollout.write('abort', () => Object.assign(rollout, { abort: true, pausedByUser: false }));
        return ACTED('abort');
      }
      if (!rollout.abortSeen) return WAITING;
    }
    rollout.write(`restore ${to.image}`, () =>
      Object.assign(rollout, { image: to.image, mark: null, observed: false }),
    );
    return ACTED('restore');
  }
}

export { TARGET };
