/** What a destination is handed. */

import { destinationNamed } from '../../../src/drivers/outward/index.ts';
import type { Destination, Outcome, Parcel } from '../../../src/engine/notices/ports.ts';
import type { NoticeSpec } from '../../../src/model/notice.ts';
import { OCCASIONS } from '../../../src/model/notice.ts';
import type { Via } from '../../../src/model/outward.ts';
import { notice, noticeSpec } from '../../views/notice-fixtures.ts';

export const NOW = new Date('2026-05-04T12:00:10.500Z');

export function parcel(spec: Partial<NoticeSpec> = {}, more: Partial<Omit<Parcel, 'notice'>> = {}): Parcel {
  const made = { isOver: false, channel: 'C0INC', bridge: 'https://meet.example.com/x', ...more };
  return { notice: notice({ spec: noticeSpec(spec) }), ...made };
}

export const RELEASED: Partial<NoticeSpec> = {
  occasion: 'release.completed',
  about: 'shop-production-mm90chs0',
  image: 'ghcr.io/acme/shop:2.0.0',
  reason: 'Faster checkout',
};

/** A destination by this way, with these environment variables. */
export function destination(
  via: Via,
  variables: Readonly<Record<string, string>>,
  errors: unknown[] = [],
): Destination {
  const rules = { name: 'there', via, occasions: OCCASIONS, services: null, environments: null };
  const parts = {
    variables: (name: string) => variables[name],
    now: () => NOW,
    onError: (e: unknown) => errors.push(e),
  };
  const found = destinationNamed('there', { destinations: [rules], giveUpAfterMs: 1, oncall: null }, parts);
  if (found === null) throw new Error('it is not there');
  return found;
}

export function deliver(to: Destination, given: Parcel): Promise<Outcome> {
  return to.deliver(given, new AbortController().signal);
}
