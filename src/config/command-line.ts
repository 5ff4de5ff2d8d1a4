/** What the program is told by the words after its name. */
import { parseArgs } from 'node:util';
import { suggestion } from './nearest.ts';
import { ConfigProblem } from './problem.ts';

export type Order =
  | { readonly do: 'run' | 'crds' | 'schema' | 'help' | 'version' }
  | { readonly do: 'check'; readonly file: string };

export const HELP = `Usage: rollbridge [command]

  (none)       run the bot: what it needs comes from its environment variables
  check FILE   check a catalog without a cluster and without Slack; 1 when there are mistakes
  schema       print the JSON Schema of a catalog, for editors
  crds         install the CustomResourceDefinition in the cluster of the kubeconfig

  -h, --help      this text
  -V, --version   the version`;

/** Throws ConfigProblem for words that mean nothing. */
export function parseOrder(args: readonly string[]): Order {
  const { options, words } = parsed(args);
  if (options.help) return { do: 'help' };
  if (options.version) return { do: 'version' };
  const [command, ...rest] = words;
  switch (command) {
    case undefined:
      return { do: 'run' };
    case 'help':
      return { do: 'help' };
    case 'crds':
    case 'schema':
      if (rest.length > 0) throw misused(`${command} takes nothing more, found ${quoted(rest)}`);
      return { do: command };
    case 'check':
      return checkOf(rest);
    default:
      throw misused(
        `there is no command ${quoted([command])}; ${suggestion(command, ['check', 'schema', 'crds', 'help'])}`,
      );
  }
}

function checkOf(files: readonly string[]): Order {
  const [file, ...more] = files;
  if (file === undefined) throw misused('check wants the path of a catalog: rollbridge check catalog.yaml');
  if (more.length > 0) throw misused(`check wants one file, found ${quoted(files)}`);
  return { do: 'check', file };
}

function parsed(args: readonly string[]) {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: { help: { type: 'boolean', short: 'h' }, version: { type: 'boolean', short: 'V' } },
    });
    return { options: values, words: positionals };
  } catch (error) {
    // What follows the first sentence is for programs that take any word.
    const [sentence = ''] = (error as Error).message.split('. ');
    throw misused(sentence);
  }
}

function misused(what: string): ConfigProblem {
  return new ConfigProblem([what, 'rollbridge --help lists what there is']);
}

function quoted(words: readonly string[]): string {
  return words.map((word) => JSON.stringify(word)).join(', ');
}
