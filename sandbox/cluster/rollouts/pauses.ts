/** What becomes of pauses and of an abort in one pass (`rollout/pause.go`). */
import { timestamp } from '../objects.ts';
import { milliseconds } from './durations.ts';
import type { PauseCondition, Rollout, RolloutStatus } from './kinds.ts';
import { BLUE_GREEN_PAUSE, CANARY_PAUSE, INCONCLUSIVE_PAUSE } from './names.ts';

export class Pauses {
  readonly #rollout: Rollout;
  readonly #now: number;
  readonly #added: string[] = [];
  readonly #removed: string[] = [];
  #cleared = false;
  #aborted = false;
  #unaborted = false;
  abortMessage = '';

  constructor(rollout: Rollout, now: number) {
    this.#rollout = rollout;
    this.#now = now;
  }

  get hasAdded(): boolean {
    return this.#added.length > 0;
  }

  get isAborted(): boolean {
    return !this.#unaborted && (this.#aborted || this.#rollout.status?.abort === true);
  }

  abort(message: string): void {
    this.#aborted = true;
    this.abortMessage = message;
  }

  removeAbort(): void {
    this.#unaborted = true;
  }

  add(reason: string): void {
    this.#added.push(reason);
  }

  remove(reason: string): void {
    this.#removed.push(reason);
  }

  clear(): void {
    this.#cleared = true;
  }

  /** An abort ends all pauses. The controller's own mark stays as long as there is a pause. */
  writeTo(next: RolloutStatus): void {
    const { status = {} } = this.#rollout;
    delete next.abort;
    delete next.abortedAt;
    if (this.#aborted || (!this.#unaborted && status.abort === true)) {
      next.abort = true;
      next.abortedAt = status.abortedAt ?? timestamp(this.#now);
      return;
    }
    if (this.#cleared) return;
    const known = status.pauseConditions ?? [];
    const kept = known.filter(({ reason }) => !this.#removed.includes(reason));
    const fresh = this.#added.filter((reason) => !known.some((each) => each.reason === reason));
    const pauses = [...kept, ...fresh.map((reason) => ({ reason, startTime: timestamp(this.#now) }))];
    if (pauses.length === 0) return;
    next.controllerPause = fresh.length > 0 || status.controllerPause === true;
    next.pauseConditions = pauses;
  }

  /** Somebody has gone on with it, or its time is over. */
  isCanaryPauseOver(duration: number | string | undefined): boolean {
    const pause = pauseOf(this.#rollout, CANARY_PAUSE);
    if (pause === undefined) return this.#rollout.status?.controllerPause === true;
    return duration !== undefined && pauseEnd(pause, milliseconds(duration) ?? 0) < this.#now;
  }

  isBlueGreenPauseOver(): boolean {
    const { spec, status = {} } = this.#rollout;
    const { autoPromotionEnabled = true, autoPromotionSeconds = 0 } = spec.strategy?.blueGreen ?? {};
    if (this.hasAdded) return false;
    if (status.blueGreen?.scaleUpPreviewCheckPoint === true) return true;
    const pause = pauseOf(this.#rollout, BLUE_GREEN_PAUSE);
    if (!autoPromotionEnabled) return status.controllerPause === true && pause === undefined;
    if (autoPromotionSeconds === 0) return true;
    return pause !== undefined && pauseEnd(pause, autoPromotionSeconds * 1_000) < this.#now;
  }
}

export function pauseOf({ status }: Rollout, reason: string): PauseCondition | undefined {
  return status?.pauseConditions?.find((each) => each.reason === reason);
}

/** Milliseconds since 1970 at which a pause of this length is over. */
export function pauseEnd({ startTime }: PauseCondition, lengthMs: number): number {
  return Date.parse(startTime) + lengthMs;
}

/** Somebody, or an analysis without a result, holds everything back (`haltProgress`). */
export function isHalted(rollout: Rollout): boolean {
  return rollout.spec.paused === true || pauseOf(rollout, INCONCLUSIVE_PAUSE) !== undefined;
}
