/** A YAML text as plain values, with the way back from a value's path to its line. */

import { type Document, isAlias, isMap, isScalar, isSeq, LineCounter, type Node, parseDocument } from 'yaml';
import { clip } from '../model/clip.ts';
import type { Mistake } from './problem.ts';

export type Path = readonly PropertyKey[];

export interface YamlSource {
  readonly value: unknown;
  /** The text is not YAML: `value` is null and nothing else can be said about it. */
  readonly broken: readonly Mistake[];
  /** Keys that stand twice in one mapping; the later one counts in `value`. */
  readonly duplicates: readonly Mistake[];
  /** The line of the key or list item at the path, or of what is nearest to it when it is missing. */
  lineOf(path: Path): number;
}

const LONGEST_MESSAGE = 160;

export function readYaml(text: string): YamlSource {
  const counter = new LineCounter();
  const document = parseDocument(text, { lineCounter: counter, uniqueKeys: false, prettyErrors: false });
  const lineAt = (offset: number) => Math.max(1, counter.linePos(offset).line);
  const broken: Mistake[] = document.errors.map((error) => ({
    line: lineAt(error.pos[0]),
    path: [],
    what: clip(error.message.replace(/\.?\s*$/, ''), LONGEST_MESSAGE),
    hint: error.message.includes('@') ? 'put names that begin with @ in quotes, for example "@devs"' : null,
  }));
  const duplicates: Mistake[] = [];
  if (broken.length === 0) inspect(document, lineAt, broken, duplicates);
  return {
    value: broken.length === 0 ? plainValue(document, broken) : null,
    broken,
    duplicates,
    lineOf: (path) => lineAt(offsetOf(document, path)),
  };
}

/** Aliases are followed at most 100 times (the library's own limit), so that a small text stays a small value. */
function plainValue(document: Document, broken: Mistake[]): unknown {
  try {
    return document.toJS();
  } catch (error) {
    broken.push({ line: 1, path: [], what: error instanceof Error ? error.message : String(error), hint: null });
    return null;
  }
}

function inspect(document: Document, lineAt: (offset: number) => number, broken: Mistake[], duplicates: Mistake[]) {
  const walk = (node: unknown, path: Path): void => {
    if (isAlias(node) && node.resolve(document) === undefined) {
      const line = lineAt(node.range?.[0] ?? 0);
      broken.push({
        line,
        path,
        what: `there is no anchor &${node.source}`,
        hint: 'anchors stand before their aliases',
      });
    } else if (isSeq(node)) {
      node.items.forEach((item, index) => {
        walk(item, [...path, index]);
      });
    } else if (isMap(node)) {
      const lines = new Map<string, number>();
      for (const { key, value } of node.items) {
        const name = keyText(key);
        const line = lineAt(startOf(key) ?? 0);
        const first = lines.get(name);
        if (first === undefined) lines.set(name, line);
        else {
          const hint = `it stands on line ${first} already, so merge the two or rename one`;
          duplicates.push({ line, path: [...path, name], what: 'this key stands twice', hint });
        }
        walk(value, [...path, name]);
      }
    }
  };
  walk(document.contents, []);
}

function offsetOf(document: Document, path: Path): number {
  let node: unknown = document.contents;
  let offset = startOf(node) ?? 0;
  for (const step of path) {
    const mapping = isAlias(node) ? node.resolve(document) : node;
    if (isMap(mapping)) {
      const pair = mapping.items.findLast(({ key }) => keyText(key) === String(step));
      if (pair === undefined) return offset;
      offset = startOf(pair.key) ?? offset;
      node = pair.value;
    } else if (isSeq(mapping)) {
      const item = mapping.items[Number(step)];
      if (item === undefined) return offset;
      offset = startOf(item) ?? offset;
      node = item;
    } else return offset;
  }
  return offset;
}

function keyText(key: unknown): string {
  return String(isScalar(key) ? key.value : key);
}

function startOf(node: unknown): number | undefined {
  return (node as Node | null)?.range?.[0];
}
