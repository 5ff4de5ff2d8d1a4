/** Failures that people switch on and off behind the scenes. */
import { z } from 'zod';
import type { Fault, FaultHandle, SlackWorkspace } from '../slack/index.ts';
import type { FaultName, ProgramState, Trouble } from './shape.ts';

/** The built program, as far as it may be disturbed. */
export interface ProgramControls {
  readonly state: ProgramState;
  /** The newest lines that it logged, oldest first. */
  readonly log: readonly string[];
  /** While it is frozen it answers nobody, and goes on later as if nothing had been. */
  freeze(on: boolean): void;
  /** Killed without a chance to tidy up, and started again. */
  restart(): Promise<void>;
  onChange(look: () => void): () => void;
}

export const troubleSchema = z.discriminatedUnion('do', [
  z.strictObject({ do: z.literal('fault'), name: z.enum(['rateLimit', 'slow', 'errors']), on: z.boolean() }),
  z.strictObject({ do: z.literal('down'), on: z.boolean() }),
  z.strictObject({ do: z.literal('disconnect') }),
  z.strictObject({ do: z.literal('freeze'), on: z.boolean() }),
  z.strictObject({ do: z.literal('restart') }),
]);

const ALWAYS = { times: Number.MAX_SAFE_INTEGER };
const STRIKES: Readonly<Record<FaultName, Fault>> = {
  rateLimit: { retryAfter: 3, ...ALWAYS },
  slow: { delayMs: 2000, ...ALWAYS },
  errors: { status: 500, ...ALWAYS },
};

export class Troubles {
  readonly #slack: SlackWorkspace;
  readonly #program: ProgramControls | null;
  readonly #on = new Map<FaultName, FaultHandle>();
  isDown = false;

  constructor(slack: SlackWorkspace, program: ProgramControls | null) {
    this.#slack = slack;
    this.#program = program;
  }

  get faults(): FaultName[] {
    return [...this.#on.keys()];
  }

  /** Throws, in words for the person, when it cannot be done now. */
  async cause(trouble: Trouble): Promise<void> {
    const { driver, workspace } = this.#slack;
    switch (trouble.do) {
      case 'fault':
        this.#switch(trouble.name, trouble.on);
        break;
      case 'down':
        this.isDown = trouble.on;
        if (trouble.on) driver.down();
        else driver.up();
        break;
      case 'disconnect':
        driver.disconnect('refresh_requested');
        break;
      case 'freeze':
        this.#program?.freeze(trouble.on);
        break;
      case 'restart':
        await this.#program?.restart();
        break;
    }
    workspace.changed();
  }

  #switch(name: FaultName, on: boolean): void {
    this.#on.get(name)?.clear();
    this.#on.delete(name);
    if (on) this.#on.set(name, this.#slack.driver.fault(STRIKES[name]));
  }
}
