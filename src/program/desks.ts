/** The parts of the engine, each with the edges it needs. Nothing runs yet. */
import { ArgoDebug } from '../drivers/argo/debug-pod.ts';
import { ArgoEvidence } from '../drivers/argo/evidence/source.ts';
import { destinationNamed } from '../drivers/outward/index.ts';
import { PrometheusGauges } from '../drivers/prometheus/gauges.ts';
import { PrometheusRecording } from '../drivers/prometheus/recording.ts';
import { PrometheusSource } from '../drivers/prometheus/source.ts';
import { KubernetesRecordRehearsal } from '../drivers/store/rehearsal.ts';
import {
  KubernetesIncidentRemoval,
  KubernetesNoticeRemoval,
  KubernetesReleaseRemoval,
} from '../drivers/store/removal.ts';
import { AlertDesk } from '../engine/alerts/alerts.ts';
import { DebugDesk } from '../engine/debugging/desk.ts';
import { Desk } from '../engine/desk.ts';
import { DrillDesk } from '../engine/drills/desk.ts';
import { DrillReminders } from '../engine/drills/reminders.ts';
import { CaptureDesk } from '../engine/evidence/asked-capture.ts';
import { EvidenceDesk, type EvidenceParts } from '../engine/evidence/evidence.ts';
import { RecorderDesk } from '../engine/evidence/recorder.ts';
import { UnstoredDesk } from '../engine/evidence/unstored.ts';
import { WorldChoices } from '../engine/history/choices.ts';
import { WorldHistories } from '../engine/history/history.ts';
import { Pruner } from '../engine/history/pruner.ts';
import { IncidentAlarms } from '../engine/incidents/alarms.ts';
import { IncidentDesk } from '../engine/incidents/desk.ts';
import { IncidentKeeper } from '../engine/incidents/keeper.ts';
import { NoteDesk } from '../engine/incidents/notes.ts';
import { IncidentOpening } from '../engine/incidents/opening.ts';
import { IncidentPruner } from '../engine/incidents/pruner.ts';
import { IncidentSentry } from '../engine/incidents/sentry.ts';
import { Courier } from '../engine/notices/courier.ts';
import { NoticeDesk } from '../engine/notices/desk.ts';
import { NoticeKeeper } from '../engine/notices/keeper.ts';
import type { NoticeWorld } from '../engine/notices/ports.ts';
import { Reconciler } from '../engine/release/reconciler.ts';
import { RehearsalDesk } from '../engine/release/rehearsing.ts';
import { Reminders } from '../engine/rollback/reminders.ts';
import { RollbackDesk } from '../engine/rollback/rollback.ts';
import { VerifyDesk } from '../engine/rollback/verify.ts';
import type { World } from '../engine/world.ts';
import type { Target } from '../model/catalog.ts';
import { redactorOf } from '../model/redactor.ts';
import { type Basis, clock, type Edges } from './edges.ts';

export type Desks = ReturnType<typeof desksOf>;

/** What works by itself, beside what people ask for. */
export interface Worker {
  start(): void;
  stop(): void | Promise<void>;
  /** The catalog is another one. */
  lookAtAll?(): void;
}

/** In the order in which they begin; while they end, the reconciler and the recorder still work for them. */
export function workersOf(desks: Desks, { kept }: Edges): readonly Worker[] {
  const { evidence, unstored, captures, verify, reminders, drills, drillReminders, debugging, pruner } = desks;
  const { incidentKeeper, incidentSentry, incidentPruner, noticeKeeper, courier } = desks;
  const told = { start: () => unstored.start(kept), stop: () => unstored.stop() };
  const ofReleases = [evidence, told, captures, verify, reminders, drills, debugging, drillReminders, pruner];
  return [...ofReleases, incidentKeeper, incidentSentry, incidentPruner, noticeKeeper, courier];
}

