/**
 * Release objects as they come from the API server, checked at the door: whatever gets past is a Release of the
 * model. The schema in the CRD (deploy/crds/releases.yaml) says the same; this one also holds where that is older.
 */
import * as z from 'zod';
import type { Release, ReleaseSpec, ReleaseStatus } from '../../model/release.ts';
import type { KeptVersion } from '../../model/rollback.ts';
import type { MetricState } from '../../model/snapshot.ts';
import type { Told } from '../../model/story.ts';
import type { Read } from './kind.ts';
import { actor, basis, card, listOf, orNull, reader, text, whole } from './reading.ts';

const verb = z.enum(['promote', 'promoteFull', 'pause', 'resume', 'abort', 'undo']);

const keptVersion: z.ZodType<KeptVersion> = z.object({
  hash: orNull(text),
  revision: orNull(whole),
  image: text,
  template: text,
});

const at = text;
const reason = text.exactOptional();
const message = text;
const ms = z.number();
const hint = text.exactOptional();
const gaps = z.array(z.object({ why: text, count: whole })).exactOptional();

const metric: z.ZodType<MetricState> = z.object({
  name: text,
  phase: z.enum(['Pending', 'Running', 'Successful', 'Failed', 'Error', 'Inconclusive']),
  condition: orNull(text),
  values: z.array(text),
  taken: whole,
  wanted: orNull(whole),
  failed: whole,
  failureLimit: orNull(whole),
  errors: whole,
  dryRun: z.boolean(),
  message: orNull(text),
});

const asked = z.object({ by: actor, reason }).exactOptional();

const earlier = z.object({ release: text, service: text, environment: text });

const findings = listOf(
  z.object({ about: text, state: z.enum(['good', 'bad', 'unknown']), says: text, hint: text.exactOptional() }),
);

const alerts = { names: z.array(text), count: whole };
const alertTold = z.enum(['asked', 'older', 'rolling-back', 'ended', 'unknown', 'ambiguous', 'refused']);

const told: z.ZodType<Told> = z.discriminatedUnion('what', [
  z.object({ at, what: z.literal('requested'), by: actor, reason }),
  z.object({ at, what: z.literal('adopted'), by: orNull(text), earlier: earlier.exactOptional() }),
  z.object({ at, what: z.literal('recordReplaced'), release: text }),
  z.object({ at, what: z.literal('started'), from: text, to: text }),
  z.object({ at, what: z.literal('step'), step: whole, count: whole, weight: z.number() }),
  z.object({ at, what: z.literal('approvalNeeded'), basis, approvals: whole }),
  z.object({ at, what: z.literal('paused'), reason: z.enum(['step', 'switch', 'inconclusive', 'user']) }),
  z.object({ at, what: z.literal('approved'), by: actor, given: whole, needed: whole }),
  z.object({ at, what: z.literal('rejected'), by: actor, reason }),
  z.object({ at, what: z.literal('asked'), verb, by: actor, reason }),
  z.object({ at, what: z.literal('carriedOut'), verb }),
  z.object({ at, what: z.literal('notCarriedOut'), verb, why: text }),
  z.object({ at, what: z.literal('promotedElsewhere') }),
  z.object({
    at,
    what: z.literal('analysisFailed'),
    analysis: text,
    message,
    metrics: z.array(metric).exactOptional(),
  }),
  z.object({ at, what: z.literal('aborted'), message }),
  z.object({ at, what: z.literal('degraded'), message }),
  z.object({ at, what: z.literal('notReconciling'), says: text.exactOptional() }),
  z.object({ at, what: z.literal('leftAlone') }),
  z.object({
    at,
    what: z.literal('rollbackAsked'),
    by: actor,
    to: text,
    reason,
    cause: z.enum(['alert', 'drill']).exactOptional(),
  }),
  z.object({ at, what: z.literal('drillReady'), ms, percent: z.number() }),
  z.object({ at, what: z.literal('drillFailed'), why: text }),
  z.object({ at, what: z.literal('drillDue'), since: orNull(text), everyMs: ms }),
  z.object({ at, what: z.literal('alertAsks'), from: text, ...alerts, says: text.exactOptional() }),
  z.object({ at, what: z.literal('alertFired'), why: alertTold, ...alerts, says: text.exactOptional() }),
  z.object({ at, what: z.literal('alertResolved'), ...alerts }),
  z.object({ at, what: z.literal('acknowledgementWanted'), by: actor, isReminder: z.boolean() }),
  z.object({ at, what: z.literal('acknowledged'), by: actor, reason }),
  z.object({ at, what: z.literal('trafficBack'), ms }),
  z.object({ at, what: z.literal('rolledBack'), to: text, ms: orNull(ms) }),
  z.object({ at, what: z.literal('rolledBackElsewhere'), to: text }),
  z.object({ at, what: z.literal('verified'), state: z.enum(['verified', 'partly', 'wrong']), findings }),
  z.object({ at, what: z.literal('rollbackHindered'), by: actor, why: text, hint: text }),
  z.object({ at, what: z.literal('rollbackGoesOn') }),
  z.object({ at, what: z.literal('rollbackGivenUp'), why: text }),
  z.object({ at, what: z.literal('held'), reason }),
  z.object({ at, what: z.literal('lifted'), by: actor, reason }),
  z.object({ at, what: z.literal('evidenceSaved'), files: whole, missing: whole, folder: text, gaps, asked }),
  z.object({ at, what: z.literal('evidenceFailed'), why: text, hint, asked }),
  z.object({ at, what: z.literal('evidenceNotShared'), folder: text, why: text, hint }),
  z.object({ at, what: z.literal('evidenceNotStored'), folder: text, why: text, hint: text }),
  z.object({ at, what: z.literal('incidentOpened'), incident: text, by: actor, channel: orNull(text) }),
  z.object({ at, what: z.literal('incidentResolved'), incident: text, by: actor, cause: text }),
  z.object({ at, what: z.literal('notDelivered'), to: text, why: text, hint: text }),
  z.object({ at, what: z.literal('superseded'), by: text }),
  z.object({ at, what: z.literal('refused'), why: text }),
  z.object({ at, what: z.literal('calledOff'), by: actor, reason }),
  z.object({ at, what: z.literal('completed'), ms }),
  z.object({ at, what: z.literal('debugging'), pod: text, image: text, until: text }),
  z.object({ at, what: z.literal('debugOver'), why: z.enum(['taken', 'time', 'gone']) }),
  z.object({ at, what: z.literal('scaled'), from: whole, to: whole, ms }),
]);

