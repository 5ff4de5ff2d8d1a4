/** What is wrong with a configuration, in words for whoever wrote it. */
import { clip } from '../model/clip.ts';

export interface Mistake {
  /** Counted from 1. */
  readonly line: number;
  /** Keys and list positions from the root; empty for the whole document. */
  readonly path: readonly PropertyKey[];
  /** For example `expected a channel id such as C0123ABCD, found "deploys"`. */
  readonly what: string;
  readonly hint: string | null;
}

/** The configuration cannot be used. The message has one line per mistake and nothing secret. */
export class ConfigProblem extends Error {
  readonly lines: readonly string[];

  constructor(lines: readonly string[]) {
    super(lines.join('\n'));
    this.name = 'ConfigProblem';
    this.lines = lines;
  }
}

/** `line 12, services.shop.targets[0].name: expected …, found …. Hint: ….` */
export function mistakeText({ line, path, what, hint }: Mistake): string {
  const place = path.length === 0 ? `line ${line}` : `line ${line}, ${pathText(path)}`;
  const advice = hint === null ? '' : ` Hint: ${hint}${hint.endsWith('?') ? '' : '.'}`;
  return `${place}: ${what}.${advice}`;
}

export function pathText(path: readonly PropertyKey[]): string {
  return path
    .map((key, index) => (typeof key === 'number' ? `[${key}]` : `${index === 0 ? '' : '.'}${String(key)}`))
    .join('');
}

const LONGEST_QUOTE = 60;

/** A value as it was found, short enough for one line, without the password of an address. */
export function found(value: unknown): string {
  if (value === undefined || value === null) return 'nothing';
  if (Array.isArray(value)) return value.length === 0 ? 'an empty list' : 'a list';
  if (typeof value === 'object') return 'a mapping';
  if (typeof value !== 'string') return String(value);
  const text = value.replace(/\/\/[^/\s]*@/g, '//…@');
  return JSON.stringify(clip(text, LONGEST_QUOTE));
}
