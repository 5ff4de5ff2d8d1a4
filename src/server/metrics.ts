/** What can be counted and timed from outside, for Prometheus. */
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { Notice } from '../model/notice.ts';
import { deliveriesOf } from '../model/notice.ts';
import type { ProblemCode } from '../model/problem.ts';
import type { Release, ReleasePhase } from '../model/release.ts';

export type RollbackStage = 'accepted' | 'zero' | 'healthy';

/** `unverified` is a request that did not prove to come from Slack. */
export type SlackOutcome = 'done' | 'refused' | 'failed' | 'unverified';

/** What came of a try to tell a system outside. */
export type NoticeOutcome = 'delivered' | 'needless' | 'later' | 'refused';

/** Whether a changed catalog took effect. */
export type ReloadOutcome = 'applied' | 'unchanged' | 'refused';

/** From a patch on a warm connection (10 ms) to pods that take their time to start (2 min). */
const ROLLBACK_BUCKETS = [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 3, 5, 10, 20, 30, 60, 120];

const NO_RELEASES: Readonly<Record<ReleasePhase, 0>> = {
  Pending: 0,
  Starting: 0,
  Progressing: 0,
  Paused: 0,
  AwaitingApproval: 0,
  Degraded: 0,
  RollingBack: 0,
  Completed: 0,
  Aborted: 0,
  RolledBack: 0,
  Superseded: 0,
  Refused: 0,
};

export class Metrics {
  readonly registry = new Registry();
  #releases: () => readonly Release[] = () => [];
  #notices: () => readonly Notice[] = () => [];
  readonly #rollback = new Histogram({
    name: 'rollbridge_rollback_seconds',
    help: 'Time from the press to a stage of the rollback: accepted by the API server, zero traffic on the bad version, healthy.',
    labelNames: ['stage', 'mechanism'],
    buckets: ROLLBACK_BUCKETS,
    registers: [this.registry],
  });
  readonly #slackRequests = new Counter({
    name: 'rollbridge_slack_requests_total',
    help: 'Requests from Slack, by how they were answered.',
    labelNames: ['outcome'],
    registers: [this.registry],
  });
  readonly #refusals = new Counter({
    name: 'rollbridge_refused_presses_total',
    help: 'Presses and commands that were refused, by the code of the reason, for example stale.',
    labelNames: ['code'],
    registers: [this.registry],
  });
  readonly #watchLive = new Gauge({
    name: 'rollbridge_watch_live',
    help: '1 while the watch on a kind of our own records delivers changes, 0 while what is known of them may be old.',
    labelNames: ['watch'],
    registers: [this.registry],
  });

  readonly #reloads = new Counter({
    name: 'rollbridge_config_reloads_total',
    help: 'Looks at a catalog that may have changed, by what came of it: applied, unchanged, or refused for its mistakes.',
    labelNames: ['outcome'],
    registers: [this.registry],
  });
  readonly #reloaded = new Gauge({
    name: 'rollbridge_config_last_reload_successful',
    help: '1 while the catalog in force is the one in the file, 0 while the file was refused and an older one is in force.',
    registers: [this.registry],
  });

  readonly #sent = new Counter({
    name: 'rollbridge_notices_sent_total',
    help: 'Tries to tell a system outside, by destination and what came of it: delivered, needless, later, or refused.',
    labelNames: ['to', 'came'],
    registers: [this.registry],
  });

  constructor() {
    this.#reloaded.set(1);
    collectDefaultMetrics({ register: this.registry });
    const releases = () => this.#releases();
    new Gauge({
      name: 'rollbridge_releases',
      help: 'Releases that are kept, by phase.',
      labelNames: ['phase'],
      registers: [this.registry],
      collect() {
        for (const [phase, count] of Object.entries(byPhase(releases()))) this.set({ phase }, count);
      },
    });
    const notices = () => this.#notices();
    new Gauge({
      name: 'rollbridge_notices',
      help: 'Notices that have not reached a destination: waiting ones, and undelivered ones that a person must send again.',
      labelNames: ['to', 'state'],
      registers: [this.registry],
      collect() {
        this.reset();
        for (const { to, state } of notices().flatMap(deliveriesOf)) {
          if (state === 'waiting' || state === 'undelivered') this.inc({ to, state });
        }
      },
    });
  }

  /** Where notices are counted, each time that somebody asks. */
  countNotices(notices: () => readonly Notice[]): void {
    this.#notices = notices;
  }

  notice(to: string, came: NoticeOutcome): void {
    this.#sent.inc({ to, came });
  }

  /** Where releases are counted, each time that somebody asks. */
  countReleases(releases: () => readonly Release[]): void {
    this.#releases = releases;
  }

  /** A time that is not known is not counted. */
  rollback(stage: RollbackStage, mechanism: string, seconds: number): void {
    if (Number.isFinite(seconds) && seconds >= 0) this.#rollback.observe({ stage, mechanism }, seconds);
  }

  slackRequest(outcome: SlackOutcome): void {
    this.#slackRequests.inc({ outcome });
  }

  refused(code: ProblemCode): void {
    this.#refusals.inc({ code });
  }

  configReload(outcome: ReloadOutcome): void {
    this.#reloads.inc({ outcome });
    this.#reloaded.set(outcome === 'refused' ? 0 : 1);
  }

  watchLive(watch: string, live: boolean): void {
    this.#watchLive.set({ watch }, live ? 1 : 0);
  }
}

function byPhase(releases: readonly Release[]): Record<ReleasePhase, number> {
  const counts: Record<ReleasePhase, number> = { ...NO_RELEASES };
  for (const { status } of releases) counts[status?.phase ?? 'Pending']++;
  return counts;
}
