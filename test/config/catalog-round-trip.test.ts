import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { stringify } from 'yaml';
import { parseCatalog } from '../../src/config/catalog.ts';
import { ConfigProblem } from '../../src/config/problem.ts';
import type { AlertRule } from '../../src/model/alert.ts';
import type {
  Access,
  Catalog,
  Environment,
  EvidenceRules,
  IncidentRules,
  Limit,
  Principal,
  Target,
} from '../../src/model/catalog.ts';
import { SEVERITIES } from '../../src/model/incident.ts';
import { OCCASIONS } from '../../src/model/notice.ts';
import type { OnCallRules, OutwardRules, SecretPlace, Via } from '../../src/model/outward.ts';

const label = fc.stringMatching(/^[a-z0-9]([-a-z0-9]{0,20}[a-z0-9])?$/);
const slackId = (letter: string) => fc.stringMatching(/^[A-Z0-9]{8}$/).map((rest) => letter + rest);

const principal: fc.Arbitrary<Principal> = fc.oneof(
  fc.stringMatching(/^[a-z0-9._-]{1,20}$/).map((handle) => ({ kind: 'group' as const, handle })),
  slackId('U').map((id) => ({ kind: 'user' as const, id })),
);

const people = (minLength: number) =>
  fc.uniqueArray(principal, { minLength, maxLength: 4, selector: (who) => JSON.stringify(who) });

const access: fc.Arbitrary<Access> = fc
  .record({ deploy: people(1), approve: people(0), rollback: people(0), gate: fc.boolean(), own: fc.boolean() })
  .map(({ deploy, approve, rollback, gate, own }) => ({
    deploy,
    approve,
    rollback,
    approvals: gate ? approve.length : 0,
    requesterMayApprove: own,
  }));

const time = fc.integer({ min: 1, max: 9_999 }).map((seconds) => seconds * 1_000);
/** Not everywhere there is a second person who could be asked, and a catalog that asks for one there is refused. */
const after = fc.record({ verifyWithinMs: time, acknowledge: fc.constant(false), remindAfterMs: time });

const drill = fc.record({ traffic: fc.boolean(), withinMs: time, everyMs: fc.option(time) });

const is: fc.Arbitrary<string | RegExp> = fc.oneof(
  label,
  fc.constantFrom('', 'a/b', '0'),
  label.map((text) => new RegExp(`^(?:${text}|High.*)$`, 'su')),
);
const rule: fc.Arbitrary<AlertRule> = fc.record({
  match: fc.uniqueArray(fc.record({ label: fc.constantFrom('alertname', 'service', '_x9'), is }), {
    minLength: 1,
    maxLength: 3,
    selector: ({ label }) => label,
  }),
  does: fc.constantFrom('ask', 'rollback'),
  incident: fc.option(fc.constantFrom(...SEVERITIES)),
  withinMs: time,
});
/** The same match twice is refused. */
const alerts = fc.uniqueArray(rule, {
  maxLength: 2,
  selector: ({ match }) =>
    match
      .map(({ label }) => label)
      .toSorted()
      .join(),
});

function environments(clusters: readonly string[], service: string): fc.Arbitrary<Environment[]> {
  const target = fc
    .record({ region: label, cluster: fc.constantFrom(...clusters), name: label, container: label })
    .map((parts): Target => ({ ...parts, namespace: 'replaced', kind: 'Rollout' }));
  return fc
    .uniqueArray(
      fc.record({
        name: label,
        channel: slackId('C'),
        access,
        rollback: after,
        critical: fc.boolean(),
        drill,
        debug: fc.record({ images: fc.constantFrom([], ['busybox:1.36']), forMs: time }),
        alerts,
        targets: fc.array(target, { minLength: 1, maxLength: 3 }),
      }),
      { minLength: 1, maxLength: 3, selector: ({ name }) => name },
    )
    .map((list) =>
      list.map((environment, e) => ({ ...environment, targets: apart(environment.targets, `${service}-${e}`) })),
    );
}

