/** Percentages as numbers and as bars of ten. */

const CELLS = 10;

function within(value: number): number {
  return Number.isFinite(value) ? Math.min(100, Math.max(0, Math.round(value))) : 0;
}

export function percent(value: number): string {
  return `${within(value)} %`;
}

/** `▰▰▰▱▱▱▱▱▱▱`; empty only at 0 and full only at 100. */
export function bar(value: number): string {
  const share = within(value);
  const filled = share === 0 || share === 100 ? share / CELLS : Math.min(9, Math.max(1, Math.round(share / CELLS)));
  return '▰'.repeat(filled) + '▱'.repeat(CELLS - filled);
}
