/** A rollback on the card: who pressed, which way it goes, and its clock. */
import type { KnownBlock } from '@slack/types';
import { type Hindrance, hindrancesOf } from '../../model/hindrance.ts';
import type { ReleaseView } from '../../model/release-view.ts';
import type { Rollback, RollbackClock } from '../../model/rollback.ts';
import { section } from '../blocks.ts';
import { change } from '../images.ts';
import { actor, because, byAlert } from '../people.ts';
import { free, lines } from '../text.ts';
import { between, duration, moment } from '../time.ts';
import { mechanismWords } from '../words/rollback.ts';

const HINDRANCES_SHOWN = 3;

export function rollbackUnderWay(rollback: Rollback): KnownBlock | null {
  const way = mechanismWords(rollback.mechanism);
  const from = rollback.cause === 'drill' ? null : rollback.from.image;
  const head = `:rewind: *Rollback* ${change(from, rollback.to.image)} ${rollbackBy(rollback)}`;
  return section('rollback', [head, ...(way === null ? [] : [`How: ${way}`]), clock(rollback.clock)].join('\n'));
}

/** What the cluster refuses, and what to do about it; null when nothing keeps the rollback up now. */
export function hindrance({ release }: ReleaseView): KnownBlock | null {
  const all = release.status === null ? [] : hindrancesOf(release.status);
  if (all.length === 0) return null;
  const title = ':no_entry: *The rollback does not get on.* It is tried every few seconds, and goes on by itself.';
  return section('hindrance', `${title}\n${lines(all.map(hindranceWords), HINDRANCES_SHOWN, 'refusals')}`);
}

export function hindranceWords({ why, hint }: Hindrance): string {
  return `${free(why, 500)} ${free(hint, 300)}`;
}

/** `by @ann: errors at checkout`, or `by alert HighErrorRate`. */
export function rollbackBy({ by, cause, reason }: Rollback): string {
  if (cause === 'alert') return byAlert(reason);
  if (cause === 'drill' && by.kind === 'engine') return 'as rehearsed';
  const how = cause === 'rejected' ? 'after a rejection by' : 'by';
  return `${how} ${actor(by)}${because(reason)}`;
}

/** On the card until a second person has looked. */
export function acknowledgementWanted({ release, environment }: ReleaseView): KnownBlock | null {
  const rollback = release.status?.rollback ?? null;
  if (rollback?.acknowledgement === undefined || rollback.acknowledgement.given !== null) return null;
  const who = rollback.cause === 'alert' ? null : actor(rollback.by);
  const passed = environment.access.approvals > 0 ? ', past the approvals that a release needs here' : '';
  const by = who === null ? 'a person: an alert rolled it back' : `somebody other than ${who}, who rolled back`;
  return section('acknowledgement', `:eyes: *To be acknowledged* by ${by}${passed}`);
}

/** Null while nobody has, and where nobody was asked. */
export function acknowledgedBy(rollback: Rollback | null): string | null {
  const given = rollback?.acknowledgement?.given ?? null;
  return given === null ? null : `acknowledged by ${actor(given.by)}${because(given.reason)}`;
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