/** No two targets are the same object, and no two of one environment have the same region. */
function apart(targets: readonly Target[], prefix: string): Target[] {
  return targets.map((target, n) => ({ ...target, namespace: `n-${prefix}-${n}`, region: `${target.region}${n}` }));
}

const query = fc.constantFrom('up', 'sum(e{a="{{ hash }}"})');
const limit: fc.Arbitrary<Limit> = fc
  .tuple(fc.option(fc.integer()), fc.integer())
  .chain(([min, max]) => fc.constantFrom({ min, max }, { min: max, max: null }));
const mebibytes = fc.integer({ min: 1, max: 999 }).map((n) => n * 1024 * 1024);

const evidence: fc.Arbitrary<EvidenceRules> = fc.record({
  capture: fc.boolean(),
  directory: fc.option(label.map((name) => `/var/${name}`)),
  keep: fc.integer({ min: 1, max: 1_000 }),
  retention: fc.record({
    ageMs: fc.option(fc.integer({ min: 1, max: 3_650 }).map((days) => days * 86_400_000)),
    bytes: fc.option(fc.integer({ min: 1, max: 1_000 }).map((gib) => gib * 1024 ** 3)),
  }),
  redact: fc.record({
    emails: fc.boolean(),
    patterns: fc.array(fc.constantFrom('cust-\\d{6}', '[A-Z]{2}\\d{2}[A-Z0-9]{10,30}')),
  }),
  bucket: fc.option(
    fc.record({
      endpoint: label.map((name) => `https://${name}.example`),
      name: label.map((name) => `b-${name}-b`.slice(0, 63).replace(/-$/, 'b')),
      prefix: fc.constantFrom('', 'rollbridge/evidence'),
      region: fc.constantFrom('us-east-1', 'eu-central-1'),
    }),
  ),
  withinMs: fc.integer({ min: 1, max: 599 }).map((seconds) => seconds * 1_000),
  recorder: fc.record({ record: fc.boolean(), perRelease: mebibytes, total: mebibytes }),
  queries: fc.dictionary(label, query),
  limits: fc.constant({}),
});

/** Some of the queries get a limit. */
const limited = evidence.chain((rules) =>
  fc.dictionary(fc.constantFrom(...Object.keys(rules.queries), 'none'), limit).map((limits) => ({
    ...rules,
    limits: Object.fromEntries(Object.entries(limits).filter(([name]) => name in rules.queries)),
  })),
);

const incidents: fc.Arbitrary<IncidentRules> = fc.record({
  invite: people(0),
  bridge: fc.option(label.map((name) => `https://meet.example.com/${name}-{{incident}}`)),
  statusChannel: fc.option(fc.constantFrom('C0STATUS', 'G0STATUS')),
  timelineEmoji: fc.constantFrom('pushpin', '+1', 'acme_pin'),
  keep: fc.integer({ min: 1, max: 1_000 }),
});

const place: fc.Arbitrary<SecretPlace> = fc.oneof(
  fc.constantFrom('KEY', '_k9').map((name) => ({ from: 'env' as const, name })),
  label.map((name) => ({ from: 'file' as const, path: `/run/${name}` })),
);
const site = label.map((name) => `https://${name}.example.com`);
const address = label.map((name) => `https://${name}.example.com/hook?x=1`);
const via: fc.Arbitrary<Via> = fc.oneof(
  fc.record({ kind: fc.constant('webhook' as const), url: address, secret: place }),
  fc.record({ kind: fc.constant('pagerduty' as const), url: site, routingKey: place }),
  fc.record({ kind: fc.constant('teams' as const), url: place }),
  fc.record({ kind: fc.constant('discord' as const), url: place }),
);
const policy = fc.stringMatching(/^P[A-Z0-9]{6}$/);
const oncall: fc.Arbitrary<OnCallRules | null> = fc.option(
  fc.record({ url: site, token: place, escalationPolicy: fc.option(policy), services: fc.constant({}) }),
);
const outward: fc.Arbitrary<OutwardRules> = fc.record({
  oncall,
  giveUpAfterMs: time,
  destinations: fc.uniqueArray(
    fc.record({
      name: label,
      via,
      occasions: fc.constant(OCCASIONS),
      services: fc.constant(null),
      environments: fc.constant(null),
    }),
    { minLength: 1, maxLength: 3, selector: ({ name }) => name },
  ),
});

