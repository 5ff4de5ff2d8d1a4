/** Puts the values of arguments into metrics: `{{args.service}}`. Pure. */
import type { AnalysisArg, Metric } from './kinds.ts';

/** `secret` gives the value of a key of a Secret. Throws an Error for an argument that nobody has given. */
export function withArguments(
  metrics: readonly Metric[],
  args: readonly AnalysisArg[],
  secret: (name: string, key: string) => string,
): readonly Metric[] {
  const values = new Map(args.map((arg) => [`args.${arg.name}`, valueFor(arg, secret)]));
  return metrics.map((metric) => {
    const text = JSON.stringify(metric).replaceAll(/\{\{(.*?)\}\}/g, (_, tag: string) => {
      const value = values.get(tag.trim());
      if (value === undefined) throw new Error(`failed to resolve {{${tag}}}`);
      return JSON.stringify(value).slice(1, -1);
    });
    return JSON.parse(text) as Metric;
  });
}

function valueFor({ value, valueFrom }: AnalysisArg, secret: (name: string, key: string) => string): string {
  const ref = valueFrom?.secretKeyRef;
  return ref === undefined ? (value ?? '') : secret(ref.name, ref.key);
}
