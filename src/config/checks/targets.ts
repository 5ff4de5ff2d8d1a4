/** Targets, and the environments they belong to. */
import { suggestion } from '../nearest.ts';
import { found, pathText } from '../problem.ts';
import { asMapping, environmentsOf, type Finding, listOf, type Mapping, repeated, targetsOf } from './reading.ts';

export function targetsDiffer(catalog: Mapping): Finding[] {
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

export function regionsDiffer(catalog: Mapping): Finding[] {
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

export function defaultIsKnown(catalog: Mapping): Finding[] {
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
