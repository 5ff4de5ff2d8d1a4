/** The situations that people meet, by name: what the golden files show. */
import { UserProblem } from '../../src/model/problem.ts';
import type { Evidence, ReleasePhase, ReleaseStatus } from '../../src/model/release.ts';
import type { ReleaseView } from '../../src/model/release-view.ts';
import type { Acknowledgement, RollbackClock } from '../../src/model/rollback.ts';
import type { StoryEvent } from '../../src/model/story.ts';
import type { Finding, Verification } from '../../src/model/verification.ts';
import { type AlertAsks, alertAsk } from '../../src/views/alerts.ts';
import {
  deployAccepted,
  helpText,
  pressAccepted,
  problemAnswer,
  rollbackStarted,
  stillWorking,
  unexpectedAnswer,
} from '../../src/views/answers.ts';
import { approvalAsk, approvalAskDecided } from '../../src/views/approval-ask.ts';
import type { Message } from '../../src/views/blocks.ts';
import { releaseCard } from '../../src/views/card/card.ts';
import { removedCard } from '../../src/views/card/removed.ts';
import { dryRunView } from '../../src/views/dry-run.ts';
import { rollbackPlanView } from '../../src/views/rollback-plan.ts';
import { statusCard } from '../../src/views/status-card.ts';
import { statusList } from '../../src/views/status-list.ts';
import { drillSituations } from './drill-situations.ts';
import {
  ACCEPTED,
  analysis,
  BAD,
  BASIS,
  before,
  blueGreen,
  CANARY_VERSION,
  canary,
  dryRun,
  ENDED,
  environment,
  GATE_OFFERS,
  GOOD,
  HEALTHY,
  HELD,
  metric,
  NEW,
  NEW_HASH,
  NOW,
  OLD,
  OLD_HASH,
  PERSON_PAUSE,
  plan,
  RUNNING_OFFERS,
  release,
  right,
  rollback,
  status,
  TARGET,
  told,
  UNKNOWN,
  version,
  view,
  ZERO,
} from './fixtures.ts';
import { historySituations } from './history-situations.ts';

/** The good version before the one that is back. */
const FURTHER = { image: 'ghcr.io/acme/shop:1.3.9', hash: '5f6c7d8e9b' };

const gate = view(status('AwaitingApproval'), {
  snapshot: canary({ phase: 'Paused', pause: PERSON_PAUSE, weight: { set: 30, actual: 30 } }),
  offers: GATE_OFFERS,
});

/** A release of ours whose record was deleted, or whose service has another name by now. */
const wentOn = (service: string) =>
  release(
    status('AwaitingApproval', {
      story: told({
        what: 'adopted',
        by: 'rollbridge',
        earlier: { release: `${service}-production-w5j1n`, service, environment: 'production' },
      }),
    }),
    { action: 'adopt' },
  );

/** Only an environment variable differs from what ran before. */
const sameImage = ((each: ReleaseStatus): ReleaseStatus => ({
  ...each,
  targets: each.targets.map((record) =>
    record.replaced === null ? record : { ...record, replaced: { ...record.replaced, image: record.image } },
  ),
}))(status('AwaitingApproval'));

const ofTwo = {
  ...gate,
  environment: environment({ approvals: 2 }),
  release: release(
    status('AwaitingApproval', { approvals: [{ by: 'U0LEAD', at: '2026-03-02T10:04:30Z', basis: BASIS }] }),
  ),
};

function rollingBack(
  clock: Partial<RollbackClock>,
  evidence: Evidence | null = null,
  ...story: readonly StoryEvent[]
): Message {
  const live = clock.zeroAt === undefined;
  return card('RollingBack', {
    status: { rollback: rollback(clock), evidence, story: told(...story) },
    snapshot: canary({
      phase: 'Aborted',
      message: 'RolloutAborted: Rollout aborted update to revision 12',
      weight: live ? { set: 0, actual: 30 } : { set: 0, actual: 0 },
      traffic: live ? canary().traffic : [{ hash: OLD_HASH, percent: 100 }],
    }),
  });
}

const ERROR_RATE = metric({
  name: 'error-rate',
  phase: 'Failed',
  condition: 'result[0] < 0.05',
  values: ['[0.082]', '[0.0791]', '[0.1135]'],
  taken: 5,
  failed: 3,
  failureLimit: 2,
});

