/** Functions that write labels. */
import { withLabel } from '../labels.ts';
import { patternOf } from '../matchers.ts';
import { executionProblem, ParseProblem } from '../problem.ts';
import { type Value, vector } from '../values.ts';
import { type Functions, samplesAt, textAt } from './function.ts';

export const labelling: Functions = {
  label_replace: {
    signature: { takes: ['instant vector', 'string', 'string', 'string', 'string'], gives: 'instant vector' },
    run: replaced,
  },
  label_join: {
    signature: { takes: ['instant vector', 'string', 'string', 'string'], variadic: true, gives: 'instant vector' },
    run: (args) => {
      const [target, separator] = [textAt(args, 1), textAt(args, 2)];
      const sources = args.slice(3).map((_, index) => textAt(args, index + 3));
      checkName(target, 'label_join');
      return vector(
        samplesAt(args, 0).map(({ labels, value }) => {
          const text = sources.map((source) => labels[source] ?? '').join(separator);
          return { labels: withLabel(labels, target, text), value };
        }),
      );
    },
  },
};

function replaced(args: readonly Value[]): Value {
  const [target, replacement, source] = [textAt(args, 1), textAt(args, 2), textAt(args, 3)];
  const pattern = compiled(textAt(args, 4));
  checkName(target, 'label_replace');
  return vector(
    samplesAt(args, 0).map(({ labels, value }) => {
      const match = pattern.exec(labels[source] ?? '');
      if (match === null) return { labels, value };
      const text = replacement.replaceAll(/\$(?:\$|\{(\w+)\}|(\w+))/g, (whole, braced, plain) => {
        const group = braced ?? plain;
        if (group === undefined) return whole.slice(1);
        return (/^\d+$/.test(group) ? match[Number(group)] : match.groups?.[group]) ?? '';
      });
      return { labels: withLabel(labels, target, text), value };
    }),
  );
}

function compiled(text: string): RegExp {
  try {
    return patternOf(text, 0);
  } catch (error) {
    if (!(error instanceof ParseProblem)) throw error;
    throw executionProblem(`invalid regular expression in label_replace(): ${text}`);
  }
}

function checkName(name: string, called: string): void {
  if (/^[A-Za-z_]\w*$/.test(name)) return;
  throw executionProblem(`invalid destination label name in ${called}(): ${name}`);
}
