/** A rollback on the card: who pressed, which way it goes, and its clock. */
import type { KnownBlock } from '@slack/types';
import type { Rollback, RollbackClock } from '../model/release.ts';
import { section } from './blocks.ts';
import { change } from './images.ts';
import { actor, because } from './people.ts';
import { between, duration, moment } from './time.ts';
import { mechanismWords } from './words-rollback.ts';

export function rollbackUnderWay(rollback: Rollback): KnownBlock | null {
  const way = mechanismWords(rollback.mechanism);
  const head = `:rewind: *Rollback* ${change(rollback.from.image, rollback.to.image)} ${rollbackBy(rollback)}`;
  return section('rollback', [head, ...(way === null ? [] : [`How: ${way}`]), clock(rollback.clock)].join('\n'));
}

/** `by @ann: errors at checkout`. */
export function rollbackBy({ by, cause, reason }: Rollback): string {
  const how = cause === 'rejected' ? 'after a rejection by' : 'by';
  return `${how} ${actor(by)}${because(reason)}`;
}

/** Every time counts from the press: that is what the person who pressed waits for. */
export function clock({ pressedAt, acceptedAt, zeroAt, healthyAt }: RollbackClock): string {
  const part = (word: string, at: string | undefined): string => {
    const ms = between(pressedAt, at);
    return ms === null ? `${word} waiting` : `${word} +${duration(ms)}`;
  };
  const pressed = moment(pressedAt);
  return [
    pressed === null ? ':stopwatch: Pressed' : `:stopwatch: Pressed ${pressed}`,
    part('accepted', acceptedAt),
    part('bad version at 0 %', zeroAt),
    part('healthy', healthyAt),
  ].join(' → ');
}
