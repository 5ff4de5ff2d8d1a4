/** From the catalog's YAML to the catalog, or to one error that lists everything that is wrong with it. */

import type { AlertRule } from '../model/alert.ts';
import type {
  Access,
  BucketRules,
  Catalog,
  DrillRules,
  Environment,
  EvidenceRules,
  IncidentRules,
  Limit,
  Principal,
  RollbackRules,
} from '../model/catalog.ts';
import { findingsIn } from './checks/index.ts';
import { outwardOf } from './outward.ts';
import { ConfigProblem, type Mistake, mistakeText } from './problem.ts';
import { type CatalogYaml, catalogSchema } from './schema.ts';
import { schemaMistakes } from './schema-mistakes.ts';
import { readYaml } from './yaml-source.ts';

type EnvironmentYaml = CatalogYaml['services'][string]['environments'][string];

const MIB = 1024 * 1024;

/** Throws ConfigProblem with every mistake, in the order of the lines. */
export function parseCatalog(text: string): Catalog {
  const source = readYaml(text);
  refuse(source.broken);
  const parsed = catalogSchema.safeParse(source.value, { reportInput: true });
  refuse([
    ...source.duplicates,
    ...schemaMistakes(parsed.error?.issues ?? [], source),
    ...findingsIn(source.value).map((finding) => ({ ...finding, line: source.lineOf(finding.path) })),
  ]);
  if (!parsed.success) throw new ConfigProblem(['the catalog is not valid']); // unreachable: its issues are mistakes
  return catalogOf(parsed.data);
}

function refuse(mistakes: readonly Mistake[]): void {
  if (mistakes.length === 0) return;
  throw new ConfigProblem(mistakes.toSorted((a, b) => a.line - b.line).map(mistakeText));
}

function catalogOf(yaml: CatalogYaml): Catalog {
  const services = Object.entries(yaml.services).map(([name, { image, environments }]) => ({
    name,
    image,
    environments: Object.entries(environments).map(([name, environment]) => environmentOf(name, environment)),
  }));
  const names = new Set(services.flatMap(({ environments }) => environments.map(({ name }) => name)));
  const [first = ''] = names;
  return {
    home: yaml.home,
    clusters: Object.fromEntries(
      Object.entries(yaml.clusters).map(([name, cluster]) => [
        name,
        { context: cluster?.context ?? null, prometheus: cluster?.prometheus ?? null },
      ]),
    ),
    services,
    defaultEnvironment: yaml.defaultEnvironment ?? (names.size > 1 ? 'production' : first),
    evidence: evidenceOf(yaml.evidence ?? {}),
    history: { keep: yaml.history?.keep ?? 50 },
    incidents: incidentsOf(yaml.incidents ?? {}),
    outward: outwardOf(yaml.outward),
  };
}

function incidentsOf(yaml: NonNullable<CatalogYaml['incidents']>): IncidentRules {
  return {
    invite: (yaml.invite ?? []).map(principalOf),
    bridge: yaml.bridge ?? null,
    statusChannel: yaml.statusChannel ?? null,
    timelineEmoji: yaml.timelineEmoji ?? 'pushpin',
    keep: yaml.keep ?? 50,
  };
}

function evidenceOf({
  capture,
  directory,
  keep,
  retention,
  bucket,
  redact,
  within,
  recorder,
  queries,
}: NonNullable<CatalogYaml['evidence']>): EvidenceRules {
  return {
    capture: capture ?? true,
    directory: directory ?? null,
    keep: keep ?? 20,
    retention: { ageMs: retention?.age ?? null, bytes: retention?.size ?? null },
    bucket: bucket === undefined ? null : bucketOf(bucket),
    redact: { emails: redact?.emails ?? false, patterns: redact?.patterns ?? [] },
    withinMs: within ?? 20_000,
    recorder: {
      record: recorder?.record ?? true,
      perRelease: recorder?.perRelease ?? 4 * MIB,
      total: recorder?.total ?? 64 * MIB,
    },
    ...queriesOf(queries ?? {}),
  };
}

function bucketOf({
  endpoint,
  name,
  prefix,
  region,
}: NonNullable<NonNullable<CatalogYaml['evidence']>['bucket']>): BucketRules {
  return { endpoint, name, prefix: prefix ?? '', region: region ?? 'us-east-1' };
}

function queriesOf(
  yaml: NonNullable<NonNullable<CatalogYaml['evidence']>['queries']>,
): Pick<EvidenceRules, 'queries' | 'limits'> {
  const entries = Object.entries(yaml);
  const limits = entries.flatMap(([name, each]): [string, Limit][] =>
    typeof each === 'string' ? [] : [[name, { min: each.min ?? null, max: each.max ?? null }]],
  );
  return {
    queries: Object.fromEntries(entries.map(([name, each]) => [name, typeof each === 'string' ? each : each.query])),
    limits: Object.fromEntries(limits),
  };
}

function environmentOf(
  name: string,
  { channel, access, rollback, critical, drill, debug, alerts, targets }: EnvironmentYaml,
): Environment {
  return {
    name,
    channel,
    access: accessOf(access),
    rollback: rollbackOf(rollback ?? {}, accessOf(access)),
    critical: critical ?? false,
    drill: drillOf(drill ?? {}),
    debug: { images: debug?.images ?? [], forMs: debug?.for ?? 1_800_000 },
    alerts: (alerts ?? []).map(alertRuleOf),
    targets: targets.map(({ region, cluster, namespace, name, container }) => ({
      region: region ?? cluster,
      cluster,
      namespace,
      kind: 'Rollout',
      name,
      container,
    })),
  };
}

function alertRuleOf({ match, then, incident, within }: NonNullable<EnvironmentYaml['alerts']>[number]): AlertRule {
  return {
    match: Object.entries(match).map(([label, is]) => ({ label, is })),
    does: then,
    incident: incident ?? null,
    withinMs: within ?? 1_800_000,
  };
}

function rollbackOf(
  { verifyWithin, acknowledge, remindAfter }: NonNullable<EnvironmentYaml['rollback']>,
  access: Access,
): RollbackRules {
  return {
    verifyWithinMs: verifyWithin ?? 120_000,
    acknowledge: acknowledge ?? (access.approvals > 0 && hasSecondPerson(access)),
    remindAfterMs: remindAfter ?? 900_000,
  };
}

function drillOf({ traffic, within, every }: NonNullable<EnvironmentYaml['drill']>): DrillRules {
  return { traffic: traffic ?? false, withinMs: within ?? 300_000, everyMs: every ?? null };
}

/** A group may have many members; one person who is named everywhere is still one. */
function hasSecondPerson({ deploy, approve, rollback }: Access): boolean {
  const all = [...deploy, ...approve, ...rollback];
  const people = new Set(all.map((who) => (who.kind === 'user' ? who.id : '')));
  return people.size > 1 || all.some(({ kind }) => kind === 'group');
}

function accessOf({ deploy, approve = [], rollback = [], ...rest }: EnvironmentYaml['access']): Access {
  return {
    deploy: deploy.map(principalOf),
    approve: approve.map(principalOf),
    rollback: rollback.map(principalOf),
    approvals: rest.approvals ?? (approve.length > 0 ? 1 : 0),
    requesterMayApprove: rest.requesterMayApprove ?? false,
  };
}

function principalOf(text: string): Principal {
  return text.startsWith('@') ? { kind: 'group', handle: text.slice(1) } : { kind: 'user', id: text };
}
