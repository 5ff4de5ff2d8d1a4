/**
 * What a release learns by looking at its target: pure. Decisions made elsewhere (kubectl, a dashboard, the
 * controller itself) show here like those made by us.
 */
import type { Environment } from '../../model/catalog.ts';
import type { Basis } from '../../model/decision.ts';
import type { ReleasePhase, ReleaseStatus } from '../../model/release.ts';
import {
  type AnalysisPhase,
  type AnalysisState,
  isWanted,
  type TargetSnapshot,
  trafficOf,
} from '../../model/snapshot.ts';
import type { StoryEvent } from '../../model/story.ts';
import { ended, inPhase, superseded, told, withRecord } from './changes.ts';
import { isForPeople } from './offers.ts';
import { versionOf } from './versions.ts';

/** So many metrics of an analysis that failed are kept with the release, with so many of their newest values. */
const METRICS_TOLD = 5;
const VALUES_TOLD = 3;

export interface Observation {
  readonly status: ReleaseStatus;
  readonly snapshot: TargetSnapshot;
  readonly environment: Environment;
  readonly basis: Basis;
}

/** The next status; the same object when nothing is new. */
export function observe({ status, snapshot, environment, basis }: Observation, now: Date): ReleaseStatus {
  const record = status.targets[0];
  if (record === undefined || snapshot.phase === 'Unobserved') return status;
  // A Rollout may be invalid before the controller has seen what is wanted now: that says nothing of another version.
  const isUnseen = snapshot.desiredHash === null && record.hash !== null;
  if (!isUnseen && !isWanted(snapshot, record)) return overtaken(status, snapshot, now);
  const known = record.hash === null ? withRecord(status, { hash: snapshot.desiredHash }) : status;
  const stepped = advanced(known, snapshot, now);
  if (snapshot.settled) return completed(stepped, now);
  const isOver = status.phase === 'Aborted' || isOffTraffic(snapshot);
  if (snapshot.phase === 'Aborted' && isOver) return aborted(stepped, snapshot, now);
  return entered(stepped, { snapshot, environment, basis }, now);
}

/** Another version is wanted now: the one before (taken back elsewhere) or a third one. */
function overtaken(status: ReleaseStatus, snapshot: TargetSnapshot, now: Date): ReleaseStatus {
  const record = status.targets[0];
  const version = versionOf(snapshot.image);
  const { replaced = null, image = null } = record ?? {};
  // Where only the configuration differs the image tells nothing.
  const isImageBack = snapshot.image === replaced?.image && snapshot.image !== image;
  const isBack = snapshot.desiredHash === replaced?.hash || isImageBack;
  if (!isBack) return superseded(status, version, now);
  if (!snapshot.settled) return status;
  return told(ended(status, 'RolledBack', `Back on ${version}, by somebody else`, now), now, {
    what: 'rolledBackElsewhere',
    to: version,
  });
}

function advanced(status: ReleaseStatus, { steps, weight }: TargetSnapshot, now: Date): ReleaseStatus {
  const step = steps?.index ?? null;
  const before = status.targets[0]?.step ?? null;
  if (steps === null || step === null || step === before || step === 0) return status;
  const next = withRecord(status, { step });
  return told(next, now, { what: 'step', step, count: steps.count, weight: weight?.set ?? 0 });
}

function completed(status: ReleaseStatus, now: Date): ReleaseStatus {
  const ms = now.getTime() - Date.parse(status.startedAt ?? now.toISOString());
  return told(ended(status, 'Completed', 'All traffic is on the new version', now), now, { what: 'completed', ms });
}

function aborted(status: ReleaseStatus, snapshot: TargetSnapshot, now: Date): ReleaseStatus {
  if (status.phase === 'Aborted') return status;
  const failures = snapshot.analyses.filter(hasFailed).map(failure);
  const message = snapshot.message || 'The update was aborted';
  return told(ended(status, 'Aborted', message, now), now, ...failures, { what: 'aborted', message });
}

function failure({ name, message, metrics }: AnalysisState): StoryEvent {
  const deciding = metrics
    .filter((metric) => hasFailed(metric) && !metric.dryRun)
    .slice(0, METRICS_TOLD)
    .map((metric) => ({ ...metric, values: metric.values.slice(-VALUES_TOLD) }));
  return { what: 'analysisFailed', analysis: name, message: message ?? '', metrics: deciding };
}

function hasFailed({ phase }: { readonly phase: AnalysisPhase }): boolean {
  return phase === 'Failed' || phase === 'Error';
}

/** The controller says that it aborted before the traffic has moved, and long before when stable pods are missing. */
function isOffTraffic(snapshot: TargetSnapshot): boolean {
  return snapshot.desiredHash === null || trafficOf(snapshot, snapshot.desiredHash) === 0;
}

function phaseOf(snapshot: TargetSnapshot, environment: Environment): ReleasePhase {
  if (snapshot.phase === 'Degraded' || snapshot.phase === 'Aborted') return 'Degraded';
  if (snapshot.pause?.reason === 'user') return 'Paused';
  if (isForPeople(snapshot.pause)) return environment.access.approvals > 0 ? 'AwaitingApproval' : 'Paused';
  return 'Progressing';
}

const WAITS: ReadonlySet<ReleasePhase> = new Set(['AwaitingApproval', 'Paused']);

function entered(
  status: ReleaseStatus,
  { snapshot, environment, basis }: Omit<Observation, 'status'>,
  now: Date,
): ReleaseStatus {
  const phase = phaseOf(snapshot, environment);
  const isNewAsk = phase === 'AwaitingApproval' && !hasAskedAbout(status, basis);
  if (phase === status.phase && !isNewAsk) return status;
  const events: StoryEvent[] = [];
  if (WAITS.has(status.phase) && phase === 'Progressing' && status.wish === null)
    events.push({ what: 'promotedElsewhere' });
  if (isNewAsk) events.push({ what: 'approvalNeeded', basis, approvals: environment.access.approvals });
  if (phase === 'Paused' && snapshot.pause) events.push({ what: 'paused', reason: snapshot.pause.reason });
  if (snapshot.phase === 'Degraded') events.push({ what: 'degraded', message: snapshot.message });
  const next = inPhase({ ...status, endedAt: null }, phase, MESSAGES[phase] ?? snapshot.message);
  return told(next, now, ...events);
}

const MESSAGES: Partial<Record<ReleasePhase, string>> = {
  AwaitingApproval: 'Waiting for approval',
  Paused: 'Paused',
  Progressing: 'The update is under way',
};

function hasAskedAbout(status: ReleaseStatus, basis: Basis): boolean {
  const last = status.story.findLast((event) => event.what === 'approvalNeeded');
  return (
    last?.what === 'approvalNeeded' && last.basis.pausedSince === basis.pausedSince && last.basis.hash === basis.hash
  );
}