function evidence(differs: Partial<Evidence>): Evidence {
  const nothing = { folder: null, files: 0, missing: 0, why: null, file: null };
  return { occasion: 'rollback', state: 'saved', asOf: ENDED, ...nothing, ...differs };
}

function rolledBackWith(evidence: Evidence): Message {
  const clock = { acceptedAt: ACCEPTED, zeroAt: ZERO, healthyAt: HEALTHY };
  return card('RolledBack', { status: { endedAt: ENDED, rollback: rollback(clock), evidence } });
}

function verified(state: Verification['state'], ...findings: readonly Finding[]) {
  const clock = { acceptedAt: ACCEPTED, zeroAt: ZERO, healthyAt: HEALTHY };
  const verification = { state, since: HEALTHY, findings };
  return card('RolledBack', { status: { endedAt: ENDED, rollback: rollback(clock, { verification }) } });
}

const ALERT: AlertAsks = {
  what: 'alertAsks',
  at: NOW.toISOString(),
  from: NEW_HASH,
  names: ['HighErrorRate'],
  count: 500,
  says: '12 % of requests fail',
};

function rolledBackByAlert(): Message {
  const clock = { acceptedAt: ACCEPTED, zeroAt: ZERO, healthyAt: HEALTHY };
  const acknowledgement = { reminders: 0, given: null };
  const alert = { by: { kind: 'engine' }, cause: 'alert', reason: 'HighErrorRate', acknowledgement } as const;
  return card('RolledBack', { status: { endedAt: ENDED, rollback: rollback(clock, alert) }, offers: ['acknowledge'] });
}

function acknowledged(given: Acknowledgement['given']) {
  const clock = { acceptedAt: ACCEPTED, zeroAt: ZERO, healthyAt: HEALTHY };
  return card('RolledBack', {
    status: { endedAt: ENDED, rollback: rollback(clock, { acknowledgement: { reminders: 0, given } }) },
    offers: given === null ? ['acknowledge'] : [],
  });
}

function retried(retryStatus: ReleaseStatus, parts: Partial<ReleaseView> = {}): ReleaseView {
  return view(retryStatus, {
    ...parts,
    release: release(retryStatus, { action: 'retry', reason: 'The database is back' }),
  });
}

function restarting(phase: ReleasePhase): ReleaseView {
  const endedAt = phase === 'Starting' ? null : ENDED;
  const targets = [{ ...notSeen, replaced: null, image: OLD, found: OLD, hash: OLD_HASH }];
  const story = phase === 'Superseded' ? told({ what: 'superseded', by: '1.6.0' }) : [];
  const restart = { wanted: NOW.toISOString(), done: null, renewed: 3 };
  return view(null, {
    release: release(status(phase, { endedAt, targets, story }), {
      action: 'restart',
      version: '1.4.2',
      reason: 'New secret',
    }),
    snapshot: before({ phase: 'Progressing', restart }),
    wayBack: null,
  });
}

type Parts = Omit<Partial<Parameters<typeof releaseCard>[0]>, 'release'> & { status?: Parameters<typeof status>[1] };

function card(phase: Parameters<typeof status>[0], { status: differs, ...parts }: Parts = {}): Message {
  return releaseCard(view(status(phase, differs), parts), NOW);
}

const healthy = canary({
  phase: 'Healthy',
  settled: true,
  steps: { index: 8, count: 8 },
  weight: { set: 100, actual: 100 },
});

const unobserved = before({ phase: 'Unobserved', desiredHash: null, image: NEW, weight: null, settled: false });

const notSeen = {
  region: TARGET.region,
  replaced: { hash: OLD_HASH, revision: 11, image: OLD, template: '{}' },
  found: OLD,
  image: NEW,
  hash: null,
  step: null,
};

const pullError = (i: number) => ({
  pod: `shop-7c9f8d5b44-${i}`,
  hash: NEW_HASH,
  reason: 'ErrImagePull',
  message: 'rpc error: code = NotFound desc = failed to pull and unpack image "ghcr.io/acme/shop:1.5.0": not found',
});

