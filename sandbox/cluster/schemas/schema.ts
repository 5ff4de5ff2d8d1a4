/** What is known of the form of objects: the part of OpenAPI v3 that Kubernetes uses, with its own marks. */

export interface Schema {
  readonly type?: string;
  readonly format?: string;
  readonly nullable?: boolean;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
  readonly additionalProperties?: Schema | boolean;
  readonly required?: readonly string[];
  readonly default?: unknown;
  /** Of the type in the server's own language, for its words about what cannot be read. */
  readonly name?: string;
  readonly 'x-kubernetes-list-type'?: 'map' | 'set' | 'atomic';
  readonly 'x-kubernetes-list-map-keys'?: readonly string[];
  readonly 'x-kubernetes-map-type'?: 'atomic' | 'granular';
  readonly 'x-kubernetes-patch-strategy'?: string;
  readonly 'x-kubernetes-patch-merge-key'?: string;
  readonly 'x-kubernetes-preserve-unknown-fields'?: boolean;
  readonly 'x-kubernetes-int-or-string'?: boolean;
  readonly 'x-kubernetes-embedded-resource'?: boolean;
  readonly 'x-kubernetes-validations'?: readonly { readonly rule: string; readonly message?: string }[];
}

/** Of which nothing is known. */
export const ANYTHING: Schema = { 'x-kubernetes-preserve-unknown-fields': true };

/** Of what stands in this field; undefined when the schema knows no such field. */
export function fieldOf(schema: Schema, field: string): Schema | undefined {
  const own = schema.properties?.[field];
  if (own !== undefined) return own;
  const { additionalProperties } = schema;
  if (typeof additionalProperties === 'object') return additionalProperties;
  return additionalProperties === true || schema['x-kubernetes-preserve-unknown-fields'] ? ANYTHING : undefined;
}

/** A map of names to values rather than an object with fields of its own. */
export function isMap(schema: Schema): boolean {
  return schema.properties === undefined && schema.additionalProperties !== undefined;
}

/** The fields by which entries of a list are told apart; null for a list that is one value. */
export function keysOf(schema: Schema): readonly string[] | null {
  return schema['x-kubernetes-list-type'] === 'map' ? (schema['x-kubernetes-list-map-keys'] ?? null) : null;
}
