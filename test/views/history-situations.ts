/** What `history` answers, by name: part of the situations that the golden files show. */
import type { History, PastRelease } from '../../src/model/history.ts';
import type { Release, ReleasePhase, ReleaseStatus } from '../../src/model/release.ts';
import type { Message } from '../../src/views/blocks.ts';
import { historyView, releasesView } from '../../src/views/history/history.ts';
import {
  ACCEPTED,
  ENDED,
  HEALTHY,
  HELD,
  history,
  kept,
  NEW_HASH,
  OLD,
  OLD_HASH,
  release,
  rollback,
  status,
  told,
  view,
  ZERO,
} from './fixtures.ts';

export const linkTo = (channel: string, ts: string) =>
  `https://acme.slack.com/archives/${channel}/p${ts.replace('.', '')}`;

const card = { channel: 'C0RELEASES', ts: '1772445720.000100', told: 3, ask: null, drawn: 'x' };

interface Differs {
  readonly status?: Partial<ReleaseStatus>;
  readonly spec?: Partial<Release['spec']>;
  readonly revision?: number | null;
}

export function past(phase: ReleasePhase, differs: Differs = {}): PastRelease {
  const shown = release(status(phase, { card, ...differs.status }), differs.spec);
  return { view: view(shown.status, { release: shown }), revision: differs.revision ?? null };
}

const CLOCK = { acceptedAt: ACCEPTED, zeroAt: ZERO, healthyAt: HEALTHY };

const EVERYTHING: readonly PastRelease[] = [
  past('AwaitingApproval', { spec: { version: '1.6.0' }, revision: 14 }),
  past('RolledBack', {
    status: { endedAt: ENDED, hold: HELD, rollback: rollback(CLOCK) },
    revision: 12,
  }),
  past('RolledBack', {
    spec: { action: 'adopt' },
    status: {
      requester: { kind: 'unknown', claimed: 'kubectl-argo-rollouts' },
      endedAt: ENDED,
      rollback: rollback(CLOCK, { cause: 'rejected', reason: 'No' }),
    },
    revision: 13,
  }),
  past('Completed', {
    status: {
      endedAt: ENDED,
      story: told({ what: 'approved', by: { kind: 'user', id: 'U0LEAD' }, given: 1, needed: 1 }),
    },
    revision: 11,
  }),
  past('Superseded', {
    status: {
      endedAt: ENDED,
      rollback: rollback({ acceptedAt: ACCEPTED }),
      story: told({ what: 'rollbackGivenUp', why: 'the Rollout is gone' }),
    },
  }),
  past('Completed', { spec: { action: 'restart' }, status: { endedAt: ENDED, card: null } }),
  past('Aborted', {
    status: {
      endedAt: ENDED,
      story: told({ what: 'asked', verb: 'abort', by: { kind: 'user', id: 'U0BOB' }, reason: 'Too slow' }),
    },
  }),
  past('Superseded', { status: { endedAt: ENDED, story: told({ what: 'superseded', by: '1.6.0' }) } }),
  past('Refused', {
    status: { startedAt: null, endedAt: ENDED, targets: [], story: told({ what: 'refused', why: 'It runs already.' }) },
  }),
];

const REVISIONS: History['revisions'] = [
  kept({
    revision: 14,
    hash: 'five',
    image: 'ghcr.io/acme/shop:1.6.0',
    roles: ['canary'],
    isWanted: true,
    available: 1,
  }),
  kept({
    revision: 13,
    hash: NEW_HASH,
    image: 'ghcr.io/acme/shop:1.5.1',
    roles: [],
    available: 0,
    origin: 'elsewhere',
  }),
  kept({ revision: 11 }),
  kept({ revision: 1, hash: 'one', image: 'ghcr.io/acme/shop:1.0.0', roles: [], available: 0, origin: null }),
];

export const historySituations: Readonly<Record<string, () => Message>> = {
  history: () => historyView(history({ releases: EVERYTHING, revisions: REVISIONS }), linkTo),
  'history-first-page': () =>
    historyView(
      history({ releases: EVERYTHING.slice(0, 2), older: 31, revisions: REVISIONS, others: ['staging'] }),
      linkTo,
    ),
  'history-next-page': () =>
    historyView(history({ releases: EVERYTHING.slice(2, 4), newer: 2, older: 1, revisions: REVISIONS }), linkTo),
  'history-none': () =>
    historyView(history({ revisions: [kept({ hash: OLD_HASH, image: OLD, isWanted: true, origin: null })] }), linkTo),
  'history-other-environment': () =>
    historyView(history({ environment: 'staging', isUsual: false, others: ['production'], live: false }), linkTo),
  'history-not-known': () =>
    historyView(history({ revisions: null, live: false, releases: EVERYTHING.slice(3, 4) }), linkTo),
  'history-of-all': () => releasesView({ releases: EVERYTHING, newer: 0, older: 4 }, linkTo),
  'history-of-nothing': () => releasesView({ releases: [], newer: 0, older: 0 }, linkTo),
};
