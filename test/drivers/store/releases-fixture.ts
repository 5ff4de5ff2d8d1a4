/** A status with something in every field. */
import type { ReleaseStatus } from '../../../src/model/release.ts';
import type { Told } from '../../../src/model/story.ts';

const at = '2026-03-02T10:00:00.123Z';
const basis = { hash: '6d5f', step: 1, pausedSince: '2026-03-02T10:00:00Z' };
const none = { hash: null, step: null, pausedSince: null };
const anna = { kind: 'user', id: 'U0ANNA' } as const;
const kept = {
  hash: '7c9b',
  revision: 3,
  image: 'ghcr.io/acme/shop:1.0.0',
  template:
    '{ "spec":{"containers" : [{"name":"app","env":[{"name":"Ü","value":"a\\u0000 \\"b\\"  "}]}],"x":1.0,"n":null}}\n',
};

export const everyEvent: readonly Told[] = [
  { at, what: 'requested', by: anna, reason: 'because' },
  { at, what: 'requested', by: { kind: 'unknown', claimed: null } },
  { at, what: 'started', from: 'a:1', to: 'a:2' },
  { at, what: 'step', step: 1, count: 4, weight: 20 },
  { at, what: 'approvalNeeded', basis: none, approvals: 2 },
  { at, what: 'paused', reason: 'inconclusive' },
  { at, what: 'approved', by: anna, given: 1, needed: 2 },
  { at, what: 'rejected', by: { kind: 'engine' } },
  { at, what: 'asked', verb: 'promoteFull', by: { kind: 'unknown', claimed: 'ci' }, reason: 'x' },
  { at, what: 'carriedOut', verb: 'promote' },
  { at, what: 'notCarriedOut', verb: 'abort', why: 'gone' },
  { at, what: 'promotedElsewhere' },
  { at, what: 'analysisFailed', analysis: 'error-rate', message: 'result[0] < 0.05' },
  {
    at,
    what: 'analysisFailed',
    analysis: 'error-rate',
    message: '',
    metrics: [
      {
        name: 'error-rate',
        phase: 'Error',
        condition: null,
        values: ['[NaN]'],
        taken: 1,
        wanted: 5,
        failed: 0,
        failureLimit: null,
        errors: 4,
        dryRun: false,
        message: 'no answer',
      },
    ],
  },
  { at, what: 'aborted', message: '' },
  { at, what: 'degraded', message: 'ProgressDeadlineExceeded' },
  { at, what: 'notReconciling', says: 'the Rollout is invalid' },
  { at, what: 'leftAlone' },
  { at, what: 'rollbackAsked', by: anna, to: '1.0.0' },
  { at, what: 'adopted', by: 'argocd-controller' },
  { at, what: 'adopted', by: null },
  { at, what: 'adopted', by: 'rollbridge', earlier: { release: 's-p-1', service: 's', environment: 'p' } },
  { at, what: 'recordReplaced', release: 'shop-production-1' },
  { at, what: 'rollbackHindered', by: anna, why: 'It lacks the right to patch rollouts.', hint: 'Grant it.' },
  { at, what: 'rollbackGoesOn' },
  { at, what: 'held', reason: 'too many errors' },
  { at, what: 'held' },
  { at, what: 'lifted', by: anna, reason: 'mended' },
  { at, what: 'evidenceSaved', files: 12, missing: 1, folder: 'shop_2026-11-21T12-00-00Z' },
  {
    at,
    what: 'evidenceSaved',
    files: 12,
    missing: 1,
    folder: 'shop_2026-11-21T12-00-00Z',
    gaps: [{ why: 'gone', count: 1 }],
  },
  { at, what: 'evidenceFailed', why: 'no space left', hint: 'Make room.' },
  { at, what: 'trafficBack', ms: 1_234 },
  { at, what: 'rolledBack', to: '1.0.0', ms: null },
  { at, what: 'rolledBackElsewhere', to: '1.0.0' },
  {
    at,
    what: 'verified',
    state: 'wrong',
    findings: [
      { about: 'pods', state: 'good', says: '3 of 3 pods ready' },
      { about: 'metric errors', state: 'bad', says: 'errors is 0.4, not at most 0.05', hint: 'Look further.' },
    ],
  },
  { at, what: 'superseded', by: 'shop-production-1' },
  { at, what: 'refused', why: 'not now' },
  { at, what: 'completed', ms: 0.5 },
];

