/** The form of every kind of a cluster: of the server's own from files, of others from their definitions. */
import { type AnyObject, isRecord } from '../objects.ts';
import { builtInSchemas } from './files.ts';
import { ANYTHING, type Schema } from './schema.ts';

/** A definition holds schemas, which have no end: they are one value. */
const DEFINITION: Schema = {
  properties: {
    apiVersion: { type: 'string' },
    kind: { type: 'string' },
    metadata: ANYTHING,
    spec: { properties: { versions: { type: 'array' } }, additionalProperties: true },
    status: ANYTHING,
  },
};

/** They are read once: they never change. */
let kept: ReadonlyMap<string, Schema> | null = null;

export class Schemas {
  readonly #custom = new Map<string, Schema>();

  /** With `metadata`; a kind of which nothing is known may hold anything. */
  of(kind: string): Schema {
    kept ??= builtInSchemas();
    if (kind === 'CustomResourceDefinition') return DEFINITION;
    return this.#custom.get(kind) ?? kept.get(kind) ?? ANYTHING;
  }

  /** Takes the form of a kind from the stored version of its definition. */
  learn(definition: AnyObject): void {
    const { names, versions = [] } = definition.spec as Definition;
    const version = versions.find(({ storage }) => storage) ?? versions[0];
    const schema = version?.schema?.openAPIV3Schema;
    const metadata = this.of('ConfigMap').properties?.metadata ?? ANYTHING;
    const text: Schema = { type: 'string' };
    this.#custom.set(names.kind, {
      ...(schema ?? ANYTHING),
      properties: { ...schema?.properties, apiVersion: text, kind: text, metadata },
    });
  }

  forget(kind: string): void {
    this.#custom.delete(kind);
  }
}

export interface Definition {
  readonly group: string;
  readonly scope: string;
  readonly names: {
    readonly kind: string;
    readonly plural: string;
    readonly singular?: string;
    readonly listKind?: string;
    readonly shortNames?: readonly string[];
    readonly categories?: readonly string[];
  };
  readonly versions?: readonly DefinedVersion[];
}

export interface DefinedVersion {
  readonly name: string;
  readonly served: boolean;
  readonly storage: boolean;
  readonly schema?: { readonly openAPIV3Schema?: Schema };
  readonly subresources?: {
    readonly status?: object;
    readonly scale?: {
      readonly specReplicasPath: string;
      readonly statusReplicasPath: string;
      readonly labelSelectorPath?: string;
    };
  };
  readonly additionalPrinterColumns?: readonly PrinterColumn[];
}

export interface PrinterColumn {
  readonly name: string;
  readonly type: string;
  readonly jsonPath: string;
  readonly description?: string;
  readonly format?: string;
  readonly priority?: number;
}

export function definitionOf({ spec }: AnyObject): Definition {
  if (!isRecord(spec)) throw new Error('a CustomResourceDefinition without a spec');
  return spec as unknown as Definition;
}
