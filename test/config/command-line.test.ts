import { describe, expect, test } from '@jest/globals';
import { type Order, parseOrder } from '../../src/config/command-line.ts';

const MEANT: readonly (readonly [string, readonly string[], Order])[] = [
  ['no word runs the bot', [], { do: 'run' }],
  ['check takes a path', ['check', 'a/catalog.yaml'], { do: 'check', file: 'a/catalog.yaml' }],
  ['a path that begins with a dash stands after two', ['check', '--', '-odd.yaml'], { do: 'check', file: '-odd.yaml' }],
  ['crds stands alone', ['crds'], { do: 'crds' }],
  ['schema stands alone', ['schema'], { do: 'schema' }],
  ['evidence lists', ['evidence', 'list'], { do: 'evidence', action: 'list', directory: null, service: null }],
  [
    'evidence lists one service of a directory',
    ['evidence', 'list', 'shop', '--directory', '/e'],
    { do: 'evidence', action: 'list', directory: '/e', service: 'shop' },
  ],
  ['evidence shows', ['evidence', 'show', 'a'], { do: 'evidence', action: 'show', directory: null, capture: 'a' }],
  [
    'evidence verifies, with a digest in capitals too',
    ['evidence', 'verify', 'a', '--manifest', 'AB'.repeat(32)],
    { do: 'evidence', action: 'verify', directory: null, capture: 'a', manifest: 'ab'.repeat(32) },
  ],
  ['help is a word', ['help'], { do: 'help' }],
  ['help is an option', ['--help'], { do: 'help' }],
  ['help is a letter', ['-h'], { do: 'help' }],
  ['help goes before what stands beside it', ['check', '--help'], { do: 'help' }],
  ['the version is an option', ['--version'], { do: 'version' }],
  ['the version is a letter', ['-V'], { do: 'version' }],
];

const REFUSED: readonly (readonly [string, readonly string[], RegExp])[] = [
  [
    'an unknown command is named, with the one that was meant',
    ['chekc', 'x'],
    /no command "chekc"; did you mean check\?/,
  ],
  [
    'an unknown command that is like none',
    ['frobnicate'],
    /no command "frobnicate"; known here: check, schema, crds, evidence, help/,
  ],
  ['a command in capitals', ['CHECK', 'x'], /did you mean check\?/],
  ['an empty word', [''], /no command ""/],
  ['check without a path', ['check'], /check wants the path of a catalog/],
  ['check with two paths', ['check', 'a', 'b'], /check wants one file, found "a", "b"/],
  ['crds with more', ['crds', 'now'], /crds takes nothing more, found "now"/],
  ['evidence without a word', ['evidence'], /evidence wants list, show, verify$/m],
  ['evidence with an unknown word', ['evidence', 'lsit'], /found "lsit"; did you mean list\?/],
  ['evidence show without a capture', ['evidence', 'show'], /evidence show wants a capture/],
  ['evidence verify with two captures', ['evidence', 'verify', 'a', 'b'], /wants one word, found "a", "b"/],
  ['a digest that is none', ['evidence', 'verify', 'a', '--manifest', 'abc'], /64 hexadecimal digits/],
  ['a digest where it means nothing', ['evidence', 'show', 'a', '--manifest', 'abc'], /--manifest means nothing here/],
  ['a directory where it means nothing', ['check', 'a', '--directory', '/e'], /--directory means nothing here/],
  ['an unknown option', ['--frob'], /^Unknown option '--frob'\n/],
  ['a value for an option without one', ['--help=yes'], /--help/],
];

describe('the words after the name', () => {
  test.each(MEANT)('%s', (_, args, order) => {
    expect(parseOrder(args)).toEqual(order);
  });

  test.each(REFUSED)('%s is refused in two lines', (_, args, message) => {
    expect(() => parseOrder(args)).toThrow(message);
    expect(() => parseOrder(args)).toThrow(/^[^\n]+\nrollbridge --help lists what there is$/);
  });
});
