import { describe, expect, test } from '@jest/globals';
import type { Actor } from '../../src/model/decision.ts';
import type { StoryEvent } from '../../src/model/story.ts';
import { storyLine } from '../../src/views/story.ts';
import { BAD, BASIS, GOOD, NEW, OLD, told, UNKNOWN } from './fixtures.ts';
import { expectGolden } from './golden.ts';
import { expectValid } from './valid.ts';

const ann: Actor = { kind: 'user', id: 'U0ANN' };
const context = { service: 'shop', environment: 'production', image: NEW };

/** One of each kind at least: the type says that none is forgotten. */
const EVENTS: Readonly<Record<StoryEvent['what'], StoryEvent[]>> = {
  requested: [
    { what: 'requested', by: ann, reason: 'Faster checkout' },
    { what: 'requested', by: { kind: 'unknown', claimed: 'ci-robot' } },
    { what: 'requested', by: { kind: 'unknown', claimed: null } },
  ],
  started: [
    { what: 'started', from: OLD, to: NEW },
    { what: 'started', from: '', to: NEW },
    { what: 'started', from: 'docker.io/acme/shop-old:1.4.2', to: NEW },
  ],
  drillReady: [
    { what: 'drillReady', ms: 8_400, percent: 0 },
    { what: 'drillReady', ms: 8_400, percent: 20 },
  ],
  drillFailed: [{ what: 'drillFailed', why: 'what it brought was not up in time' }],
  drillDue: [
    { what: 'drillDue', since: '2026-02-01T08:00:00.000Z', everyMs: 2_592_000_000 },
    { what: 'drillDue', since: null, everyMs: 2_592_000_000 },
  ],
  debugging: [
    { what: 'debugging', pod: 'shop-production-x7k2p', image: 'busybox:1.36', until: '2026-03-02T10:34:00.000Z' },
  ],
  debugOver: (['taken', 'time', 'gone'] as const).map((why) => ({ what: 'debugOver', why })),
  calledOff: [
    { what: 'calledOff', by: ann, reason: 'Wrong version' },
    { what: 'calledOff', by: ann },
  ],
  scaled: [{ what: 'scaled', from: 3, to: 6, ms: 12_000 }],
  step: [
    { what: 'step', step: 2, count: 8, weight: 30 },
    { what: 'step', step: 8, count: 8, weight: 100 },
  ],
  approvalNeeded: [
    { what: 'approvalNeeded', basis: BASIS, approvals: 1 },
    { what: 'approvalNeeded', basis: BASIS, approvals: 2 },
  ],
  paused: [
    { what: 'paused', reason: 'step' },
    { what: 'paused', reason: 'switch' },
    { what: 'paused', reason: 'inconclusive' },
    { what: 'paused', reason: 'user' },
  ],
  approved: [
    { what: 'approved', by: ann, given: 1, needed: 2 },
    { what: 'approved', by: ann, given: 1, needed: 1 },
  ],
  rejected: [{ what: 'rejected', by: ann, reason: 'Not on a Friday' }],
  asked: [{ what: 'asked', verb: 'promoteFull', by: ann, reason: 'Hot fix' }],
  carriedOut: [
    { what: 'carriedOut', verb: 'promote' },
    { what: 'carriedOut', verb: 'abort' },
  ],
  notCarriedOut: [{ what: 'notCarriedOut', verb: 'pause', why: 'the target changed meanwhile' }],
  promotedElsewhere: [{ what: 'promotedElsewhere' }],
  analysisFailed: [{ what: 'analysisFailed', analysis: 'shop-7c9f-12-2', message: 'failed (3) > failureLimit (2)' }],
  aborted: [{ what: 'aborted', message: 'RolloutAborted: Rollout aborted update to revision 12' }],
  degraded: [{ what: 'degraded', message: '' }],
  notReconciling: [
    { what: 'notReconciling' },
    { what: 'notReconciling', says: 'The Rollout "shop" is invalid: deployments.apps "shop/shop" not found' },
  ],
  leftAlone: [{ what: 'leftAlone' }],
  recordReplaced: [{ what: 'recordReplaced', release: 'shop-production-x7k2p' }],
  rollbackAsked: [
    { what: 'rollbackAsked', by: ann, to: '1.4.2', reason: 'Errors at checkout' },
    { what: 'rollbackAsked', by: { kind: 'engine' }, to: '1.4.2', reason: 'HighErrorRate', cause: 'alert' },
  ],
  alertAsks: [{ what: 'alertAsks', from: 'h2', names: ['HighErrorRate'], count: 500, says: '12 % of requests fail' }],
  alertFired: [
    ...(['asked', 'older', 'rolling-back', 'ended', 'unknown', 'ambiguous'] as const).map(
      (why): StoryEvent => ({ what: 'alertFired', why, names: ['HighErrorRate', 'SlowCheckout'], count: 3 }),
    ),
    {
      what: 'alertFired',
      why: 'refused',
      names: ['HighErrorRate'],
      count: 1,
      says: 'There is no version to go back to.',
    },
  ],
  alertResolved: [{ what: 'alertResolved', names: ['HighErrorRate'], count: 500 }],
  acknowledgementWanted: [
    { what: 'acknowledgementWanted', by: ann, isReminder: false },
    { what: 'acknowledgementWanted', by: ann, isReminder: true },
    { what: 'acknowledgementWanted', by: { kind: 'engine' }, isReminder: false },
    { what: 'acknowledgementWanted', by: { kind: 'engine' }, isReminder: true },
  ],
  acknowledged: [
    { what: 'acknowledged', by: ann },
    { what: 'acknowledged', by: ann, reason: 'Looked at the logs' },
  ],
  trafficBack: [{ what: 'trafficBack', ms: 340 }],
  rolledBack: [
    { what: 'rolledBack', to: '1.4.2', ms: 2_150 },
    { what: 'rolledBack', to: '1.4.2', ms: null },
  ],
  verified: [
    { what: 'verified', state: 'verified', findings: GOOD },
    { what: 'verified', state: 'partly', findings: [...GOOD, UNKNOWN] },
    { what: 'verified', state: 'wrong', findings: [...GOOD, BAD, UNKNOWN] },
  ],
  rolledBackElsewhere: [{ what: 'rolledBackElsewhere', to: `sha256:${'9f86d081'.repeat(8)}` }],
  rollbackHindered: [
    {
      what: 'rollbackHindered',
      by: ann,
      why: `Kubernetes refused access to Rollout shop/shop. Rollbridge's service account lacks the right to patch rollouts.`,
      hint: 'Grant "patch" on "rollouts" in a Role of that namespace.',
    },
  ],
  rollbackGoesOn: [{ what: 'rollbackGoesOn' }],
  rollbackGivenUp: [{ what: 'rollbackGivenUp', why: 'another version is wanted now' }],
  adopted: [
    { what: 'adopted', by: 'argocd-application-controller' },
    { what: 'adopted', by: null },
    {
      what: 'adopted',
      by: 'rollbridge',
      earlier: { release: 'shop-production-x7k2p', service: 'shop', environment: 'production' },
    },
    {
      what: 'adopted',
      by: 'rollbridge',
      earlier: { release: 'old-shop-production-x7k2p', service: 'old-shop', environment: 'production' },
    },
  ],
  held: [{ what: 'held', reason: 'Errors at checkout' }, { what: 'held' }],
  lifted: [{ what: 'lifted', by: ann, reason: 'Mended in 1.6.1' }],
  evidenceSaved: [
    { what: 'evidenceSaved', files: 12, missing: 0, folder: 'shop_x', asked: { by: ann, reason: 'Slow since ten' } },
    { what: 'evidenceSaved', files: 41, missing: 0, folder: 'shop_2026-11-21T12-00-00Z' },
    { what: 'evidenceSaved', files: 1, missing: 3, folder: 'shop_2026-11-21T12-00-00Z' },
    {
      what: 'evidenceSaved',
      files: 40,
      missing: 9,
      folder: 'shop_2026-11-21T12-00-00Z',
      gaps: [
        { why: 'it was gone before it could be read', count: 5 },
        { why: 'Prometheus does not answer (ECONNREFUSED)', count: 1 },
      ],
    },
  ],
  evidenceNotShared: [
    {
      what: 'evidenceNotShared',
      folder: 'shop_2026-11-21T12-00-00Z',
      why: 'the bot is not in the channel',
      hint: 'Invite it; the folder is kept where Rollbridge runs.',
    },
  ],
  evidenceNotStored: [
    {
      what: 'evidenceNotStored',
      folder: 'shop_2026-11-21T12-00-00Z',
      why: 'it refuses these keys (AccessDenied)',
      hint: 'Look at AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY in the environment of Rollbridge.',
    },
  ],
  evidenceFailed: [
    { what: 'evidenceFailed', why: 'the disk is full', hint: 'Make room.', asked: { by: ann } },
    { what: 'evidenceFailed', why: 'No space is left in the evidence directory' },
    {
      what: 'evidenceFailed',
      why: '/evidence cannot be used: no space is left on the disk (ENOSPC)',
      hint: 'Mend that, or name another folder as `evidence.directory` in the catalog.',
    },
  ],
  incidentOpened: [
    { what: 'incidentOpened', incident: 'shop-production-mm90chs0', by: ann, channel: 'C0INC' },
    { what: 'incidentOpened', incident: 'shop-production-mm90chs0', by: { kind: 'engine' }, channel: null },
  ],
  notDelivered: [{ what: 'notDelivered', to: 'hooks', why: 'It answered 500', hint: 'Send it again.' }],
  incidentResolved: [
    { what: 'incidentResolved', incident: 'shop-production-mm90chs0', by: ann, cause: 'A query without an index' },
  ],
  superseded: [
    { what: 'superseded', by: '1.5.0' },
    { what: 'superseded', by: '1.6.0' },
  ],
  refused: [{ what: 'refused', why: 'the Rollout has no container named app' }],
  completed: [{ what: 'completed', ms: 725_000 }],
};

describe('the story', () => {
  test('says each event in one line, as the golden file shows', () => {
    const lines = told(...Object.values(EVENTS).flat()).map((event) => storyLine(event, context));
    for (const line of lines) expectValid(line);
    expectGolden(
      'story',
      lines.map(({ text }) => text),
    );
  });

  test('has one block with the same words as the notification', () => {
    for (const event of told(...Object.values(EVENTS).flat())) {
      const { text, blocks } = storyLine(event, context);
      expect(text).not.toContain('\n');
      expect(blocks).toHaveLength(1);
      expect(blocks[0]).toMatchObject({ type: 'section', text: { text } });
    }
  });
});
