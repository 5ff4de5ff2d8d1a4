import { describe, expect, test } from '@jest/globals';
import { boundedSpec, boundedStory } from '../../../src/drivers/store/bounds.ts';
import type { Told } from '../../../src/model/story.ts';
import { fullStatus } from './releases-fixture.ts';

function statusWith(events: number, told: number) {
  const story: Told[] = Array.from({ length: events }, (_, n) => ({ at: 'now', what: 'refused', why: String(n) }));
  return { ...fullStatus, story, card: { channel: 'C0DEPLOYS', ts: '1', told, ask: null, drawn: null } };
}

const whys = (story: readonly Told[]) => story.map((event) => (event.what === 'refused' ? event.why : ''));

describe('a story', () => {
  test.each([0, 1, 200, 201])('of %d events is kept whole', (events) => {
    const status = statusWith(events, events);
    expect(boundedStory(status)).toBe(status);
  });

  test('that is longer keeps its first event and its last 200', () => {
    const kept = whys(boundedStory(statusWith(350, 0)).story);
    expect([kept.length, kept[0], kept[1], kept.at(-1)]).toEqual([201, '0', '150', '349']);
  });

  test.each([
    ['nothing was told is told from the beginning', 0, '0'],
    ['the beginning was told goes on with what is left', 1, '150'],
    ['less was told than is left goes on with what is left', 5, '150'],
    ['most was told goes on where it was', 300, '300'],
    ['all was told has nothing to tell', 350, undefined],
  ])('of which %s', (_, told, next) => {
    const { story, card } = boundedStory(statusWith(350, told));
    expect(whys(story.slice(card?.told))[0]).toBe(next);
  });

  test('keeps what is said once, and goes on where it was', () => {
    const status = statusWith(350, 300);
    const once: Told = { at: 'now', what: 'notDelivered', to: 'hooks', why: 'away', hint: '' };
    const { story, card } = boundedStory({ ...status, story: status.story.with(10, once) });
    expect([story.length, story[1]]).toEqual([202, once]);
    expect(whys(story.slice(card?.told))[0]).toBe('300');
  });

  test('without a card is cut all the same', () => {
    expect(boundedStory({ ...statusWith(350, 0), card: null })).toMatchObject({ card: null, story: { length: 201 } });
  });
});

describe('a reason', () => {
  const spec = { service: 'shop', environment: 'production', version: '1' };
  test('of ordinary length is kept', () => {
    expect(boundedSpec({ ...spec, reason: 'x'.repeat(4_000) }).reason).toHaveLength(4_000);
    expect(boundedSpec(spec)).toEqual(spec);
  });
  test('that is too long ends with an ellipsis and never with half a character', () => {
    const { reason = '' } = boundedSpec({ ...spec, reason: '🚀'.repeat(3_000) });
    expect(reason.length).toBeLessThanOrEqual(4_000);
    expect(reason.endsWith('…') && reason.isWellFormed()).toBe(true);
  });
});

describe('a version', () => {
  const pattern = /^[A-Za-z0-9_][A-Za-z0-9_.:@/+-]*$/;
  const versionOf = (version: string) => boundedSpec({ service: 'shop', environment: 'production', version }).version;

  test.each(['2.1.0', 'sha256:9f86d081884c7d65', 'ghcr.io/acme/shop:2.1.0@sha256:9f86d081884c7d65', '_'])(
    'that can be stored stays as it is: %s',
    (version) => {
      expect(versionOf(version)).toBe(version);
    },
  );

  test.each([
    ['$' + '{TAG}', '__TAG_'],
    ['{{ .Values.tag }}', '___.Values.tag___'],
    ['-rc', '_rc'],
    ['', '_'],
    ['2.0 🚀', '2.0__'],
    ['x'.repeat(600), 'x'.repeat(512)],
  ])('that somebody set elsewhere and no object may carry is written as far as it goes: %s', (version, stored) => {
    expect(versionOf(version)).toBe(stored);
    expect(stored).toMatch(pattern);
  });
});
