/** The shapes of a small chart. Pure. */
import type { FigureLine, Threshold } from '../../web/clusters/shape.ts';

export const WIDTH = 200;
export const HEIGHT = 64;
/** So that the highest line does not touch the edge. */
const AIR = 1.15;

export interface Scale {
  /** The value at the upper edge; the lower one is 0. */
  readonly top: number;
  readonly y: (value: number) => number;
}

/** `least` is the value that the upper edge has at the least. */
export function scaleOf(lines: readonly FigureLine[], thresholds: readonly Threshold[], least: number): Scale {
  const values = lines.flatMap((line) => line.values.filter((value) => value !== null));
  const highest = Math.max(least, ...values, ...thresholds.map(({ value }) => value));
  const top = highest * AIR;
  return { top, y: (value) => Number((HEIGHT - (value / top) * HEIGHT).toFixed(1)) };
}

/** A gap where there is no value. */
export function pathOf({ values }: FigureLine, { y }: Scale): string {
  const step = WIDTH / Math.max(1, values.length - 1);
  let path = '';
  for (const [index, value] of values.entries()) {
    if (value === null) continue;
    const verb = typeof values[index - 1] === 'number' ? 'L' : 'M';
    path += `${verb}${(index * step).toFixed(1)} ${y(value)}`;
  }
  return path;
}
