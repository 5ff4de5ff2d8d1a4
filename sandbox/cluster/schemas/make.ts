/**
 * Writes `built-in.json` and `custom.json` anew from what a real API server says of itself: run it with KUBECONFIG set to a
 * cluster with Argo Rollouts and Istio's kinds, and kubectl on the PATH. Descriptions are left out, and what occurs more
 * than once in the kinds of Argo is written once.
 */
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { builtIn } from '../store/builtin.ts';
import type { Schema } from './schema.ts';

type Tree = { [key: string]: unknown };

const KEPT = new Set([
  ...[
    'type',
    'format',
    'nullable',
    'required',
    'properties',
    'items',
    'additionalProperties',
    'default',
    '$ref',
    'allOf',
  ],
  ...['x-kubernetes-list-type', 'x-kubernetes-list-map-keys', 'x-kubernetes-map-type'],
  ...['x-kubernetes-patch-strategy', 'x-kubernetes-patch-merge-key', 'x-kubernetes-preserve-unknown-fields'],
  ...['x-kubernetes-int-or-string', 'x-kubernetes-embedded-resource'],
]);
const OF_CUSTOM = new Set([
  ...KEPT,
  'enum',
  'pattern',
  'minimum',
  'maximum',
  'minLength',
  'maxLength',
  'minItems',
  'maxItems',
]);
const GROUPS = /^(argoproj\.io|networking\.istio\.io)$/;
const KINDS =
  /^(Rollout|AnalysisRun|AnalysisTemplate|ClusterAnalysisTemplate|Experiment|VirtualService|DestinationRule)$/;

function ask(...words: readonly string[]): Tree {
  return JSON.parse(execFileSync('kubectl', words, { maxBuffer: 64 << 20, encoding: 'utf8' })) as Tree;
}

/** `names` are those of properties: everything there is kept. */
function trimmed(value: unknown, kept: ReadonlySet<string>, names = false): unknown {
  if (Array.isArray(value)) return value.map((each) => trimmed(each, kept));
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).filter(([key]) => names || kept.has(key));
  return Object.fromEntries(
    entries.flatMap(([key, each]): [string, unknown][] => {
      if (names) return [[key, trimmed(each, kept)]];
      if (key === '$ref') return [[key, String(each).replace(/.*\//, '')]];
      // A reference stands alone in `allOf` when something is said beside it.
      if (key === 'allOf') return [['$ref', String((each as Tree[])[0]?.$ref).replace(/.*\//, '')]];
      return [[key, ['default', 'required', 'enum'].includes(key) ? each : trimmed(each, kept, key === 'properties')]];
    }),
  );
}

function refsIn(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, each]) => (key === '$ref' ? [String(each)] : refsIn(each)));
}

function makeBuiltIn(): Tree {
  const schemas: Tree = {};
  const kinds: Tree = {};
  for (const { group, version, kind } of builtIn) {
    const path = group === '' ? `api/${version}` : `apis/${group}/${version}`;
    const all = (ask('get', '--raw', `/openapi/v3/${path}`).components as Tree).schemas as Tree;
    const isIt = (schema: Tree) =>
      ((schema['x-kubernetes-group-version-kind'] ?? []) as Tree[]).some(
        (each) => each.group === group && each.version === version && each.kind === kind,
      );
    const name = Object.keys(all).find((each) => isIt(all[each] as Tree)) ?? '';
    kinds[kind] = name;
    // What a kind has is wanted, and what that has; the schemas of schemas have no end.
    const wanted = kind === 'CustomResourceDefinition' ? [] : [name];
    for (let next = wanted.pop(); next !== undefined; next = wanted.pop()) {
      if (schemas[next] !== undefined) continue;
      schemas[next] = trimmed(all[next], KEPT);
      wanted.push(...refsIn(schemas[next]));
    }
  }
  return { kinds, schemas };
}

function makeCustom(): Tree {
  const { items } = ask('get', 'crds', '-o', 'json') as { items: Tree[] };
  const wanted = items.filter(({ spec }) => {
    const { group, names } = spec as { group: string; names: { kind: string } };
    return GROUPS.test(group) && KINDS.test(names.kind);
  });
  const crds = wanted.map(({ metadata, spec }) => ({
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: (metadata as Tree).name },
    spec: {
      ...(spec as Tree),
      versions: ((spec as Tree).versions as Tree[]).map(({ schema, ...version }) => ({
        ...version,
        schema: { openAPIV3Schema: trimmed((schema as Tree).openAPIV3Schema, OF_CUSTOM) },
      })),
    },
  }));
  return shared(crds);
}

const WORTH_SHARING = 120;

/** Replaces what occurs more than once by a reference. */
function shared(crds: readonly Tree[]): Tree {
  const counts = new Map<string, number>();
  const count = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) return;
    const text = JSON.stringify(value);
    const seen = counts.get(text) ?? 0;
    if (text.length > WORTH_SHARING) counts.set(text, seen + 1);
    // What is within something that occurred before is shared with it.
    if (seen === 0) for (const each of Object.values(value)) count(each);
  };
  for (const crd of crds) count(crd);
  const names = new Map<string, string>();
  const parts: Tree = {};
  const replaced = (value: unknown): unknown => {
    if (typeof value !== 'object' || value === null) return value;
    const text = JSON.stringify(value);
    const inside = () =>
      Array.isArray(value)
        ? value.map(replaced)
        : Object.fromEntries(Object.entries(value).map(([key, each]) => [key, replaced(each)]));
    if ((counts.get(text) ?? 0) < 2) return inside();
    const known = names.get(text);
    if (known !== undefined) return { $part: known };
    const name = `p${names.size}`;
    names.set(text, name);
    parts[name] = inside() as Schema;
    return { $part: name };
  };
  const whole = crds.map(replaced);
  return { parts, crds: whole };
}

for (const [name, make] of [
  ['built-in', makeBuiltIn],
  ['custom', makeCustom],
] as const) {
  writeFileSync(new URL(`${name}.json`, import.meta.url), `${JSON.stringify(make())}\n`);
}
