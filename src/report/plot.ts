/** Where the lines of a chart stand: times and values to places in a picture. Pure. */

export interface Point {
  /** ms since the epoch */
  readonly at: number;
  /** Null where nothing was measured: the line has a gap. */
  readonly value: number | null;
}

export interface Scale {
  readonly from: number;
  readonly to: number;
  readonly ticks: readonly number[];
}

/** Less than this is nothing: it could not be divided into ticks. */
const SMALLEST = 1e-100;
const STEPS = [1, 2, 2.5, 5, 10];

/** Round numbers around zero and all of these, with about so many ticks. */
export function valueScale(values: readonly number[], wanted = 4): Scale {
  const lowest = Math.min(0, ...values);
  const highest = Math.max(0, ...values);
  const span = highest - lowest > SMALLEST ? highest - lowest : 1;
  const power = 10 ** Math.floor(Math.log10(span / wanted));
  const step = (STEPS.find((each) => each * power * wanted >= span) ?? 10) * power;
  const from = Math.floor(lowest / step) * step;
  const count = Math.max(1, Math.ceil((lowest + span - from) / step - 1e-9));
  const ticks = Array.from({ length: count + 1 }, (_, n) => Number((from + n * step).toPrecision(12)));
  return { from, to: ticks.at(-1) ?? from + step, ticks };
}

const SECOND = 1_000;
const TIME_STEPS = [1, 5, 15, 30, 60, 120, 300, 600, 900, 1_800, 3_600, 7_200, 21_600, 86_400].map((s) => s * SECOND);

/** Ticks at round times of day. */
export function timeScale(from: number, to: number, wanted = 6): Scale {
  const end = Math.max(to, from + SECOND);
  const step = TIME_STEPS.find((each) => (end - from) / each <= wanted) ?? (end - from) / wanted;
  const first = Math.ceil(from / step) * step;
  const count = Math.max(0, Math.floor((end - first) / step) + 1);
  return { from, to: end, ticks: Array.from({ length: count }, (_, n) => first + n * step) };
}

/** From 0 to 1; what lies outside is brought to the edge. */
export function placeIn({ from, to }: Scale, value: number): number {
  return Math.min(1, Math.max(0, (value - from) / (to - from)));
}

/** Stretches without a gap. One that is a single point is kept. */
export function stretches(points: readonly Point[]): readonly (readonly { at: number; value: number }[])[] {
  const all: { at: number; value: number }[][] = [[]];
  for (const { at, value } of points) {
    if (value === null) all.push([]);
    else all.at(-1)?.push({ at, value });
  }
  return all.filter(({ length }) => length > 0);
}

/** Four digits that count. */
export function figure(value: number | null): string {
  if (value === null || !Number.isFinite(value)) return '–';
  return String(Number(value.toPrecision(4)));
}
