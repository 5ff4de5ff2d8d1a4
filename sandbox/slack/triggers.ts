/** Trigger ids: the permission to open one modal for one person within three seconds, once. */

export type TriggerProblem = 'invalid_trigger_id' | 'expired_trigger_id' | 'exchanged_trigger_id';

export const TRIGGER_LIFE_MS = 3000;

export class TriggerDesk {
  readonly #issued = new Map<string, { user: string; at: number; used: boolean }>();
  readonly #now: () => number;

  constructor(now: () => number) {
    this.#now = now;
  }

  issue(user: string): string {
    const id = `${this.#issued.size + 1}.${Math.floor(this.#now())}.trigger`;
    this.#issued.set(id, { user, at: this.#now(), used: false });
    return id;
  }

  /** Whose screen it opens. A trigger that is refused is not used up. */
  exchange(id: string): { user: string } | { problem: TriggerProblem } {
    const trigger = this.#issued.get(id);
    if (!trigger) return { problem: 'invalid_trigger_id' };
    if (trigger.used) return { problem: 'exchanged_trigger_id' };
    if (this.#now() - trigger.at > TRIGGER_LIFE_MS) return { problem: 'expired_trigger_id' };
    trigger.used = true;
    return { user: trigger.user };
  }
}
