import { describe, expect, test } from '@jest/globals';
import { Replays } from '../../src/slack/replays.ts';

const NOW = Date.parse('2026-03-02T10:00:00Z');
const SECOND = 1_000;
const MINUTE = 60 * SECOND;

function signed(signature: string, sentAt = NOW) {
  return { 'x-slack-signature': `v0=${signature}`, 'x-slack-request-timestamp': String(sentAt / SECOND) };
}

describe('a signed request', () => {
  test('is in no doubt the first time', () => {
    expect(new Replays().doubt(signed('a'), NOW)).toBeNull();
  });

  test('is in no doubt beside others', () => {
    const replays = new Replays();
    for (let n = 0; n < 100; n++) expect(replays.doubt(signed(`${n}`), NOW)).toBeNull();
  });

  test.each([
    { name: 'at once', later: 0 },
    { name: 'just before its signature runs out', later: 5 * MINUTE },
    { name: 'after others came', later: MINUTE },
  ])('is replayed when it comes again $name', ({ later }) => {
    const replays = new Replays();
    replays.doubt(signed('a'), NOW);
    for (let n = 0; n < 1_000; n++) replays.doubt(signed(`${n}`, NOW + later), NOW + later);
    expect(replays.doubt(signed('a'), NOW + later)).toBe('replayed');
  });

  test('with a clock ahead stays remembered until its own time has run out', () => {
    const replays = new Replays();
    const ahead = NOW + 4 * MINUTE;
    expect(replays.doubt(signed('a', ahead), NOW)).toBeNull();
    replays.doubt(signed('b', NOW + 8 * MINUTE), NOW + 8 * MINUTE);
    expect(replays.doubt(signed('a', ahead), NOW + 8 * MINUTE)).toBe('replayed');
  });

  test.each([
    { name: 'six minutes ahead', headers: signed('a', NOW + 6 * MINUTE), doubt: 'from the future' },
    { name: 'five minutes ahead', headers: signed('a', NOW + 5 * MINUTE), doubt: null },
    { name: 'of no time at all', headers: { 'x-slack-signature': 'v0=a' }, doubt: 'from the future' },
    {
      name: 'of a time that is no number',
      headers: { 'x-slack-signature': 'v0=a', 'x-slack-request-timestamp': 'soon' },
      doubt: 'from the future',
    },
  ])('$name is in doubt: $doubt', ({ headers, doubt }) => {
    expect(new Replays().doubt(headers, NOW)).toBe(doubt);
  });

  test('is remembered in bounded memory', () => {
    const replays = new Replays();
    for (let n = 0; n < 60_000; n++) replays.doubt(signed(`${n}`), NOW);
    expect(replays.doubt(signed('59999'), NOW)).toBe('replayed');
    expect(replays.doubt(signed('0'), NOW)).toBeNull();
  });
});
