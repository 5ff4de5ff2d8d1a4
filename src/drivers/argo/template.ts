/**
 * Pod templates: what a ReplicaSet's template was before the controller wrote into it, when two are the same,
 * and who changed one last.
 */
import { createHash } from 'node:crypto';
import type { K8sObject } from '../../kubernetes/objects.ts';
import { HASH_LABEL, type PodTemplate, type ReplicaSet } from './objects.ts';

/** Argo's note on a ReplicaSet of what it injected into its pods: JSON `{labels, annotations}`. */
const EPHEMERAL = 'rollout.argoproj.io/ephemeral-metadata';

/** `kubectl rollout restart` writes the time here; the version stays the same. */
const RESTARTED_AT = 'kubectl.kubernetes.io/restartedAt';

const ID_LENGTH = 12;

type Strings = Record<string, string>;
type Tree = { [key: string]: unknown };

/**
 * The template of a ReplicaSet without what the controller added to it: the hash label, ephemeral metadata, and
 * the anti-affinity to another version (Argo's `RemoveInjectedAntiAffinityRule`). With those left in, a restored
 * template would match no ReplicaSet and start a full rollout.
 */
export function ownTemplate(set: ReplicaSet): PodTemplate {
  const injected = JSON.parse(set.metadata.annotations?.[EPHEMERAL] ?? '{}') as Record<string, Strings>;
  const template = structuredClone(set.spec?.template ?? {}) as { metadata?: Record<string, Strings>; spec?: Tree };
  drop(template.metadata?.labels, [HASH_LABEL, ...Object.keys(injected.labels ?? {})]);
  drop(template.metadata?.annotations, Object.keys(injected.annotations ?? {}));
  if (template.spec?.affinity !== undefined) {
    const affinity = withoutAntiAffinity(template.spec.affinity as Tree);
    if (affinity === null) delete template.spec.affinity;
    else template.spec.affinity = affinity;
  }
  return template as PodTemplate;
}

/**
 * A short name of what a version is: equal for two ReplicaSets exactly when their templates are, but for what the
 * controller injects and for the mark of a restart. So a change of the hash by another version of the controller, and a
 * restart, can be told from a change of the version.
 */
export function templateId(set: ReplicaSet): string {
  const template = structuredClone(ownTemplate(set)) as { metadata?: Record<string, Strings> };
  const { labels = {}, annotations = {} } = template.metadata ?? {};
  drop(annotations, [RESTARTED_AT]);
  const text = JSON.stringify([sorted(labels), sorted(annotations), (template as PodTemplate).spec ?? {}]);
  return createHash('sha256').update(text).digest('hex').slice(0, ID_LENGTH);
}

/**
 * The field manager that last wrote into `spec.template`, from `managedFields`; null when nobody is recorded. Only the
 * controller itself does not count: it fills in defaults after each change. Kubernetes keeps one time per
 * manager for all its fields, so of two that each wrote a part of the template the one that wrote anything last is named.
 */
export function templateAuthor({ metadata }: K8sObject): string | null {
  const entries = metadata.managedFields ?? [];
  const controllers = entries
    .filter(({ subresource, fieldsV1 }) => subresource === 'status' && within(fieldsV1, 'status', 'observedGeneration'))
    .map(({ manager }) => manager);
  const authors = entries.filter(
    ({ manager, subresource, fieldsV1 }) =>
      !subresource && !controllers.includes(manager) && within(fieldsV1, 'spec', 'template'),
  );
  const newest = authors.reduce<(typeof authors)[number] | null>(
    (best, entry) => (best !== null && (best.time ?? '') > (entry.time ?? '') ? best : entry),
    null,
  );
  return newest?.manager ?? null;
}

function within(fields: Tree | undefined, ...path: readonly string[]): boolean {
  let at: unknown = fields;
  for (const name of path) at = (at as Tree | undefined)?.[`f:${name}`];
  return at !== undefined;
}

function drop(map: Strings | undefined, keys: readonly string[]): void {
  for (const key of keys) delete map?.[key];
}

function sorted(map: Strings): [string, string][] {
  return Object.entries(map).sort(([a], [b]) => (a < b ? -1 : 1));
}

const REQUIRED = 'requiredDuringSchedulingIgnoredDuringExecution';
const PREFERRED = 'preferredDuringSchedulingIgnoredDuringExecution';

/** Null when nothing is left of it. */
function withoutAntiAffinity({ podAntiAffinity, ...others }: Tree): Tree | null {
  const { [REQUIRED]: required, [PREFERRED]: preferred, ...rest } = (podAntiAffinity ?? {}) as Tree;
  const kept = {
    ...rest,
    ...listOf(REQUIRED, required, (term) => term),
    ...listOf(PREFERRED, preferred, (term) => term.podAffinityTerm as Tree),
  };
  const affinity = Object.keys(kept).length === 0 ? others : { ...others, podAntiAffinity: kept };
  return Object.keys(affinity).length === 0 ? null : affinity;
}

function listOf(name: string, terms: unknown, termOf: (entry: Tree) => Tree): Tree {
  const kept = ((terms ?? []) as Tree[]).filter((entry) => !isInjected(termOf(entry)));
  return kept.length === 0 ? {} : { [name]: kept };
}

/** Nobody but the controller can know a version's hash beforehand. */
function isInjected(term: Tree): boolean {
  const { matchExpressions = [] } = (term.labelSelector ?? {}) as { matchExpressions?: { key?: string }[] };
  return matchExpressions.some(({ key }) => key === HASH_LABEL);
}