const catalogs: fc.Arbitrary<Catalog> = fc
  .uniqueArray(label, { minLength: 1, maxLength: 4 })
  .chain((clusters) =>
    fc.record({
      clusters: fc.constant(
        Object.fromEntries(
          clusters.map((name, n) => [
            name,
            { context: n === 0 ? null : name, prometheus: n === 0 ? { url: `http://${name}.monitoring:9090` } : null },
          ]),
        ),
      ),
      evidence: limited,
      history: fc.record({ keep: fc.integer({ min: 1, max: 1_000 }) }),
      incidents,
      outward,
      home: fc.record({ cluster: fc.constantFrom(...clusters), namespace: label }),
      services: fc.uniqueArray(label, { minLength: 1, maxLength: 3 }).chain((names) =>
        fc.tuple(
          ...names.map((name, s) =>
            environments(clusters, `s${s}`).map((list) => ({
              name,
              image: `ghcr.io/acme/${name.replaceAll('-', 'x')}`,
              environments: list,
            })),
          ),
        ),
      ),
    }),
  )
  .chain((parts) => {
    const names = parts.services.flatMap((service) => service.environments.map(({ name }) => name));
    return fc.constantFrom(...names).map((defaultEnvironment) => ({ ...parts, defaultEnvironment }));
  });

const principalText = (who: Principal) => (who.kind === 'group' ? `@${who.handle}` : who.id);

function queriesText({ queries, limits }: EvidenceRules): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    Object.entries(queries).map(([name, query]) => {
      const { min = null, max = null } = limits[name] ?? {};
      if (min === null && max === null) return [name, query];
      return [name, { query, ...(min !== null && { min }), ...(max !== null && { max }) }];
    }),
  );
}

function isText(is: string | RegExp): string {
  return typeof is === 'string' ? is : `/${is.source.slice('^(?:'.length, -')$'.length)}/`;
}