export const emptyStatus: ReleaseStatus = {
  phase: 'Pending',
  message: 'Waiting to be taken up',
  requester: anna,
  startedAt: null,
  endedAt: null,
  targets: [],
  approvals: [],
  wish: null,
  rollback: null,
  hold: null,
  evidence: null,
  story: [],
  card: null,
};

export const fullStatus: ReleaseStatus = {
  phase: 'RollingBack',
  message: 'Going back to 1.0.0 — “now”',
  requester: { kind: 'unknown', claimed: 'ci' },
  startedAt: at,
  endedAt: at,
  targets: [
    {
      region: 'eu',
      object: 'home/shop/shop',
      replaced: kept,
      found: 'ghcr.io/acme/shop:1.0.0',
      image: 'ghcr.io/acme/shop:2.0.0',
      hash: '6d5f',
      step: 0,
    },
  ],
  approvals: [{ by: 'U0BEN', at, basis }],
  wish: { verb: 'pause', by: anna, at, basis: none, reason: 'look' },
  rollback: {
    by: anna,
    reason: 'errors',
    cause: 'rejected',
    from: { hash: '6d5f', image: 'ghcr.io/acme/shop:2.0.0' },
    to: kept,
    mechanism: 'abort-canary',
    clock: { pressedAt: at, acceptedAt: at, zeroAt: at, healthyAt: at },
    verification: {
      state: 'partly',
      since: at,
      findings: [{ about: 'metric errors', state: 'unknown', says: 'errors is not known', hint: 'Look.' }],
    },
  },
  hold: { since: at, reason: 'errors', lifted: { by: anna, at, reason: 'mended' } },
  evidence: {
    occasion: 'rollback',
    state: 'saved',
    asOf: at,
    folder: 'shop_2026-11-21T12-00-00Z',
    files: 12,
    missing: 1,
    why: 'no space left',
    file: 'F0ARCHIVE',
  },
  story: everyEvent,
  card: {
    channel: 'C0DEPLOYS',
    ts: '1772445900.000100',
    told: 3,
    ask: { ts: '1772445900.000200', basis },
    drawn: 'f00',
  },
};

/** Null wherever the model allows it, and nothing that may be left out. */
export const nullStatus: ReleaseStatus = {
  ...fullStatus,
  requester: { kind: 'engine' },
  targets: [
    { region: 'eu', replaced: null, found: null, image: 'a:2', hash: null, step: null },
    {
      region: 'us',
      replaced: { ...kept, hash: null, revision: null },
      found: null,
      image: 'a:2',
      hash: null,
      step: null,
    },
  ],
  approvals: [{ by: 'U0BEN', at, basis: none }],
  wish: { verb: 'resume', by: { kind: 'unknown', claimed: null }, at, basis: none },
  rollback: {
    by: { kind: 'engine' },
    cause: 'pressed',
    from: { hash: null, image: 'a:2' },
    to: { ...kept, hash: null, revision: null },
    mechanism: 'nothing',
    clock: { pressedAt: at },
  },
  hold: { since: at, reason: null, lifted: null },
  evidence: {
    occasion: 'failure',
    state: 'capturing',
    asOf: at,
    folder: null,
    files: 0,
    missing: 0,
    why: null,
    file: null,
  },
  story: [],
  card: { channel: 'C0DEPLOYS', ts: null, told: 0, ask: null, drawn: null },
};
