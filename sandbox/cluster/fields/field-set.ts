/** Sets of places in an object, written as `managedFields` writes them (`structured-merge-diff`, FieldsV1). */
import type { FieldTree } from '../objects.ts';

/** `f:name` of an object, `k:{…}` of an entry found by keys, `v:…` of an entry found by itself. */
export type Path = readonly string[];

export class FieldSet {
  readonly #children = new Map<string, FieldSet>();
  /** The place itself belongs to the set, not only something in it. */
  #member = false;

  static of(tree: FieldTree): FieldSet {
    const set = new FieldSet();
    const elements = Object.entries(tree).filter(([element]) => element !== '.');
    set.#member = '.' in tree || elements.length === 0;
    for (const [element, inner] of elements) set.#children.set(element, FieldSet.of(inner));
    return set;
  }

  static union(a: FieldSet, b: FieldSet): FieldSet {
    const both = a.#copy();
    both.#add(b);
    return both;
  }

  get isMember(): boolean {
    return this.#member;
  }

  get isEmpty(): boolean {
    return !this.#member && [...this.#children.values()].every((child) => child.isEmpty);
  }

  insert(path: Path): void {
    let at: FieldSet = this;
    for (const element of path) {
      const next = at.#children.get(element) ?? new FieldSet();
      at.#children.set(element, next);
      at = next;
    }
    at.#member = true;
  }

  has(path: Path): boolean {
    return this.#at(path)?.isMember === true;
  }

  /** Something at this place or in it belongs to the set. */
  touches(path: Path): boolean {
    return this.#at(path)?.isEmpty === false;
  }

  /** Without these places themselves; what is in them stays. */
  without(others: FieldSet): FieldSet {
    return this.#filtered((path) => !others.has(path), []);
  }

  /** Without places of which others have anything, be it only a part. */
  withoutTouched(others: FieldSet): FieldSet {
    return this.#filtered((path) => !others.touches(path), []);
  }

  intersection(others: FieldSet): FieldSet {
    return this.#filtered((path) => others.has(path), []);
  }

  /** Every place, outer ones first. */
  paths(): readonly Path[] {
    const inner = [...this.#children].flatMap(([element, child]) => child.paths().map((path) => [element, ...path]));
    return this.#member ? [[], ...inner] : inner;
  }

  toTree(): FieldTree {
    const children = [...this.#children].filter(([, child]) => !child.isEmpty).sort(([a], [b]) => (a < b ? -1 : 1));
    const entries = children.map(([element, child]): [string, FieldTree] => [element, child.toTree()]);
    return Object.fromEntries(this.#member && entries.length > 0 ? [['.', {}], ...entries] : entries);
  }

  #at(path: Path): FieldSet | null {
    let at: FieldSet = this;
    for (const element of path) {
      const next = at.#children.get(element);
      if (next === undefined) return null;
      at = next;
    }
    return at;
  }

  #copy(): FieldSet {
    return this.#filtered(() => true, []);
  }

  #add(other: FieldSet): void {
    if (other.#member) this.#member = true;
    for (const [element, theirs] of other.#children) {
      const own = this.#children.get(element);
      if (own === undefined) this.#children.set(element, theirs.#copy());
      else own.#add(theirs);
    }
  }

  #filtered(keep: (path: Path) => boolean, path: Path): FieldSet {
    const kept = new FieldSet();
    kept.#member = this.#member && keep(path);
    for (const [element, child] of this.#children) {
      const inner = child.#filtered(keep, [...path, element]);
      if (!inner.isEmpty) kept.#children.set(element, inner);
    }
    return kept;
  }
}
