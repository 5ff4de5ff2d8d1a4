/** Functions of each value alone. */
import { eachSample, type Functions, numberAt, type PromFunction, samplesAt } from './function.ts';

export const math: Functions = {
  abs: of(Math.abs),
  ceil: of(Math.ceil),
  floor: of(Math.floor),
  exp: of(Math.exp),
  ln: of(Math.log),
  log2: of(Math.log2),
  log10: of(Math.log10),
  sqrt: of(Math.sqrt),
  sgn: of(Math.sign),
  clamp: {
    signature: { takes: ['instant vector', 'scalar', 'scalar'], gives: 'instant vector' },
    run: (args) => {
      const [low, high] = [numberAt(args, 1), numberAt(args, 2)];
      return eachSample(low > high ? [] : samplesAt(args, 0), ({ value }) => Math.max(low, Math.min(high, value)));
    },
  },
  clamp_max: withNumber((value, high) => Math.min(high, value)),
  clamp_min: withNumber((value, low) => Math.max(low, value)),
  round: {
    signature: { takes: ['instant vector', 'scalar'], optional: 1, gives: 'instant vector' },
    run: (args) => {
      // Dividing by the inverse, as Prometheus does, gives 2.35 for 2.345 to 0.01.
      const inverse = 1 / numberAt(args, 1, 1);
      return eachSample(samplesAt(args, 0), ({ value }) => Math.floor(value * inverse + 0.5) / inverse);
    },
  },
};

function of(one: (value: number) => number): PromFunction {
  return {
    signature: { takes: ['instant vector'], gives: 'instant vector' },
    run: (args) => eachSample(samplesAt(args, 0), ({ value }) => one(value)),
  };
}

function withNumber(one: (value: number, by: number) => number): PromFunction {
  return {
    signature: { takes: ['instant vector', 'scalar'], gives: 'instant vector' },
    run: (args) => eachSample(samplesAt(args, 0), ({ value }) => one(value, numberAt(args, 1))),
  };
}
