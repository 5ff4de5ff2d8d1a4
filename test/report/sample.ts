/** A capture as it is in a bundle: a canary whose analysis fails at 30 %, and somebody presses. */
import type { CaptureAbout } from '../../src/model/capture.ts';
import type { Contents } from '../../src/report/evidence/contents.ts';

const BAD = '7847575d48';
const GOOD = '6c9f8b7d5';
const PRESS = Date.parse('2026-11-21T09:45:57.123Z');

export const ABOUT: CaptureAbout = {
  occasion: 'rollback',
  service: 'shop',
  environment: 'production',
  target: { region: 'eu', cluster: 'home', namespace: 'shop', kind: 'Rollout', name: 'shop', container: 'app' },
  release: 'shop-production-x1',
  bad: BAD,
  good: GOOD,
  asOf: at(0),
  began: at(40),
  ended: at(700),
  again: false,
};

function at(afterMs: number): string {
  return new Date(PRESS + afterMs).toISOString();
}

const by = { kind: 'user', id: 'U0DEV' } as const;

const release = {
  name: 'shop-production-x1',
  resourceVersion: '1',
  createdAt: at(-420_000),
  spec: { service: 'shop', environment: 'production', version: '2.0.0', reason: 'faster checkout' },
  status: {
    phase: 'RollingBack',
    requester: by,
    rollback: {
      by,
      reason: 'errors at checkout',
      cause: 'pressed',
      from: { hash: BAD, image: 'ghcr.io/acme/shop:2.0.0' },
      to: { hash: GOOD, revision: 1, image: 'ghcr.io/acme/shop:1.4.2', template: '{}' },
      mechanism: 'abort-canary',
      clock: { pressedAt: at(0), acceptedAt: at(17), zeroAt: at(120) },
    },
    story: [
      { what: 'requested', by, reason: 'faster checkout', at: at(-420_000) },
      { what: 'started', from: 'ghcr.io/acme/shop:1.4.2', to: 'ghcr.io/acme/shop:2.0.0', at: at(-419_000) },
      { what: 'step', step: 1, count: 4, weight: 30, at: at(-400_000) },
      { what: 'approvalNeeded', basis: { hash: BAD, step: 1, pausedSince: null }, approvals: 1, at: at(-390_000) },
      { what: 'rollbackAsked', by, to: 'ghcr.io/acme/shop:1.4.2', reason: 'errors at checkout', at: at(2) },
      { what: 'trafficBack', ms: 120, at: at(120) },
    ],
  },
};

const version = (hash: string, image: string, role: string) => ({
  hash,
  revision: 1,
  image,
  roles: [role],
  desired: 3,
  current: 3,
  ready: 2,
  available: 2,
});

const target = {
  phase: 'Paused',
  message: 'CanaryPauseStep',
  image: 'ghcr.io/acme/shop:2.0.0',
  steps: { index: 1, count: 4 },
  weight: { set: 30, actual: 30 },
  versions: [version(GOOD, 'ghcr.io/acme/shop:1.4.2', 'stable'), version(BAD, 'ghcr.io/acme/shop:2.0.0', 'canary')],
  traffic: [
    { hash: BAD, percent: 30 },
    { hash: GOOD, percent: 70 },
  ],
  troubles: [{ pod: `shop-${BAD}-aaaaa`, hash: BAD, reason: 'CrashLoopBackOff', message: 'back-off 10s' }],
};

/** A quarter of an hour, with a gap. */
const values = (before: number, after: number): readonly (readonly [number, string])[] =>
  Array.from({ length: 61 }, (_, n) => {
    const seconds = PRESS / 1_000 - 900 + n * 15;
    const value = n < 34 ? before : after * (0.8 + 0.2 * Math.sin(n));
    return [seconds, n === 20 ? 'NaN' : value.toFixed(4)] as const;
  });

const ERRORS = 'sum by (rollouts_pod_template_hash) (rate(errors_total[1m]))';
const errors = {
  query: ERRORS,
  around: {
    series: [
      { metric: { rollouts_pod_template_hash: BAD }, values: values(0, 0.31).slice(30) },
      { metric: { rollouts_pod_template_hash: GOOD }, values: values(0.01, 0.012) },
    ],
  },
};

const run = {
  metadata: { name: 'shop-7847575d48-2-1', creationTimestamp: at(-300_000) },
  spec: {
    args: [{ name: 'hash', value: BAD }],
    metrics: [
      {
        name: 'error-rate',
        successCondition: 'result[0] < 0.05',
        failureLimit: 1,
        provider: { prometheus: { query: ERRORS } },
      },
    ],
  },
  status: {
    phase: 'Failed',
    message: 'metric "error-rate" assessed Failed due to failed (2) > failureLimit (1)',
    metricResults: [
      {
        name: 'error-rate',
        phase: 'Failed',
        measurements: [
          { phase: 'Successful', value: '[0.012]', finishedAt: at(-240_000) },
          { phase: 'Failed', value: '[0.22]', finishedAt: at(-120_000) },
          { phase: 'Failed', value: '[0.31]', finishedAt: at(-20_000) },
        ],
      },
    ],
  },
};

export const pod = (name: string, hash: string, restarts: number) => ({
  metadata: { name, labels: { 'rollouts-pod-template-hash': hash } },
  spec: { nodeName: 'node-1' },
  status: {
    phase: 'Running',
    containerStatuses: [
      {
        name: 'app',
        restartCount: restarts,
        ...(restarts > 0 && { lastState: { terminated: { reason: 'Error', exitCode: 1 } } }),
      },
    ],
  },
});

const events = [
  {
    type: 'Warning',
    reason: 'BackOff',
    message: 'Back-off restarting failed container',
    count: 4,
    lastTimestamp: at(-5_000),
    involvedObject: { kind: 'Pod', name: `shop-${BAD}-aaaaa` },
  },
];

export const FILES: Readonly<Record<string, unknown>> = {
  'release.json': release,
  'as-of/target.json': target,
  'metrics/error-rate.json': errors,
  'analysisruns/shop-7847575d48-2-1.json': run,
  [`pods/shop-${BAD}-aaaaa.json`]: pod(`shop-${BAD}-aaaaa`, BAD, 3),
  [`pods/shop-${GOOD}-bbbbb.json`]: pod(`shop-${GOOD}-bbbbb`, GOOD, 0),
  'events.json': events,
  [`logs/shop-${BAD}-aaaaa/app.log`]: 'starting\n',
  [`logs/shop-${BAD}-aaaaa/app.previous.log`]: 'starting\npanic: cannot open database\n',
  [`logs/shop-${GOOD}-bbbbb/app.log`]: 'GET /api/items 200\n'.repeat(100),
};

/** What was put together from files of a bundle, texts as they are and objects as JSON. */
export function contentsOf(files: Readonly<Record<string, unknown>> = FILES, more: Partial<Contents> = {}): Contents {
  const texts = Object.entries(files).map(
    ([path, content]) => [path, typeof content === 'string' ? content : JSON.stringify(content)] as const,
  );
  return {
    about: ABOUT,
    files: texts.map(([path, text]) => ({ path, bytes: Buffer.byteLength(text) })),
    missing: [{ what: 'logs/shop-gone', why: 'the pod was there at that moment and gone before it could be read' }],
    texts: new Map(texts),
    ...more,
  };
}
