/**
 * What must hold between the parts of a catalog. Every check reads the values as they were written, also where the
 * shape is wrong elsewhere, so that all mistakes are told at once; what has the wrong shape is passed over in silence.
 */
import { isDnsLabel, isLabelName, isSimpleName } from './fields.ts';
import { suggestion } from './nearest.ts';
import { found, type Mistake, pathText } from './problem.ts';
import type { Path } from './yaml-source.ts';

/** A mistake before its line is known. */
export type Finding = Omit<Mistake, 'line'>;

type Check = (catalog: Mapping) => Finding[];
type Mapping = Readonly<Record<string, unknown>>;

interface Found<T> {
  readonly path: Path;
  readonly value: T;
}

const checks: readonly Check[] = [
  namesAreValid,
  clustersDiffer,
  clustersAreKnown,
  nobodyIsListedTwice,
  approvalsCanBeGiven,
  acknowledgementsCanBeGiven,
  targetsDiffer,
  regionsDiffer,
  defaultIsKnown,
  queriesCanBeAsked,
  alertRulesDiffer,
  destinationsFit,
  destinationsAreTold,
];

export function findingsIn(value: unknown): Finding[] {
  return checks.flatMap((check) => check(asMapping(value)));
}

function namesAreValid(catalog: Mapping): Finding[] {
  const badly = (things: readonly Found<unknown>[], valid: (name: string) => boolean, expected: string): Finding[] =>
    things
      .map(({ path }) => ({ path, name: String(path.at(-1)) }))
      .filter(({ name }) => !valid(name))
      .map(({ path, name }) => ({ path, what: `expected ${expected}, found ${found(name)}`, hint: null }));
  const label = 'a name of lower-case letters, digits and "-", at most 63 long';
  const simple = 'a name of letters, digits, "-", "_" and "."';
  return [
    ...badly(entriesOf(catalog, ['services']), isDnsLabel, label),
    ...badly(environmentsOf(catalog), isDnsLabel, label),
    ...badly(entriesOf(catalog, ['clusters']), isSimpleName, simple),
    ...badly(entriesOf(asMapping(catalog.outward), ['destinations'], ['outward']), isDnsLabel, label),
    ...badly(entriesOf(asMapping(catalog.evidence), ['queries'], ['evidence']), isSimpleName, simple),
    ...badly(
      alertRulesOf(catalog).flatMap(({ path, value }) => entriesOf(value, ['match'], path)),
      isLabelName,
      'the name of a label: letters, digits and "_"',
    ),
  ];
}

function clustersDiffer(catalog: Mapping): Finding[] {
  const both = entriesOf(catalog, ['clusters']).filter(({ value }) => {
    const { context, inCluster } = asMapping(value);
    return context !== undefined && inCluster === true;
  });
  const reachable = entriesOf(catalog, ['clusters']).map(({ path, value }) => ({
    path,
    value: String(asMapping(value).context ?? ' in cluster'),
  }));
  return [
    ...both.map(({ path }) => ({
      path,
      what: 'expected either context or inCluster, found both',
      hint: 'inCluster is the cluster the bot runs in and needs no context',
    })),
    ...repeated(reachable, (first) => ({
      what: `this is the same cluster as ${pathText(first)}`,
      hint: 'name each cluster once, else one object could be released by two names',
    })),
  ];
}

function clustersAreKnown(catalog: Mapping): Finding[] {
  const known = Object.keys(asMapping(catalog.clusters));
  const home = { path: ['home', 'cluster'], value: asMapping(catalog.home).cluster };
  const used = targetsOf(catalog).map(({ path, value }) => ({ path: [...path, 'cluster'], value: value.cluster }));
  return [home, ...used].flatMap(({ path, value }) => {
    if (typeof value !== 'string' || known.length === 0 || known.includes(value)) return [];
    return [
      { path, what: `expected a cluster of \`clusters\`, found ${found(value)}`, hint: suggestion(value, known) },
    ];
  });
}

function nobodyIsListedTwice(catalog: Mapping): Finding[] {
  return accessOf(catalog).flatMap(({ path, value }) =>
    ['deploy', 'approve', 'rollback'].flatMap((right) =>
      repeated(
        listOf(value[right]).map((who, index) => ({ path: [...path, right, index], value: String(who) })),
        () => ({ what: 'this group or person is listed twice', hint: 'remove one of the two' }),
      ),
    ),
  );
}