export function desksOf(basis: Basis, edges: Edges) {
  const { live, clusters } = basis;
  const { driver, recorder, recording, store, incidents, slack } = edges;
  const catalog = () => live.current;
  const world = worldOf(basis, edges);
  const reconciler = new Reconciler(world);
  const parts = evidenceOf(basis, edges);
  const evidence = new EvidenceDesk(world, parts);
  const rollbacks = new RollbackDesk(world, reconciler, evidence);
  const prometheus = new PrometheusRecording({ catalog, now: clock.now });
  const { namespace } = live.current.home;
  const incidentWorld = { releases: world, store: incidents, audience: slack.incidentAudience };
  const opening = new IncidentOpening(incidentWorld);
  const noticeWorld = noticeWorldOf(basis, edges, world);
  return {
    reconciler,
    evidence,
    unstored: new UnstoredDesk(world),
    captures: new CaptureDesk(world, { ...parts, audience: slack.askedEvidence }),
    recorder: new RecorderDesk(world, { recorder, sources: [recording, prometheus], known: () => store.known }),
    verify: new VerifyDesk(world, { reach: driver, gauges: new PrometheusGauges({ catalog, now: clock.now }) }),
    reminders: new Reminders(world),
    drills: new DrillDesk(world, rollbacks),
    debugging: new DebugDesk(
      world,
      new ArgoDebug({ connections: clusters.connections, find: (target, match) => driver.find(target, match) }),
    ),
    drillReminders: new DrillReminders(world),
    pruner: new Pruner(world, new KubernetesReleaseRemoval({ connection: clusters.home, namespace })),
    incidentKeeper: new IncidentKeeper(incidentWorld),
    incidentSentry: new IncidentSentry(incidentWorld, opening),
    incidents: new IncidentDesk(incidentWorld, opening),
    notes: new NoteDesk(incidentWorld),
    incidentPruner: new IncidentPruner(
      incidentWorld,
      new KubernetesIncidentRemoval({ connection: clusters.home, namespace }),
    ),
    alerts: new AlertDesk(world, { rollbacks, incidents: new IncidentAlarms(incidentWorld, opening) }),
    noticeKeeper: new NoticeKeeper(noticeWorld),
    courier: new Courier(noticeWorld),
    notices: new NoticeDesk(noticeWorld),
    intents: new Desk(world, rollbacks),
    choices: new WorldChoices(world),
    rehearsals: new RehearsalDesk(world),
    histories: new WorldHistories(world),
  };
}

function noticeWorldOf({ live, clusters, variables, metrics, log }: Basis, edges: Edges, releases: World): NoticeWorld {
  const { notices, incidents } = edges;
  const onError = (error: unknown) => log.error({ err: error }, 'a notice could not be sent');
  const parts = { variables, now: clock.now, onError };
  return {
    rules: () => live.current.outward,
    destination: (name) => destinationNamed(name, live.current.outward, parts),
    notices,
    removal: new KubernetesNoticeRemoval({ connection: clusters.home, namespace: live.current.home.namespace }),
    incidents,
    releases,
    redactor: () => redactorOf(live.current.evidence.redact),
    clock,
    log,
    tried: (to, came) => metrics.notice(to, came),
  };
}

function evidenceOf({ live, clusters }: Basis, { driver, vault, recorder }: Edges): EvidenceParts {
  const remembered = (target: Target) => driver.remembered(target);
  return {
    vault,
    sources: [
      new ArgoEvidence({ connections: clusters.connections, remembered, recordings: recorder }),
      new PrometheusSource({ catalog: () => live.current, now: clock.now, recordings: recorder }),
    ],
  };
}

function worldOf({ live, clusters, metrics, log }: Basis, { driver, store, slack }: Edges): World {
  return {
    get catalog() {
      return live.current;
    },
    driver,
    store,
    records: new KubernetesRecordRehearsal({ connection: clusters.home, ...live.current.home }),
    directory: slack.directory,
    audience: slack.audience,
    clock,
    log,
    measure: (stage, mechanism, seconds) => metrics.rollback(stage, mechanism, seconds),
  };
}
