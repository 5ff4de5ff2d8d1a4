/** What things are called. */
import { isDnsLabel, isLabelName, isSimpleName } from '../fields.ts';
import { found } from '../problem.ts';
import {
  alertRulesOf,
  asMapping,
  entriesOf,
  environmentsOf,
  type Finding,
  type Found,
  type Mapping,
} from './reading.ts';

export function namesAreValid(catalog: Mapping): Finding[] {
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
