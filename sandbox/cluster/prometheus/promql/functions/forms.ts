/** Functions that make one kind of value from another, or look at whether there is any. */
import { type Labels, NAME } from '../labels.ts';
import { ascending } from '../numbers.ts';
import type { Expr } from '../tree.ts';
import { scalar, vector } from '../values.ts';
import {
  type Asked,
  eachSample,
  type Functions,
  matrixAt,
  numberAt,
  type PromFunction,
  samplesAt,
} from './function.ts';

export const forms: Functions = {
  time: { signature: { takes: [], gives: 'scalar' }, run: (_, { at }) => scalar(at / 1_000) },
  timestamp: {
    signature: { takes: ['instant vector'], gives: 'instant vector' },
    run: (args, asked) => eachSample(samplesAt(args, 0), ({ at = asked.at }) => at / 1_000),
  },
  scalar: {
    signature: { takes: ['instant vector'], gives: 'scalar' },
    run: (args) => {
      const [one, ...others] = samplesAt(args, 0);
      return scalar(one === undefined || others.length > 0 ? Number.NaN : one.value);
    },
  },
  vector: {
    signature: { takes: ['scalar'], gives: 'instant vector' },
    run: (args) => vector([{ labels: {}, value: numberAt(args, 0) }]),
  },
  absent: {
    signature: { takes: ['instant vector'], gives: 'instant vector' },
    run: (args, asked) => absence(samplesAt(args, 0).length > 0, asked),
  },
  absent_over_time: {
    signature: { takes: ['range vector'], gives: 'instant vector' },
    run: (args, asked) => absence(matrixAt(args, 0).lines.length > 0, asked),
  },
  sort: sorting(1),
  sort_desc: sorting(-1),
};

function absence(isThere: boolean, { call }: Asked) {
  return vector(isThere ? [] : [{ labels: knownLabels(call.args[0]), value: 1 }]);
}

/** What can be said of something that is not there: the labels that it was to have, where they are said once. */
function knownLabels(arg: Expr | undefined): Labels {
  const selector = arg?.kind === 'range' ? arg.of : arg;
  if (selector?.kind !== 'selector') return {};
  const { matchers } = selector;
  const once = matchers.filter(
    ({ label, operator }) =>
      operator === '=' && label !== NAME && matchers.filter((each) => each.label === label).length === 1,
  );
  return Object.fromEntries(once.filter(({ value }) => value !== '').map(({ label, value }) => [label, value]));
}

function sorting(direction: 1 | -1): PromFunction {
  return {
    signature: { takes: ['instant vector'], gives: 'instant vector' },
    run: (args) => vector(samplesAt(args, 0).toSorted((a, b) => direction * ascending(a.value, b.value))),
  };
}
