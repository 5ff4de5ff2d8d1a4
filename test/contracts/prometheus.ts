/** The contract of a Prometheus, as far as analyses, evidence and their authors rely on it. */
import { aggregations } from './prometheus/aggregations.ts';
import { functions } from './prometheus/functions.ts';
import { literals } from './prometheus/literals.ts';
import { mistakes } from './prometheus/mistakes.ts';
import { operators } from './prometheus/operators.ts';

export const queries = [...literals, ...operators, ...aggregations, ...functions, ...mistakes];