function approvalsCanBeGiven(catalog: Mapping): Finding[] {
  return accessOf(catalog).flatMap(({ path: parent, value }) => {
    const path = [...parent, 'approvals'];
    const needed = value.approvals;
    const approvers = listOf(value.approve);
    if (typeof needed !== 'number' || needed < 1) return [];
    if (approvers.length === 0) {
      const hint = 'add an approve list, or set approvals: 0';
      return [{ path, what: `${needed} approvals are needed, but nobody may approve`, hint }];
    }
    const people = new Set(approvers).size;
    if (people >= needed || approvers.some((who) => typeof who !== 'string' || who.startsWith('@'))) return [];
    const hint = 'name more approvers, or lower the number';
    return [{ path, what: `${needed} approvals are needed, but only ${people} may approve`, hint }];
  });
}

function acknowledgementsCanBeGiven(catalog: Mapping): Finding[] {
  return environmentsOf(catalog).flatMap(({ path: parent, value }) => {
    if (asMapping(value.rollback).acknowledge !== true) return [];
    const { deploy, approve, rollback } = asMapping(value.access);
    const all = [deploy, approve, rollback].flatMap(listOf);
    const isGroup = (who: unknown) => typeof who !== 'string' || who.startsWith('@');
    if (new Set(all).size > 1 || all.some(isGroup) || all.length === 0) return [];
    const hint = 'name a second person, or leave acknowledge out';
    return [{ path: [...parent, 'rollback', 'acknowledge'], what: 'nobody else is there to acknowledge it', hint }];
  });
}

function targetsDiffer(catalog: Mapping): Finding[] {
  const objects = targetsOf(catalog).flatMap(({ path, value: { cluster, namespace, name } }) =>
    [cluster, namespace, name].every((part) => typeof part === 'string')
      ? [{ path, value: `${cluster}/${namespace}/${name}` }]
      : [],
  );
  return repeated(objects, (first, object) => ({
    what: `${object} is a target already: ${pathText(first)}`,
    hint: 'an object can belong to one environment of one service only',
  }));
}

function regionsDiffer(catalog: Mapping): Finding[] {
  return environmentsOf(catalog).flatMap(({ path: parent, value }) => {
    const regions = listOf(value.targets)
      .map(asMapping)
      .flatMap(({ region, cluster }, index) => {
        const name = region ?? cluster;
        return typeof name === 'string' ? [{ path: [...parent, 'targets', index], value: name }] : [];
      });
    return repeated(regions, (first, region) => ({
      what: `the region ${region} stands in ${pathText(first.slice(-2))} already`,
      hint: 'give each target of an environment a region of its own',
    }));
  });
}

function defaultIsKnown(catalog: Mapping): Finding[] {
  const names = [...new Set(environmentsOf(catalog).map(({ path }) => String(path.at(-1))))];
  const wanted = catalog.defaultEnvironment;
  const path = ['defaultEnvironment'];
  if (typeof wanted === 'string') {
    if (names.length === 0 || names.includes(wanted)) return [];
    const what = `expected an environment of a service, found ${found(wanted)}`;
    return [{ path, what, hint: suggestion(wanted, names) }];
  }
  if (wanted !== undefined || names.length < 2 || names.includes('production')) return [];
  const what = `expected one of the environments ${names.join(', ')}, found nothing`;
  return [{ path, what, hint: 'it says which one is meant when nobody names one' }];
}

function queriesCanBeAsked(catalog: Mapping): Finding[] {
  const queries = Object.keys(asMapping(asMapping(catalog.evidence).queries)).length;
  const clusters = entriesOf(catalog, ['clusters']);
  if (queries === 0 || clusters.some(({ value }) => asMapping(value).prometheus !== undefined)) return [];
  return [
    {
      path: ['evidence', 'queries'],
      what: 'no cluster has a Prometheus to ask',
      hint: 'add prometheus: {url: …} to a cluster, or remove the queries',
    },
  ];
}

/** The first rule that matches counts, so the same match once more is never reached. */
function alertRulesDiffer(catalog: Mapping): Finding[] {
  return environmentsOf(catalog).flatMap(({ path, value }) =>
    repeated(
      rulesOf(path, value).map((rule) => ({ path: rule.path, value: matchText(asMapping(rule.value.match)) })),
      (first) => ({
        what: `this rule matches the same alerts as ${pathText(first.slice(-2))}`,
        hint: 'only the first one counts, so remove one of the two',
      }),
    ),
  );
}