const switched = blueGreen({
  versions: [version({}), version({ hash: NEW_HASH, revision: 12, image: NEW, roles: ['active', 'preview'] })],
  traffic: [{ hash: NEW_HASH, percent: 100 }],
  analyses: [
    analysis({ kind: 'prePromotion', phase: 'Successful', metrics: [metric({ phase: 'Successful', taken: 5 })] }),
    analysis({ kind: 'postPromotion' }),
  ],
});

const HELD_STATUS = {
  endedAt: ENDED,
  rollback: rollback({ acceptedAt: ACCEPTED, zeroAt: ZERO, healthyAt: HEALTHY }),
  hold: HELD,
};
const EARLIER = { ...release(status('RolledBack', HELD_STATUS)), name: 'shop-production-earlier' };

export const SITUATIONS: Readonly<Record<string, () => Message>> = {
  ...historySituations,
  ...drillSituations,
  'canary-pending': () => releaseCard(view(null, { snapshot: before() }), NOW),
  'canary-not-begun': () => card('Starting', { status: { targets: [notSeen] }, snapshot: before(), offers: ['abort'] }),
  'canary-called-off': () =>
    card('Refused', {
      status: {
        targets: [notSeen],
        endedAt: ENDED,
        story: told({ what: 'calledOff', by: { kind: 'user', id: 'U0ANN' }, reason: 'Too early' }),
      },
      snapshot: before(),
      offers: [],
    }),
  'canary-starting': () =>
    card('Starting', { status: { targets: [notSeen] }, snapshot: unobserved, offers: ['rollback'] }),
  'canary-not-picked-up': () =>
    card('Starting', {
      status: { targets: [notSeen], story: told({ what: 'notReconciling' }) },
      snapshot: unobserved,
    }),
  'canary-step-with-metrics': () =>
    card('Progressing', {
      offers: RUNNING_OFFERS,
      snapshot: canary({
        analyses: [
          analysis({
            metrics: [
              metric(),
              metric({
                name: 'latency',
                phase: 'Failed',
                failed: 3,
                condition: 'result < 0.5',
                values: ['0.71', '0.9'],
              }),
              metric({ name: 'saturation', dryRun: true, wanted: null, errors: 1, failureLimit: null, failed: 1 }),
            ],
          }),
          analysis({
            kind: 'background',
            metrics: [metric({ name: 'not-yet', values: [], taken: 0, condition: null })],
          }),
        ],
      }),
    }),
  'canary-first-version': () =>
    releaseCard(view(status('Progressing'), { snapshot: canary({ stableHash: null }) }), NOW),
  'canary-awaiting-approval': () => releaseCard(gate, NOW),
  'canary-adopted-from-git': () =>
    releaseCard(
      {
        ...gate,
        release: {
          ...gate.release,
          spec: { ...gate.release.spec, action: 'adopt' },
          status: {
            ...status('AwaitingApproval'),
            requester: { kind: 'unknown', claimed: 'argocd-application-controller' },
          },
        },
        snapshot: canary({ git: { tool: 'Argo CD', owner: 'shop-production' }, pause: PERSON_PAUSE, phase: 'Paused' }),
      },
      NOW,
    ),
  'canary-taken-up-again': () => releaseCard({ ...gate, release: wentOn('shop') }, NOW),
  'canary-taken-over-by-another-name': () => releaseCard({ ...gate, release: wentOn('old-shop') }, NOW),
  'removed-while-it-went-on': () => removedCard({ ...gate, offers: [] }),
  'removed-while-it-was-rolled-back': () =>
    removedCard(view(status('RollingBack', { rollback: rollback() }), { offers: [] })),
  'removed-while-it-restarted': () =>
    removedCard(view(null, { offers: [], release: release(status('Starting'), { action: 'restart' }) })),
  'removed-before-it-began': () => removedCard(view(status('Pending'), { offers: [] })),
  'removed-after-an-abort': () => removedCard(view(status('Aborted', { endedAt: ENDED }), { offers: ['rollback'] })),
  'removed-while-it-held': () => removedCard(view(status('RolledBack', HELD_STATUS), { offers: [] })),
  'canary-one-of-two-approvals': () => releaseCard(ofTwo, NOW),
  'canary-paused-by-user': () =>
    card('Paused', {
      offers: ['resume', 'abort', 'rollback'],
      status: {
        story: told({ what: 'asked', verb: 'pause', by: { kind: 'user', id: 'U0BOB' }, reason: 'Lunch' }),
      },
      snapshot: canary({ phase: 'Paused', pause: { reason: 'user', since: null, until: null } }),
    }),
  'canary-paused-for-a-while': () =>
    card('Paused', {
      offers: ['promote', 'abort'],
      snapshot: canary({ phase: 'Paused', pause: { ...PERSON_PAUSE, until: '2026-03-02T10:14:00Z' } }),
    }),
  'canary-inconclusive': () =>
    card('Paused', {
      offers: ['promote', 'abort', 'rollback'],
      snapshot: canary({
        phase: 'Paused',
        pause: { ...PERSON_PAUSE, reason: 'inconclusive' },
        analyses: [analysis({ phase: 'Inconclusive', metrics: [metric({ phase: 'Inconclusive' })] })],
      }),
    }),
  'canary-degraded-image-pull': () =>
    card('Degraded', {
      offers: ['abort', 'rollback'],
      snapshot: canary({
        phase: 'Degraded',
        message: 'ProgressDeadlineExceeded: ReplicaSet "shop-7c9f8d5b44" has timed out progressing.',
        versions: [version({}), { ...CANARY_VERSION, ready: 0, available: 0 }],
        troubles: [1, 2, 3, 4, 5].map(pullError),
      }),
    }),
  'canary-wish-under-way': () =>
    card('Progressing', {
      offers: ['rollback'],
      status: {
        wish: {
          verb: 'promoteFull',
          by: { kind: 'user', id: 'U0BOB' },
          at: STARTED_WISH,
          basis: BASIS,
          reason: 'Hot fix',
        },
      },
    }),
  'canary-aborted-by-analysis': () =>
    card('Aborted', {
      offers: ['rollback'],
      status: {
        endedAt: ENDED,
        story: told(
          {
            what: 'analysisFailed',
            analysis: 'shop-7c9f-12-2',
            message: 'Metric "error-rate" assessed Failed due to failed (3) > failureLimit (2)',
            metrics: [ERROR_RATE],
          },
          {
            what: 'aborted',
            message: 'Metric "error-rate" assessed Failed due to failed (3) > failureLimit (2)',
          },
        ),
      },
    }),
  'canary-aborted-by-the-controller': () =>
    card('Aborted', {
      offers: ['rollback'],
      status: {
        endedAt: ENDED,
        story: told({ what: 'aborted', message: 'RolloutAborted: the deadline for progress is over' }),
      },
    }),
  'canary-aborted-and-offered-again': () =>
    card('Aborted', { status: { endedAt: ENDED }, offers: ['retry', 'rollback'] }),
  'canary-retry': () => releaseCard(retried(status('Progressing')), NOW),
  'blue-green-retry-waits': () =>
    releaseCard(
      retried(status('Starting'), {
        offers: ['rollback'],
        snapshot: blueGreen({
          phase: 'Aborted',
          message: 'RolloutAborted: Rollout aborted update to revision 12',
          versions: [
            version({ roles: ['stable', 'active'] }),
            version({ hash: NEW_HASH, revision: 12, image: NEW, roles: ['preview'], scaleDownAt: ENDED }),
          ],
        }),
      }),
      NOW,
    ),
  'restart-under-way': () => releaseCard(restarting('Starting'), NOW),
  'restart-done': () => releaseCard(restarting('Completed'), NOW),
  'restart-overtaken': () => releaseCard(restarting('Superseded'), NOW),
  'canary-aborted-by-a-person': () =>
    card('Aborted', {
      status: {
        endedAt: ENDED,
        story: told(
          { what: 'approved', by: { kind: 'user', id: 'U0LEAD' }, given: 1, needed: 1 },
          { what: 'asked', verb: 'abort', by: { kind: 'user', id: 'U0BOB' }, reason: 'Too slow' },
          { what: 'aborted', message: 'RolloutAborted: Rollout aborted update to revision 12' },
        ),
      },
    }),
  'canary-rolled-back-elsewhere': () => card('RolledBack', { status: { endedAt: ENDED } }),
  'canary-rolling-back-pressed': () => rollingBack({}),
  'canary-rolling-back-accepted': () => rollingBack({ acceptedAt: ACCEPTED }),
  'canary-rolling-back-at-zero': () => rollingBack({ acceptedAt: ACCEPTED, zeroAt: ZERO }),
  'canary-rolling-back-restored': () =>
    card('RollingBack', {
      status: { rollback: rollback({ acceptedAt: ACCEPTED, zeroAt: ZERO }) },
      snapshot: canary({ desiredHash: OLD_HASH, image: OLD, traffic: [{ hash: OLD_HASH, percent: 100 }] }),
    }),
  'canary-rolled-back': () =>
    card('RolledBack', {
      status: { endedAt: ENDED, rollback: rollback({ acceptedAt: ACCEPTED, zeroAt: ZERO, healthyAt: HEALTHY }) },
    }),
  'canary-rolled-back-being-verified': () => verified('looking'),
  'canary-rolled-back-verified': () => verified('verified', ...GOOD),
  'canary-rolled-back-verified-in-part': () => verified('partly', ...GOOD, UNKNOWN),
  'canary-rolled-back-and-still-wrong': () => verified('wrong', ...GOOD, BAD, UNKNOWN),
  'canary-rolled-back-to-be-acknowledged': () => acknowledged(null),
  'canary-rolled-back-and-acknowledged': () =>
    acknowledged({ by: { kind: 'user', id: 'U0LEAD' }, at: ENDED, reason: 'Looked at the logs' }),
  'canary-rolled-back-by-alert': () => rolledBackByAlert(),
  'canary-rolled-back-evidence-on-its-way': () => rolledBackWith(evidence({ state: 'capturing' })),
  'canary-rolled-back-with-evidence': () => rolledBackWith(evidence({ folder: 'shop_x', files: 57, missing: 3 })),
  'canary-rolled-back-without-evidence': () => rolledBackWith(evidence({ state: 'failed', why: 'EROFS' })),
  'canary-rolling-back-hindered': () =>
    rollingBack({ acceptedAt: ACCEPTED, zeroAt: ZERO }, null, {
      what: 'rollbackHindered',
      by: { kind: 'user', id: 'U0ANN' },
      why: `Kubernetes refused access to Rollout shop/shop in cluster eu-1. Rollbridge's service account lacks the right to patch rollouts.`,
      hint: 'Grant "patch" on "rollouts" in a Role of that namespace.',
    }),
  'canary-rolling-back-with-evidence': () => rollingBack({}, evidence({ folder: 'shop_x', files: 57 })),
  'canary-rolled-back-and-further': () =>
    card('RolledBack', { status: HELD_STATUS, offers: ['further', 'lift'], further: FURTHER }),
  'canary-rolled-back-and-held': () => card('RolledBack', { status: HELD_STATUS, offers: ['lift'] }),
  'canary-rolled-back-and-lifted': () =>
    card('RolledBack', {
      status: {
        ...HELD_STATUS,
        hold: { ...HELD, lifted: { by: { kind: 'user', id: 'U0LEAD' }, at: ENDED, reason: 'Fixed' } },
      },
    }),
  'canary-adopted-while-held': () =>
    card('AwaitingApproval', { snapshot: gate.snapshot, offers: ['reject', 'abort', 'rollback'], held: EARLIER }),
  'status-held-by-another': () => statusCard(view(status('Completed', { endedAt: ENDED }), { held: EARLIER }), NOW),
  'canary-rolled-back-after-rejection': () =>
    card('RolledBack', {
      status: {
        endedAt: ENDED,
        rollback: rollback({ acceptedAt: ACCEPTED, zeroAt: ZERO, healthyAt: HEALTHY }, { cause: 'rejected' }),
      },
    }),
  'canary-completed': () => card('Completed', { status: { endedAt: ENDED }, snapshot: healthy, wayBack: null }),
  'canary-completed-with-way-back': () =>
    card('Completed', { status: { endedAt: ENDED }, snapshot: healthy, offers: ['rollback'] }),
  'canary-superseded': () =>
    card('Superseded', {
      status: { endedAt: ENDED, story: told({ what: 'superseded', by: '1.6.0' }) },
    }),
  refused: () =>
    card('Refused', {
      status: {
        startedAt: null,
        endedAt: ENDED,
        targets: [],
        requester: { kind: 'unknown', claimed: 'ci-robot' },
        story: told({ what: 'refused', why: 'The service has no environment with that name.' }),
      },
    }),
  'not-live': () => card('Progressing', { snapshot: canary({ live: false }), offers: ['rollback'] }),
  'no-snapshot': () => card('Progressing', { snapshot: null, offers: ['rollback'] }),
  'several-regions': () =>
    card('Progressing', { environment: environment({}, [TARGET, { ...TARGET, region: 'us-east-1' }]) }),
  'blue-green-awaiting-switch': () =>
    card('AwaitingApproval', {
      offers: GATE_OFFERS,
      snapshot: blueGreen({ phase: 'Paused', pause: { ...PERSON_PAUSE, reason: 'switch' } }),
    }),
  'blue-green-post-promotion': () => card('Progressing', { offers: RUNNING_OFFERS, snapshot: switched }),
  'blue-green-completed': () =>
    card('Completed', { status: { endedAt: ENDED }, snapshot: switched, offers: ['rollback'] }),
  'alert-ask': () => alertAsk(gate, ALERT, ['<!subteam^S0MANAGERS>', '<@U0LEAD>']),
  'approval-ask': () => approvalAsk(gate, ['<!subteam^S0MANAGERS>', '<@U0LEAD>']),
  'approval-ask-of-two': () => approvalAsk(ofTwo, ['<@U0LEAD>']),
  'approval-ask-approved': () => approvalAskDecided(gate, { how: 'approved', by: { kind: 'user', id: 'U0LEAD' } }),
  'approval-ask-rejected': () => approvalAskDecided(gate, { how: 'rejected', by: { kind: 'user', id: 'U0LEAD' } }),
  'approval-ask-not-needed': () => approvalAskDecided(gate, { how: 'notNeeded' }),
  'plan-at-once': () => rollbackPlanView(plan(), PLAN_PRESS),
  'plan-with-caveats': () =>
    rollbackPlanView(
      plan({
        mechanism: 'restore-and-promote',
        expectedMs: null,
        caveats: ['waits-for-pod-start', 'git-will-reapply', 'not-live'],
      }),
      PLAN_PRESS,
    ),
  'dry-run-deploy': () => dryRunView(dryRun()),
  'dry-run-first-version': () => dryRunView(dryRun({ isFirst: true })),
  'dry-run-halted': () => dryRunView(dryRun({ isHalted: true })),
  'dry-run-halted-blue-green': () =>
    dryRunView(
      dryRun({
        isHalted: true,
        rehearsal: {
          course: {
            strategy: 'blueGreen',
            steps: [{ kind: 'preview' }, { kind: 'pause', for: null }, { kind: 'switch' }],
          },
          write: { what: 'patch rollouts/shop', accepted: true, said: null },
          why: null,
          rights: [],
        },
      }),
    ),
  'dry-run-same-version': () =>
    dryRunView(
      dryRun({
        to: OLD,
        checks: [
          {
            name: 'versionIsNew',
            problem: new UserProblem('already-running', { happened: 'shop already runs 1.4.2.', why: 'So.', hint: '' }),
          },
        ],
      }),
    ),
  'configuration-awaiting-approval': () => releaseCard({ ...gate, release: release(sameImage) }, NOW),
  'configuration-completed': () =>
    card('Completed', {
      status: { endedAt: ENDED, targets: sameImage.targets },
      snapshot: healthy,
      offers: ['rollback'],
      wayBack: { image: NEW },
    }),
  'configuration-overtaken': () =>
    card('Superseded', { status: { endedAt: ENDED, story: told({ what: 'superseded', by: '1.5.0' }) } }),
  'configuration-rollback-plan': () =>
    rollbackPlanView(
      { ...plan(), to: { hash: OLD_HASH, image: NEW, revision: 11 } },
      { release: null, service: 'shop', environment: 'production', from: NEW_HASH },
    ),
  'dry-run-refused': () =>
    dryRunView(
      dryRun({
        checks: [
          { name: 'right', problem: null },
          {
            name: 'nothingHolds',
            problem: new UserProblem('held', {
              happened: 'Releases of shop in production are held.',
              why: '<@U0BOB> rolled 1.5.0 back to 1.4.2 on 2026-03-02 10:05 UTC: errors at checkout',
              hint: 'Lift it.',
            }),
          },
        ],
        rehearsal: {
          course: {
            strategy: 'blueGreen',
            steps: [{ kind: 'preview' }, { kind: 'pause', for: null }, { kind: 'switch' }],
          },
          write: {
            what: 'patch rollouts/shop',
            accepted: false,
            said: 'admission webhook "policy" denied the request',
          },
          why: null,
          rights: [right({ allowed: false }), right({ verb: 'get', resource: 'rollouts', allowed: null }), right()],
        },
      }),
    ),
  'dry-run-right-missing': () =>
    dryRunView(dryRun({ rights: [right({ verb: 'delete', resource: 'releases', allowed: false })] })),
  'dry-run-nothing-to-do': () =>
    dryRunView(
      dryRun({
        asked: 'rollback',
        plan: plan({ mechanism: 'finish-restore' }),
        rehearsal: { ...NOTHING_NOW, why: 'the controller is at work on it' },
        record: null,
      }),
    ),
  'dry-run-target-missing': () =>
    dryRunView(
      dryRun({
        from: null,
        to: null,
        checks: [
          { name: 'right', problem: null },
          {
            name: 'target',
            problem: new UserProblem('target-missing', {
              happened: 'There is no Rollout.',
              why: 'Not found.',
              hint: '',
            }),
          },
        ],
        rehearsal: null,
        record: null,
        rights: [],
      }),
    ),
  'dry-run-rollback': () =>
    dryRunView(
      dryRun({ asked: 'rollback', from: NEW, to: OLD, plan: plan({ caveats: ['git-will-reapply'] }), record: null }),
    ),
  'plan-nothing': () => rollbackPlanView(plan({ mechanism: 'nothing' }), PLAN_PRESS),
  problem: () =>
    problemAnswer(
      new UserProblem('not-allowed', {
        happened: 'You may not deploy shop to production.',
        why: 'Only members of @developers may.',
        hint: 'Ask one of them, or deploy to staging with `/rollbridge deploy shop 1.5.0 staging`.',
      }),
    ),
  unexpected: () => unexpectedAnswer('7F3K'),
  'retry-accepted': () => deployAccepted(release(null, { action: 'retry' }), 'C0RELEASES'),
  'restart-accepted': () => deployAccepted(release(null, { action: 'restart' }), 'C0RELEASES'),
  'deploy-accepted': () => deployAccepted(release(null), 'C0RELEASES'),
  'press-counted': () => pressAccepted('approve', release(null), { carriedOut: false, given: 1, needed: 2 }),
  'press-accepted': () => pressAccepted('promoteFull', release(null), { carriedOut: true, given: 0, needed: 0 }),
  'rollback-started': () => rollbackStarted(plan()),
  'still-working': () => stillWorking('reading shop from cluster prod-eu'),
  'status-list': () =>
    statusList(
      [
        view(status('Completed', { endedAt: '2026-03-02T09:05:20.000Z' })),
        view(status('Progressing')),
        view(status('Progressing'), { snapshot: canary({ live: false }) }),
        view(null, { snapshot: null, held: EARLIER }),
      ],
      NOW,
    ),
  'status-list-empty': () => statusList([], NOW),
  help: () =>
    helpText([
      { usage: '/rollbridge deploy <service> <version> [environment]', summary: 'Deploys a version' },
      { usage: '/rollbridge rollback <service> [environment]', summary: 'Shows the way back, then goes it' },
      { usage: '/rollbridge status [service]', summary: 'Shows what runs' },
    ]),
};

const NOTHING_NOW = { course: { strategy: 'canary', steps: [] }, write: null, why: null, rights: [] } as const;
const STARTED_WISH = '2026-03-02T10:04:59.000Z';

const PLAN_PRESS = {
  release: 'shop-production-x7k2p',
  service: 'shop',
  environment: 'production',
  from: NEW_HASH,
  to: '11',
};
