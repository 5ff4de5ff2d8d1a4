import {
  approvalsFor,
  approved,
  freshStatus,
  rolledBack,
  rollingBack,
  started,
  takenUp,
  trafficGone,
  wishCarriedOut,
  wished,
  wishFailed,
} from '../../../src/engine/release/changes.ts';
import type { ReleaseStatus } from '../../../src/model/release.ts';
import type { Rollback } from '../../../src/model/rollback.ts';
import { BASIS, KEPT, NEW, NOW, statusOf, TARGET, WISH } from '../support/situations.ts';

const approval = (by: string, basis = BASIS) => ({ by, at: NOW.toISOString(), basis });
const waiting = statusOf('AwaitingApproval');
const said = ({ story }: ReleaseStatus) => story.map(({ what }) => what);

describe('approvals, two of which are needed', () => {
  test('the first is counted and nothing is wished for', () => {
    const status = approved(waiting, approval('UAPP'), 2, NOW);
    expect([status.approvals.length, status.wish]).toEqual([1, null]);
  });

  test('the second makes the wish, in the name of who gave it, on exactly what was approved', () => {
    const status = approved(approved(waiting, approval('UAPP'), 2, NOW), approval('UAPP2'), 2, NOW);
    expect(status.wish).toMatchObject({ verb: 'promote', by: { id: 'UAPP2' }, basis: BASIS });
    expect(status.story.at(-1)).toMatchObject({ what: 'approved', given: 2, needed: 2 });
  });

  test.each([
    ['another step', { ...BASIS, step: 3 }],
    ['another pause', { ...BASIS, pausedSince: '2026-05-04T12:30:00Z' }],
    ['another version', { ...BASIS, hash: 'third' }],
  ])('one that was given for %s is void', (_, basis) => {
    const status = approved(approved(waiting, approval('UAPP', basis), 2, NOW), approval('UAPP2'), 2, NOW);
    expect([status.wish, status.approvals.map(({ by }) => by)]).toEqual([null, ['UAPP2']]);
    expect(approvalsFor(status, basis)).toEqual([]);
  });
});

describe('a wish', () => {
  test('is told with its reason', () => {
    const status = wished(waiting, { ...WISH, verb: 'abort', reason: 'wrong branch' }, NOW);
    expect(status.story.at(-1)).toMatchObject({ what: 'asked', verb: 'abort', reason: 'wrong branch' });
  });

  test.each([
    ['AwaitingApproval', 'Progressing'],
    ['Paused', 'Progressing'],
    ['Degraded', 'Degraded'],
  ] as const)('that is carried out leads from %s to %s', (before, after) => {
    const status = wishCarriedOut({ ...statusOf(before), wish: WISH }, NOW);
    expect([status.phase, status.wish, said(status)]).toEqual([after, null, ['carriedOut']]);
  });

  test('that failed is told with its reason, and the release stays where it is', () => {
    const status = wishFailed({ ...waiting, wish: WISH }, 'because', NOW);
    expect([status.phase, status.wish, said(status)]).toEqual(['AwaitingApproval', null, ['notCarriedOut']]);
  });

  test('that is gone already changes nothing', () => {
    expect([wishCarriedOut(waiting, NOW), wishFailed(waiting, '', NOW)]).toEqual([waiting, waiting]);
  });
});

describe('a rollback', () => {
  const rollback: Rollback = {
    by: { kind: 'user', id: 'UDEV' },
    cause: 'pressed',
    from: { hash: NEW, image: 'ghcr.io/acme/shop:2.0.0' },
    to: KEPT,
    mechanism: 'abort-canary',
    clock: { pressedAt: new Date(NOW.getTime() - 250).toISOString() },
  };

  test('takes the place of a wish, and of an end', () => {
    const status = rollingBack({ ...statusOf('Completed', { endedAt: NOW.toISOString() }), wish: WISH }, rollback, NOW);
    expect(status).toMatchObject({ phase: 'RollingBack', wish: null, endedAt: null });
    expect(said(status)).toEqual(['rollbackAsked', 'held']);
    expect(status.hold).toEqual({ since: NOW.toISOString(), reason: null, lifted: null });
  });

  test('that is a rejection is told as one', () => {
    const status = rollingBack(waiting, { ...rollback, cause: 'rejected', reason: 'no' }, NOW);
    expect([said(status), status.hold]).toEqual([['rejected'], null]);
  });

  test('writes its clock once', () => {
    const off = trafficGone(rollingBack(waiting, rollback, NOW), NOW);
    expect(off.rollback?.clock.zeroAt).toBe(NOW.toISOString());
    expect(off.story.at(-1)).toMatchObject({ what: 'trafficBack', ms: 250 });
    expect(trafficGone(off, new Date(NOW.getTime() + 1_000))).toBe(off);
    expect(rolledBack(off, NOW)).toMatchObject({
      phase: 'RolledBack',
      rollback: { clock: { healthyAt: NOW.toISOString() } },
    });
  });

  test('of a release that has none changes nothing', () => {
    expect([trafficGone(waiting, NOW), rolledBack(waiting, NOW)]).toEqual([waiting, waiting]);
  });
});

test('what is needed to go on and to go back is kept when a release is taken up', () => {
  const fresh = freshStatus({ kind: 'user', id: 'UDEV' });
  const taken = takenUp(
    fresh,
    { target: TARGET, kept: KEPT, found: 'found:1', image: 'new:1', hash: null, message: 'Setting 1', reason: 'why' },
    NOW,
  );
  expect(taken).toMatchObject({
    phase: 'Starting',
    startedAt: NOW.toISOString(),
    targets: [{ region: 'eu', object: 'home/shop/shop', replaced: KEPT, found: 'found:1', image: 'new:1', hash: null }],
    story: [{ what: 'requested', reason: 'why' }],
  });
  expect(started(taken, NEW, NOW)).toMatchObject({ phase: 'Progressing', targets: [{ hash: NEW }] });
});
