/** What reaches beyond the process: clusters, Slack, the disk and the bucket. Nothing of it runs before it is started. */
import { tmpdir } from 'node:os';
import type { Logger } from 'pino';
import type { Settings } from '../config/environment.ts';
import type { LiveCatalog } from '../config/live-catalog.ts';
import { ArgoDriver } from '../drivers/argo/driver.ts';
import { ArgoRecording } from '../drivers/argo/evidence/recorder.ts';
import { evidenceDirectory } from '../drivers/evidence/directory.ts';
import { EvidenceKeeping } from '../drivers/evidence/keeping.ts';
import { PostmortemPages } from '../drivers/evidence/postmortems.ts';
import { PagerDutyOnCall } from '../drivers/outward/on-call.ts';
import type { Variables } from '../drivers/outward/secrets.ts';
import { FlightRecorder } from '../drivers/recorder/recorder.ts';
import { Spool } from '../drivers/recorder/spool.ts';
import { KubernetesIncidentStore } from '../drivers/store/incidents.ts';
import { KubernetesNoticeStore } from '../drivers/store/notices.ts';
import { KubernetesReleaseStore } from '../drivers/store/releases.ts';
import { redactorOf } from '../model/redactor.ts';
import type { Metrics } from '../server/metrics.ts';
import { Slack } from '../slack/index.ts';
import type { Clusters } from './clusters.ts';

export const clock = { now: () => new Date() };

/** What every part is made with. */
export interface Basis {
  readonly settings: Settings;
  /** The environment, for secrets that the catalog names. */
  readonly variables: Variables;
  readonly live: LiveCatalog;
  readonly clusters: Clusters;
  readonly metrics: Metrics;
  readonly log: Logger;
}

export type Edges = ReturnType<typeof edgesOf>;

export function edgesOf({ settings, variables, live, clusters, metrics, log }: Basis) {
  const storeOf = (plural: string) => ({
    connection: clusters.home,
    namespace: live.current.home.namespace,
    log,
    onLive: (live: boolean) => metrics.watchLive(plural, live),
  });
  const store = new KubernetesReleaseStore(storeOf('releases'));
  const incidents = new KubernetesIncidentStore(storeOf('incidents'));
  const notices = new KubernetesNoticeStore(storeOf('notices'));
  metrics.countReleases(() => store.all());
  metrics.countNotices(() => notices.all());
  const driver = new ArgoDriver({
    connections: clusters.connections,
    onError: (where, error) => log.warn({ err: error, where }, 'a watch failed and is started over'),
  });
  const { bucketKeys } = settings;
  const kept = new EvidenceKeeping({ rules: () => live.current.evidence, bucketKeys, temporary: tmpdir(), log });
  const { vault } = kept;
  const recorder = new FlightRecorder(() => live.current.evidence.recorder);
  const recording = new ArgoRecording({
    connections: clusters.connections,
    remembered: (target) => driver.remembered(target),
    onLack: (where, why) => log.warn({ where, why }, 'releases in flight are not recorded whole'),
  });
  const spool = new Spool({
    recorder,
    directory: () => vault.place(),
    redact: (text) => redactorOf(live.current.evidence.redact).text(text),
    onError: (error) => log.warn({ err: error }, 'recordings cannot be written down'),
  });
  const slack = new Slack({
    settings,
    store,
    incidents,
    incidentRules: () => live.current.incidents,
    oncall: new PagerDutyOnCall({ rules: () => live.current.outward.oncall, variables, now: clock.now }),
    archives: vault,
    postmortems: new PostmortemPages(() => evidenceDirectory(live.current.evidence, tmpdir())),
    log,
    clock,
    metrics,
  });
  return { store, incidents, notices, driver, kept, vault, recorder, recording, spool, slack };
}
