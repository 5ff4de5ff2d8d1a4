/** How Prometheus writes numbers: all digits, no exponent, `NaN`, `+Inf` and `-Inf`. Pure. */

export function numberText(value: number): string {
  if (Number.isNaN(value)) return 'NaN';
  if (!Number.isFinite(value)) return value > 0 ? '+Inf' : '-Inf';
  if (Object.is(value, -0)) return '-0';
  const text = String(value);
  return text.includes('e') ? spelledOut(text) : text;
}

/** `1.5e-9` as `0.0000000015`. */
function spelledOut(text: string): string {
  const [, sign = '', whole = '', fraction = '', power = '0'] = /^(-?)(\d)(?:\.(\d+))?e([-+]\d+)$/.exec(text) ?? [];
  const digits = whole + fraction;
  const point = 1 + Number(power);
  if (point <= 0) return `${sign}0.${'0'.repeat(-point)}${digits}`;
  return `${sign}${digits.padEnd(point, '0')}`;
}