/** A name that is misspelt would be told of nothing, and nobody would notice. */
function destinationsFit(catalog: Mapping): Finding[] {
  const known = {
    services: Object.keys(asMapping(catalog.services)),
    environments: environmentsOf(catalog).map(({ path }) => String(path.at(-1))),
  };
  const pager = ['outward', 'oncall', 'pagerduty'];
  const called = entriesOf(asMapping(asMapping(asMapping(catalog.outward).oncall).pagerduty), ['services'], pager);
  const uncalled = called.flatMap(({ path }): Finding[] => {
    const name = String(path.at(-1));
    if (known.services.length === 0 || known.services.includes(name)) return [];
    const what = `expected one of the services of the catalog, found ${found(name)}`;
    return [{ path, what, hint: suggestion(name, known.services) }];
  });
  const told = entriesOf(asMapping(catalog.outward), ['destinations'], ['outward']).flatMap(({ path, value }) =>
    (['services', 'environments'] as const).flatMap((key) =>
      listOf(asMapping(value)[key]).flatMap((name, index): Finding[] => {
        if (typeof name !== 'string' || known[key].length === 0 || known[key].includes(name)) return [];
        const what = `expected one of the ${key} of the catalog, found ${found(name)}`;
        return [{ path: [...path, key, index], what, hint: suggestion(name, known[key]) }];
      }),
    ),
  );
  return [...told, ...uncalled];
}

/** Pagers and tickets are for incidents alone. */
function destinationsAreTold(catalog: Mapping): Finding[] {
  return entriesOf(asMapping(catalog.outward), ['destinations'], ['outward']).flatMap(({ path, value }): Finding[] => {
    const { about, ...ways } = asMapping(value);
    const way = ['opsgenie', 'jira'].find((each) => ways[each] !== undefined);
    if (way === undefined || about === undefined || listOf(about).includes('incidents')) return [];
    const hint = 'leave about out, or name incidents';
    return [{ path: [...path, 'about'], what: `${way} is told of nothing: it has a use for incidents alone`, hint }];
  });
}

function matchText(match: Mapping): string {
  return JSON.stringify(Object.entries(match).toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

/** One finding for each value that stood before, given the place of the first. */
function repeated(
  things: readonly Found<string>[],
  say: (first: Path, value: string) => { readonly what: string; readonly hint: string },
): Finding[] {
  const seen = new Map<string, Path>();
  return things.flatMap(({ path, value }) => {
    const first = seen.get(value);
    if (first !== undefined) return [{ path, ...say(first, value) }];
    seen.set(value, path);
    return [];
  });
}

function environmentsOf(catalog: Mapping): Found<Mapping>[] {
  return entriesOf(catalog, ['services']).flatMap(({ path, value }) =>
    entriesOf(asMapping(value), ['environments'], path).map((entry) => ({ ...entry, value: asMapping(entry.value) })),
  );
}

function alertRulesOf(catalog: Mapping): Found<Mapping>[] {
  return environmentsOf(catalog).flatMap(({ path, value }) => rulesOf(path, value));
}

function rulesOf(path: Path, { alerts }: Mapping): Found<Mapping>[] {
  return listOf(alerts).map((rule, index) => ({ path: [...path, 'alerts', index], value: asMapping(rule) }));
}

function accessOf(catalog: Mapping): Found<Mapping>[] {
  return environmentsOf(catalog).map(({ path, value }) => ({
    path: [...path, 'access'],
    value: asMapping(value.access),
  }));
}

function targetsOf(catalog: Mapping): Found<Mapping>[] {
  return environmentsOf(catalog).flatMap(({ path, value }) =>
    listOf(value.targets).map((target, index) => ({ path: [...path, 'targets', index], value: asMapping(target) })),
  );
}

function entriesOf(parent: Mapping, [key]: readonly [string], parentPath: Path = []): Found<unknown>[] {
  return Object.entries(asMapping(parent[key])).map(([name, value]) => ({ path: [...parentPath, key, name], value }));
}

function asMapping(value: unknown): Mapping {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Mapping) : {};
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
