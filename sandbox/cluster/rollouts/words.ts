/** A selector as one text (`FormatLabelSelector`). Pure. */
import type { LabelSelector } from '../controllers/kinds.ts';

export function selectorText({ matchLabels = {}, matchExpressions = [] }: LabelSelector = {}): string {
  const labels = Object.entries(matchLabels).map(([key, value]) => `${key}=${value}`);
  const expressions = matchExpressions.map((each) => {
    const { key, operator, values = [] } = each as { key: string; operator: string; values?: readonly string[] };
    if (operator === 'Exists') return key;
    if (operator === 'DoesNotExist') return `!${key}`;
    return `${key} ${operator.toLowerCase()} (${[...values].sort().join(',')})`;
  });
  return [...labels, ...expressions].sort().join(',');
}
