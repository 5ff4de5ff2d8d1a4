/** The functions of PromQL that there are here. One that is missing is an error, never a zero. */
import { forms } from './forms.ts';
import type { PromFunction } from './function.ts';
import { histograms } from './histograms.ts';
import { labelling } from './labels.ts';
import { math } from './math.ts';
import { overTime } from './over-time.ts';
import { rates } from './rates.ts';

export const functions: ReadonlyMap<string, PromFunction> = new Map(
  Object.entries({ ...math, ...rates, ...overTime, ...forms, ...labelling, ...histograms }),
);
