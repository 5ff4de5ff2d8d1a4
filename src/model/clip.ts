/** At most `max` UTF-16 units, cut between code points, with an ellipsis where something is missing. */
export function clip(text: string, max: number): string {
  const whole = text.toWellFormed();
  if (whole.length <= max) return whole;
  const end = /[\uD800-\uDBFF]/.test(whole.charAt(max - 2)) ? max - 2 : max - 1;
  return `${whole.slice(0, end).trimEnd()}…`;
}
