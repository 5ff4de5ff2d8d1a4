/** The labels of a series. One without a value is none. */

export type Labels = Readonly<Record<string, string>>;

export const NAME = '__name__';

/** The same for the same labels, in whatever order they come. */
export function keyOf(labels: Labels): string {
  return JSON.stringify(entriesOf(labels));
}

export function only(labels: Labels, names: readonly string[]): Labels {
  return Object.fromEntries(Object.entries(labels).filter(([name]) => names.includes(name)));
}

export function without(labels: Labels, ...names: readonly string[]): Labels {
  return Object.fromEntries(Object.entries(labels).filter(([name]) => !names.includes(name)));
}

export function withLabel(labels: Labels, name: string, value: string): Labels {
  return value === '' ? without(labels, name) : { ...labels, [name]: value };
}

/** As Prometheus writes them in errors: `{a="b", c="d"}`. */
export function labelText(labels: Labels): string {
  return `{${entriesOf(labels)
    .map(([name, value]) => `${name}=${JSON.stringify(value)}`)
    .join(', ')}}`;
}

/** In the order in which Prometheus lists series: by their labels, name before value. */
export function inOrder<T extends { readonly labels: Labels }>(items: readonly T[]): readonly T[] {
  const keyed = items.map((item) => ({ item, entries: entriesOf(item.labels) }));
  return keyed.sort((a, b) => compared(a.entries, b.entries)).map(({ item }) => item);
}

function compared(a: readonly Entry[], b: readonly Entry[]): number {
  for (const [index, [name, value]] of a.entries()) {
    const [otherName, otherValue] = b[index] ?? [];
    if (otherName === undefined || otherValue === undefined) return 1;
    if (name !== otherName) return name < otherName ? -1 : 1;
    if (value !== otherValue) return value < otherValue ? -1 : 1;
  }
  return a.length - b.length;
}

type Entry = readonly [name: string, value: string];

function entriesOf(labels: Labels): Entry[] {
  return Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1));
}