function asYaml(catalog: Catalog): string {
  const named = <T extends { readonly name: string }>(list: readonly T[], rest: (item: T) => object) =>
    new Map(list.map((item) => [item.name, rest(item)]));
  return stringify({
    home: catalog.home,
    clusters: new Map(
      Object.entries(catalog.clusters).map(([name, { context, prometheus }]) => [
        name,
        { ...(context !== null && { context }), ...(prometheus !== null && { prometheus }) },
      ]),
    ),
    evidence: {
      capture: catalog.evidence.capture,
      ...(catalog.evidence.directory !== null && { directory: catalog.evidence.directory }),
      keep: catalog.evidence.keep,
      retention: {
        ...(catalog.evidence.retention.ageMs !== null && { age: `${catalog.evidence.retention.ageMs / 86_400_000}d` }),
        ...(catalog.evidence.retention.bytes !== null && {
          size: `${catalog.evidence.retention.bytes / 1024 ** 3}GiB`,
        }),
      },
      redact: catalog.evidence.redact,
      ...(catalog.evidence.bucket !== null && { bucket: bucketText(catalog.evidence.bucket) }),
      within: `${catalog.evidence.withinMs / 1_000}s`,
      recorder: {
        record: catalog.evidence.recorder.record,
        perRelease: `${catalog.evidence.recorder.perRelease / 1024 / 1024}MiB`,
        total: `${catalog.evidence.recorder.total / 1024 / 1024}MiB`,
      },
      queries: queriesText(catalog.evidence),
    },
    history: catalog.history,
    incidents: {
      invite: catalog.incidents.invite.map(principalText),
      timelineEmoji: catalog.incidents.timelineEmoji,
      keep: catalog.incidents.keep,
      ...(catalog.incidents.bridge !== null && { bridge: catalog.incidents.bridge }),
      ...(catalog.incidents.statusChannel !== null && { statusChannel: catalog.incidents.statusChannel }),
    },
    outward: {
      giveUpAfter: `${catalog.outward.giveUpAfterMs / 1_000}s`,
      ...(catalog.outward.oncall !== null && { oncall: { pagerduty: viaText(catalog.outward.oncall) } }),
      destinations: named(catalog.outward.destinations, ({ via: { kind, ...rest } }) => ({ [kind]: viaText(rest) })),
    },
    defaultEnvironment: catalog.defaultEnvironment,
    services: named(catalog.services, ({ image, environments }) => ({
      image,
      environments: named(environments, ({ channel, access, rollback, critical, drill, debug, alerts, targets }) => ({
        channel,
        critical,
        alerts: alerts.map(({ match, does, incident, withinMs }) => ({
          match: Object.fromEntries(match.map(({ label, is }) => [label, isText(is)])),
          // biome-ignore lint/suspicious/noThenProperty: people write it, and it is no function
          then: does,
          ...(incident !== null && { incident }),
          within: `${withinMs / 1_000}s`,
        })),
        rollback: {
          verifyWithin: `${rollback.verifyWithinMs / 1_000}s`,
          acknowledge: rollback.acknowledge,
          remindAfter: `${rollback.remindAfterMs / 1_000}s`,
        },
        debug: { images: debug.images, for: `${debug.forMs / 1_000}s` },
        drill: {
          traffic: drill.traffic,
          within: `${drill.withinMs / 1_000}s`,
          ...(drill.everyMs !== null && { every: `${drill.everyMs / 1_000}s` }),
        },
        access: {
          ...access,
          deploy: access.deploy.map(principalText),
          approve: access.approve.map(principalText),
          rollback: access.rollback.map(principalText),
        },
        targets,
      })),
    })),
  });
}

/** Secrets are named by where they are. */
function viaText(rest: object): object {
  return Object.fromEntries(
    Object.entries(rest).flatMap(([key, value]: [string, string | null | object | SecretPlace]) => {
      if (value === null) return [];
      if (typeof value === 'string' || !('from' in value)) return [[key, value]];
      return [[key, value.from === 'env' ? { env: value.name } : { file: value.path }]];
    }),
  );
}

/** JavaScript puts keys that are numbers first, so the order of names is not kept. */
function sorted(catalog: Catalog): Catalog {
  const byName = <T extends { readonly name: string }>(list: readonly T[]) =>
    list.toSorted((a, b) => (a.name < b.name ? -1 : 1));
  return {
    ...catalog,
    outward: { ...catalog.outward, destinations: byName(catalog.outward.destinations) },
    services: byName(catalog.services.map((service) => ({ ...service, environments: byName(service.environments) }))),
  };
}

test('every catalog that is written down is read back', () => {
  fc.assert(
    fc.property(catalogs, (catalog) => {
      expect(sorted(parseCatalog(asYaml(catalog)))).toEqual(sorted(catalog));
    }),
    { numRuns: 100 },
  );
});

test('whatever is cut out of a catalog, the answer is a catalog or a list of mistakes with lines', () => {
  fc.assert(
    fc.property(catalogs, fc.nat(), fc.nat(40), fc.string({ maxLength: 5 }), (catalog, at, length, instead) => {
      const text = asYaml(catalog);
      const start = at % text.length;
      try {
        parseCatalog(text.slice(0, start) + instead + text.slice(start + length));
      } catch (error) {
        expect(error).toBeInstanceOf(ConfigProblem);
        for (const line of String((error as Error).message).split('\n'))
          expect(line).toMatch(/^line [1-9]\d*(, .*)?: /s);
      }
    }),
    { numRuns: 100 },
  );
});

function bucketText({ endpoint, name, prefix, region }: NonNullable<EvidenceRules['bucket']>) {
  return { endpoint, name, region, ...(prefix !== '' && { prefix }) };
}
