/** The systems that are told, and of what. */
import { suggestion } from '../nearest.ts';
import { found } from '../problem.ts';
import { asMapping, entriesOf, environmentsOf, type Finding, listOf, type Mapping } from './reading.ts';

/** A name that is misspelt would be told of nothing, and nobody would notice. */
export function destinationsFit(catalog: Mapping): Finding[] {
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
export function destinationsAreTold(catalog: Mapping): Finding[] {
  return entriesOf(asMapping(catalog.outward), ['destinations'], ['outward']).flatMap(({ path, value }): Finding[] => {
    const { about, ...ways } = asMapping(value);
    const way = ['opsgenie', 'jira'].find((each) => ways[each] !== undefined);
    if (way === undefined || about === undefined || listOf(about).includes('incidents')) return [];
    const hint = 'leave about out, or name incidents';
    return [{ path: [...path, 'about'], what: `${way} is told of nothing: it has a use for incidents alone`, hint }];
  });
}