const spec: z.ZodType<ReleaseSpec> = z.object({
  service: text,
  environment: text,
  action: z.enum(['deploy', 'adopt', 'retry', 'restart', 'drill', 'scale', 'debug']).exactOptional(),
  version: text,
  debug: z.object({ image: text }).exactOptional(),
  pods: z.object({ from: whole, to: whole }).exactOptional(),
  reason,
  requestedBy: text.exactOptional(),
});

const status: z.ZodType<ReleaseStatus> = z.object({
  phase: z.enum([
    'Pending',
    'Starting',
    'Progressing',
    'Paused',
    'AwaitingApproval',
    'Degraded',
    'RollingBack',
    'Completed',
    'Aborted',
    'RolledBack',
    'Superseded',
    'Refused',
  ]),
  message,
  requester: actor,
  startedAt: orNull(text),
  endedAt: orNull(text),
  targets: listOf(
    z.object({
      region: text,
      object: text.exactOptional(),
      replaced: orNull(keptVersion),
      found: orNull(text),
      image: text,
      hash: orNull(text),
      step: orNull(whole),
    }),
  ),
  approvals: listOf(z.object({ by: text, at, basis })),
  wish: orNull(z.object({ verb, by: actor, at, basis, reason })),
  rollback: orNull(
    z.object({
      by: actor,
      reason,
      cause: z.enum(['pressed', 'rejected', 'alert', 'drill']),
      from: z.object({ hash: orNull(text), image: text }),
      to: keptVersion,
      mechanism: text,
      clock: z.object({
        pressedAt: text,
        acceptedAt: text.exactOptional(),
        zeroAt: text.exactOptional(),
        healthyAt: text.exactOptional(),
      }),
      acknowledgement: z
        .object({ reminders: whole, given: orNull(z.object({ by: actor, at, reason })) })
        .exactOptional(),
      verification: z
        .object({ state: z.enum(['looking', 'verified', 'partly', 'wrong']), since: text, findings })
        .exactOptional(),
    }),
  ),
  hold: orNull(z.object({ since: text, reason: orNull(text), lifted: orNull(z.object({ by: actor, at, reason })) })),
  evidence: orNull(
    z.object({
      occasion: z.enum(['rollback', 'failure']),
      state: z.enum(['capturing', 'saved', 'failed']),
      asOf: text,
      folder: orNull(text),
      files: whole,
      missing: whole,
      why: orNull(text),
      file: orNull(text),
    }),
  ),
  alerts: z.array(z.object({ key: text, name: text, firing: z.boolean() })).exactOptional(),
  asked: z.object({ by: text, reason, asOf: text }).exactOptional(),
  debug: z.object({ pod: text, container: text, until: text, state: orNull(text) }).exactOptional(),
  story: listOf(told),
  card: orNull(card),
});

/** The release, or in one line what is wrong with the object. */
export const readRelease: (object: unknown) => Read<Release> = reader({ spec, status });
