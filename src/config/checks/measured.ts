/** What is asked of a Prometheus, and what its alerts may do. */
import { pathText } from '../problem.ts';
import { asMapping, entriesOf, environmentsOf, type Finding, type Mapping, repeated, rulesOf } from './reading.ts';

export function queriesCanBeAsked(catalog: Mapping): Finding[] {
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
export function alertRulesDiffer(catalog: Mapping): Finding[] {
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

function matchText(match: Mapping): string {
  return JSON.stringify(Object.entries(match).toSorted(([a], [b]) => (a < b ? -1 : 1)));
}
