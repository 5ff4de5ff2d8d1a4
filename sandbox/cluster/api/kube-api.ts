/** Everything that belongs to one API server, for the parts that answer its requests. */
import type { AnyObject } from '../objects.ts';
import type { Schema } from '../schemas/schema.ts';
import type { ObjectStore } from '../store/object-store.ts';
import { apiVersionOf, type Resource } from '../store/resource.ts';
import type { Rbac } from './access/rbac.ts';
import type { Users } from './access/users.ts';
import type { Asked, Call } from './asked.ts';
import type { Faults } from './faults.ts';
import type { Pages } from './pages.ts';
import type { Pods } from './pods.ts';

export interface KubeApi {
  readonly store: ObjectStore;
  readonly users: Users;
  readonly rbac: Rbac;
  readonly pages: Pages;
  readonly faults: Faults;
  /** What runs in the pods; may be told later. */
  pods: Pods;
}

/** A request for objects of a kind that is served. */
export interface KindCall extends Call {
  readonly resource: Resource;
}

export interface Answer {
  readonly status: number;
  /** An object is sent as JSON. */
  readonly body: object | string;
  readonly headers?: Readonly<Record<string, string>>;
}

export const ok = (body: object): Answer => ({ status: 200, body });

/** The schema of the kind that is asked for. */
export function schemaOf(api: KubeApi, { resource }: KindCall): Schema {
  return api.store.schemas.of(resource.kind);
}

/** An object in the version that was asked for: versions of one kind differ in nothing else. */
export function inVersion(object: AnyObject, { resource, asked }: KindCall): AnyObject {
  const apiVersion = apiVersionOf({ group: resource.group, version: asked.version });
  return object.apiVersion === apiVersion ? object : { ...object, apiVersion };
}

export function definitionFor(api: KubeApi, { plural, group, custom }: Resource): AnyObject | null {
  return custom ? api.store.get<AnyObject>('CustomResourceDefinition', null, `${plural}.${group}`) : null;
}

export type { Asked };
