/** The shapes of the traffic picture: a ribbon for each way, as broad as its share. Pure. */
import type { HostTraffic } from '../../web/clusters/shape.ts';

/** Pixels that one way is high. */
export const ROW = 68;
const WIDTH = 100;
/** Of all that comes to a host. */
const BROADEST = 44;
const THINNEST = 2;

export interface Ribbon {
  /** Of an SVG path; null when nothing goes there. */
  readonly path: string | null;
  /** The part of it that fails. */
  readonly failing: string | null;
  /** From edge to edge along its middle. */
  readonly middle: string;
}

export function ribbons({ rate, ways }: HostTraffic): readonly Ribbon[] {
  const breadths = ways.map((way) => (way.rate > 0 ? Math.max(THINNEST, (way.rate / (rate || 1)) * BROADEST) : 0));
  let left = (ways.length * ROW - breadths.reduce((sum, each) => sum + each, 0)) / 2;
  return ways.map((way, index) => {
    const breadth = breadths[index] ?? 0;
    const from = left;
    left += breadth;
    const to = (index + 0.5) * ROW - breadth / 2;
    const failing = way.rate > 0 && way.failing > 0 ? Math.max(THINNEST, (way.failing / way.rate) * breadth) : 0;
    const end = breadth - failing;
    return {
      path: breadth > 0 ? band(from, to, breadth) : null,
      failing: failing > 0 ? band(from + end, to + end, failing) : null,
      middle: `M0 ${px(from + breadth / 2)}${curve(from + breadth / 2, to + breadth / 2)}`,
    };
  });
}

function band(from: number, to: number, breadth: number): string {
  const back = `L${WIDTH} ${px(to + breadth)}C${WIDTH / 2} ${px(to + breadth)} ${WIDTH / 2} ${px(from + breadth)} 0 ${px(from + breadth)}Z`;
  return `M0 ${px(from)}${curve(from, to)}${back}`;
}

function curve(from: number, to: number): string {
  return `C${WIDTH / 2} ${px(from)} ${WIDTH / 2} ${px(to)} ${WIDTH} ${px(to)}`;
}

function px(value: number): number {
  return Number(value.toFixed(1));
}
