/** What the program is told by the words after its name. */
import { parseArgs } from 'node:util';
import { suggestion } from './nearest.ts';
import { ConfigProblem } from './problem.ts';

export type Order =
  | { readonly do: 'run' | 'crds' | 'schema' | 'help' | 'version' }
  | { readonly do: 'check'; readonly file: string }
  | EvidenceOrder;

/** `directory` is null unless it was named: then the catalog says where captures are. */
export type EvidenceOrder = { readonly do: 'evidence'; readonly directory: string | null } & (
  | { readonly action: 'list'; readonly service: string | null }
  | { readonly action: 'show'; readonly capture: string }
  | { readonly action: 'verify'; readonly capture: string; readonly manifest: string | null }
);

export const HELP = `Usage: rollbridge [command]

  (none)       run the bot: what it needs comes from its environment variables
  check FILE   check a catalog without a cluster and without Slack; 1 when there are mistakes
  schema       print the JSON Schema of a catalog, for editors
  crds         install the CustomResourceDefinitions in the cluster of the kubeconfig

  evidence list [SERVICE]   the captures on this machine: when, what for, how much, what is missing
  evidence show CAPTURE     what a capture says
  evidence verify CAPTURE   whether a capture is as it was written; 1 when it is not. A name, a folder, or a .tar.gz

  --directory DIR     where captures are. Left out: what the catalog of ROLLBRIDGE_CONFIG says
  --manifest SHA256   the digest of the manifest, as the log has it, for verify

  -h, --help      this text
  -V, --version   the version`;

/** Throws ConfigProblem for words that mean nothing. */
export function parseOrder(args: readonly string[]): Order {
  const { options, words } = parsed(args);
  if (options.help) return { do: 'help' };
  if (options.version) return { do: 'version' };
  const [command, ...rest] = words;
  if (command !== 'evidence') refuseStray(options, ['directory', 'manifest']);
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
    case 'evidence':
      return evidenceOf(rest, options);
    default:
      throw misused(
        `there is no command ${quoted([command])}; ${suggestion(command, ['check', 'schema', 'crds', 'evidence', 'help'])}`,
      );
  }
}

function checkOf(files: readonly string[]): Order {
  const [file, ...more] = files;
  if (file === undefined) throw misused('check wants the path of a catalog: rollbridge check catalog.yaml');
  if (more.length > 0) throw misused(`check wants one file, found ${quoted(files)}`);
  return { do: 'check', file };
}

type Options = ReturnType<typeof parsed>['options'];

const ACTIONS = ['list', 'show', 'verify'] as const;

function evidenceOf([word, ...rest]: readonly string[], options: Options): Order {
  const action = ACTIONS.find((each) => each === word);
  if (action === undefined) {
    const known = `evidence wants ${ACTIONS.join(', ')}`;
    throw misused(word === undefined ? known : `${known}, found ${quoted([word])}; ${suggestion(word, ACTIONS)}`);
  }
  if (action !== 'verify') refuseStray(options, ['manifest']);
  const [first, ...more] = rest;
  if (more.length > 0) throw misused(`evidence ${action} wants one word, found ${quoted(rest)}`);
  const directory = options.directory ?? null;
  if (action === 'list') return { do: 'evidence', action, directory, service: first ?? null };
  if (first === undefined) throw misused(`evidence ${action} wants a capture: evidence list names them`);
  if (action === 'show') return { do: 'evidence', action, directory, capture: first };
  return { do: 'evidence', action, directory, capture: first, manifest: digestOf(options.manifest) };
}

function digestOf(text: string | undefined): string | null {
  if (text === undefined) return null;
  if (!/^[0-9a-f]{64}$/i.test(text)) throw misused(`--manifest wants a SHA-256 of 64 hexadecimal digits`);
  return text.toLowerCase();
}

function refuseStray(options: Options, names: readonly ('directory' | 'manifest')[]): void {
  const stray = names.find((name) => options[name] !== undefined);
  if (stray !== undefined) throw misused(`--${stray} means nothing here`);
}

function parsed(args: readonly string[]) {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        help: { type: 'boolean', short: 'h' },
        version: { type: 'boolean', short: 'V' },
        directory: { type: 'string' },
        manifest: { type: 'string' },
      },
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
