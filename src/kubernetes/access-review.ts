/** Asks an API server what the bot itself may do. Nothing is stored by asking. */
import type { Connection } from './connection.ts';
import { ApiError } from './errors.ts';

export interface Attributes {
  readonly namespace: string;
  readonly group: string;
  readonly resource: string;
  readonly subresource?: string;
  readonly verb: string;
}

interface Review {
  readonly status?: { readonly allowed?: boolean };
}

const PATH = '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews';

/** Null when the API server does not answer such questions. Throws Unreachable when it does not answer at all. */
export async function mayI(connection: Connection, resourceAttributes: Attributes): Promise<boolean | null> {
  const kind = { apiVersion: 'authorization.k8s.io/v1', kind: 'SelfSubjectAccessReview' };
  try {
    const body = { ...kind, spec: { resourceAttributes } };
    return (await connection.request<Review>('POST', PATH, { body })).status?.allowed ?? false;
  } catch (error) {
    if (error instanceof ApiError) return null;
    throw error;
  }
}

/** `rollouts/status` and the like, with who may do what, as one line of a Role. */
export interface Rule {
  readonly namespace: string;
  readonly group: string;
  /** With its subresource. */
  readonly resource: string;
  readonly verbs: readonly string[];
}

export interface Reviewed {
  readonly namespace: string;
  readonly verb: string;
  readonly resource: string;
  readonly allowed: boolean | null;
}

/** Every verb of every rule, asked at once. */
export async function reviewed(connection: Connection, rules: readonly Rule[]): Promise<Reviewed[]> {
  const asked = rules.flatMap(({ verbs, ...rule }) => verbs.map((verb) => ({ ...rule, verb })));
  return await Promise.all(
    asked.map(async ({ namespace, group, resource, verb }) => {
      const [plural = '', subresource] = resource.split('/');
      const attributes = { namespace, group, resource: plural, verb, ...(subresource && { subresource }) };
      return { namespace, verb, resource, allowed: await mayI(connection, attributes) };
    }),
  );
}
