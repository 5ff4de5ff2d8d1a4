/** What a button carries and brings back. It comes from outside when pressed, so it is parsed strictly. */
import * as z from 'zod';
import type { Basis } from '../model/decision.ts';
import { LIMITS } from './limits.ts';

/** A press on something that a card offers, bound to what the card showed. */
export interface OfferPress {
  readonly release: string;
  readonly basis: Basis;
}

/** A press that rolls back. `from` is the hash of the version to leave, `to` the version to bring back. */
export interface RollbackPress {
  readonly release: string | null;
  readonly service: string;
  readonly environment: string;
  readonly from: string | null;
  /** Absent means: the version that ran before. */
  readonly to?: string | undefined;
  /** What was given as a reason when the plan was asked for. */
  readonly reason?: string | undefined;
}

export type Press = OfferPress | RollbackPress;

export function isRollbackPress(press: Press): press is RollbackPress {
  return 'service' in press;
}

const name = z.string().min(1).max(253);
const hash = z.string().min(1).max(63).nullable();

export const offerPress = z.strictObject({
  release: name,
  basis: z.strictObject({
    hash,
    step: z.int().min(0).nullable(),
    pausedSince: z.string().min(1).max(40).nullable(),
  }),
});

export const rollbackPress = z.strictObject({
  release: name.nullable(),
  service: name,
  environment: name,
  from: hash,
  to: z.string().min(1).max(500).optional(),
  reason: z.string().min(1).max(500).optional(),
});

const press = z.union([offerPress, rollbackPress]);

export function pressValue(value: Press): string {
  return JSON.stringify(value);
}

/** Null for anything that no button of ours carries. */
export function parsePressValue(text: string): Press | null {
  if (text.length > LIMITS.buttonValue) return null;
  try {
    return press.safeParse(JSON.parse(text)).data ?? null;
  } catch {
    return null;
  }
}
