import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { nextRoomName, roomName } from '../../src/slack/incident/room-name.ts';

const shop = { service: 'shop', environment: 'production' };
const DAY = '2026-11-21T03:04:05.000Z';

test('a channel is called by its day, service and environment', () => {
  expect(roomName(shop, DAY, 1)).toBe('inc-2026-11-21-shop-production');
});

test('a name that is taken is followed by the next number', () => {
  const names = ['inc-2026-11-21-shop-production'];
  for (let n = 0; n < 3; n++) names.push(nextRoomName(shop, names.at(-1) ?? '', DAY));
  expect(names.slice(1)).toEqual([2, 3, 4].map((n) => `inc-2026-11-21-shop-production-${n}`));
});

test('a service whose name ends in a number is not taken for a second try', () => {
  const api = { service: 'api', environment: 'stage-2' };
  expect(nextRoomName(api, roomName(api, DAY, 1), DAY)).toBe('inc-2026-11-21-api-stage-2-2');
});

test('every name is one that Slack takes', () => {
  const label = fc.stringMatching(/^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/);
  fc.assert(
    fc.property(label, label, fc.integer({ min: 1, max: 20 }), (service, environment, attempt) => {
      expect(roomName({ service, environment }, DAY, attempt)).toMatch(/^(?=.{1,80}$)inc-[a-z0-9_-]+$/);
    }),
  );
});
