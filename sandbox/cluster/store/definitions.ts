/** Serves the kinds that CustomResourceDefinitions bring, as long as these are there. */
import { type AnyObject, timestamp } from '../objects.ts';
import { type DefinedVersion, type Definition, definitionOf, type Schemas } from '../schemas/index.ts';
import type { Change } from './journal.ts';
import type { ObjectStore } from './object-store.ts';
import type { Resource } from './resource.ts';

const BY = { manager: 'kube-apiserver' };

export class Definitions {
  readonly #store: ObjectStore;
  readonly #schemas: Schemas;

  constructor(store: ObjectStore, schemas: Schemas) {
    this.#store = store;
    this.#schemas = schemas;
  }

  start(): void {
    this.#store.journal.watchAll((change) => {
      if (change.object.kind === 'CustomResourceDefinition') this.#hear(change);
    });
  }

  #hear({ type, object }: Change): void {
    const { names } = definitionOf(object);
    if (type === 'DELETED') {
      for (const { metadata } of this.#store.list<AnyObject>(names.kind)) {
        this.#store.delete(names.kind, metadata.namespace ?? null, metadata.name);
      }
      this.#store.resources.remove(names.kind);
      this.#schemas.forget(names.kind);
      return;
    }
    this.#schemas.learn(object);
    this.#store.resources.put(resourceOf(object));
    if (object.status === undefined) this.#accept(object);
  }

  /** The real server takes a moment for it; whoever waits for the condition finds it at once. */
  #accept(object: AnyObject): void {
    const { names, versions = [] } = definitionOf(object);
    const lastTransitionTime = timestamp(this.#store.time.now());
    const met = (type: string, reason: string, message: string) => ({
      type,
      status: 'True',
      lastTransitionTime,
      reason,
      message,
    });
    const status = {
      conditions: [
        met('NamesAccepted', 'NoConflicts', 'no conflicts found'),
        met('Established', 'InitialNamesAccepted', 'the initial names have been accepted'),
      ],
      acceptedNames: names,
      storedVersions: versions.filter(({ storage }) => storage).map(({ name }) => name),
    };
    this.#store.update({ ...object, status }, { subresource: 'status', by: BY });
  }
}

function resourceOf(definition: AnyObject): Resource {
  const { group, names, scope, versions = [] } = definitionOf(definition);
  const stored = versions.find(({ storage }) => storage) ?? versions[0];
  const served = versions.filter(({ served }) => served).map(({ name }) => name);
  const hasStatus = stored?.subresources?.status !== undefined;
  return {
    group,
    version: stored?.name ?? '',
    versions: served.sort(byMaturity),
    kind: names.kind,
    plural: names.plural,
    singular: names.singular ?? names.kind.toLowerCase(),
    shortNames: names.shortNames ?? [],
    categories: names.categories ?? [],
    namespaced: scope === 'Namespaced',
    status: hasStatus,
    ...scaleOf(stored),
    generation: 'all-but-status',
    custom: true,
  };
}

/** v1 before v1beta1 before v1alpha3, newer before older. */
function byMaturity(a: string, b: string): number {
  const rank = (version: string) => {
    const [, major = '0', stage, minor = '0'] = /^v(\d+)(alpha|beta)?(\d+)?$/.exec(version) ?? [];
    return (stage === undefined ? 2e6 : stage === 'beta' ? 1e6 : 0) + Number(major) * 1e3 + Number(minor);
  };
  return rank(b) - rank(a);
}

function scaleOf(version: DefinedVersion | undefined): Pick<Resource, 'scale'> {
  const scale = version?.subresources?.scale;
  if (scale === undefined) return {};
  const path = (text: string) => text.replace(/^\./, '');
  return {
    scale: {
      specReplicas: path(scale.specReplicasPath),
      statusReplicas: path(scale.statusReplicasPath),
      ...(scale.labelSelectorPath !== undefined && { selector: path(scale.labelSelectorPath) }),
    },
  };
}

/** What the server fills into a definition. */
export function wholeDefinition(given: Definition): object {
  const singular = given.names.singular ?? given.names.kind.toLowerCase();
  const listKind = given.names.listKind ?? `${given.names.kind}List`;
  return { conversion: { strategy: 'None' }, ...given, names: { ...given.names, singular, listKind } };
}
