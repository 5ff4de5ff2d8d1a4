/** The clusters, and who names them. */
import { suggestion } from '../nearest.ts';
import { found, pathText } from '../problem.ts';
import { asMapping, entriesOf, type Finding, type Mapping, repeated, targetsOf } from './reading.ts';

export function clustersDiffer(catalog: Mapping): Finding[] {
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

export function clustersAreKnown(catalog: Mapping): Finding[] {
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
