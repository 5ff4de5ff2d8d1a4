/** The page knows every emoji that the program writes; of what people write it may not know some. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { emojiOf } from '../../../sandbox/page/text/emoji.ts';

const MARK = /(?<![\w\\)(?]):([a-z][a-z0-9_+-]*):(?![\w*])/g;

function marksIn(folder: string): readonly string[] {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts'));
  const lines = files.flatMap((name) => readFileSync(join(folder, name), 'utf8').split('\n'));
  const code = lines.filter((line) => !/^\s*(?:\*|\/\*\*|\/\/)/.test(line));
  return code.flatMap((line) => [...line.matchAll(MARK)].map(([, name = '']) => name));
}

const marks = new Set(['src/views', 'src/slack', 'src/commands'].flatMap(marksIn));

test('the program writes emoji', () => {
  expect([...marks]).toEqual(expect.arrayContaining(['warning', 'white_check_mark', 'rotating_light']));
});

test.each([...marks])('%s is known', (name) => {
  expect(emojiOf(name)).toBeDefined();
});
