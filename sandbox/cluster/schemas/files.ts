/** The schemas that lie beside this file (`make.ts` writes them), with what they refer to in place of the references. */
import { readFileSync } from 'node:fs';
import { type AnyObject, frozen, isRecord } from '../objects.ts';
import type { Schema } from './schema.ts';

interface BuiltIn {
  /** The name of the schema of each kind. */
  readonly kinds: Readonly<Record<string, string>>;
  readonly schemas: Readonly<Record<string, unknown>>;
}

interface Custom {
  readonly parts: Readonly<Record<string, unknown>>;
  readonly crds: readonly unknown[];
}

function read<T>(name: string): T {
  return JSON.parse(readFileSync(new URL(name, import.meta.url), 'utf8')) as T;
}

/** Puts in place of every reference what it refers to: one object, however often it is referred to. */
class Linker {
  readonly #parts: Readonly<Record<string, unknown>>;
  readonly #linked = new Map<string, unknown>();

  constructor(parts: Readonly<Record<string, unknown>>) {
    this.#parts = parts;
  }

  part(name: string): unknown {
    const known = this.#linked.get(name);
    if (known !== undefined) return known;
    const linked = this.link(this.#parts[name]);
    const named = name.includes('.') ? { ...(linked as object), name: name.slice(name.lastIndexOf('.') + 1) } : linked;
    this.#linked.set(name, named);
    return named;
  }

  link(value: unknown): unknown {
    if (Array.isArray(value)) return value.map((each) => this.link(each));
    if (!isRecord(value)) return value;
    const { $ref, $part, ...rest } = value;
    if (typeof $part === 'string') return this.part($part);
    const linked = Object.fromEntries(Object.entries(rest).map(([key, each]) => [key, this.link(each)]));
    return typeof $ref === 'string' ? { ...(this.part($ref) as object), ...linked } : linked;
  }
}

/** The schema of each kind that the server brings itself. */
export function builtInSchemas(): ReadonlyMap<string, Schema> {
  const { kinds, schemas } = read<BuiltIn>('built-in.json');
  const linker = new Linker(schemas);
  const known = Object.entries(kinds).filter(([, name]) => schemas[name] !== undefined);
  return new Map(known.map(([kind, name]) => [kind, linker.part(name) as Schema]));
}

let definitions: readonly AnyObject[] | null = null;

/** The CustomResourceDefinitions of Argo Rollouts and of what Istio routes by. */
export function customDefinitions(): readonly AnyObject[] {
  if (definitions !== null) return definitions;
  const { parts, crds } = read<Custom>('custom.json');
  const linker = new Linker(parts);
  definitions = crds.map((crd) => frozen(linker.link(crd) as AnyObject));
  return definitions;
}
