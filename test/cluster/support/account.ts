/** Accounts of the cluster that may do no more than a story lets them. */
import { readFile } from 'node:fs/promises';
import { parseAllDocuments } from 'yaml';
import type { K8sObject } from '../../../src/kubernetes/objects.ts';
import { create, openCluster, pathOf } from './cluster.ts';

export interface Rule {
  readonly apiGroups: readonly string[];
  readonly resources: readonly string[];
  readonly verbs: readonly string[];
}

/** Sees everything and writes nothing but our own records. */
export const READER: readonly Rule[] = [
  {
    apiGroups: ['rollbridge.dev'],
    resources: ['releases', 'releases/status', 'incidents', 'incidents/status', 'notices', 'notices/status'],
    verbs: ['*'],
  },
  { apiGroups: ['argoproj.io', 'apps', '', 'networking.k8s.io'], resources: ['*'], verbs: ['get', 'list', 'watch'] },
];

/** A token of a service account that may do just this in the namespace it is made in. */
export function tokenOf(...rules: readonly Rule[]): (namespace: string) => Promise<string> {
  return async (namespace) => {
    const rbac = { apiVersion: 'rbac.authorization.k8s.io/v1', metadata: { name: 'bot' } };
    const roleRef = { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: 'bot' };
    const subjects = [{ kind: 'ServiceAccount', name: 'bot', namespace }];
    return await tokenAfter(namespace, 'bot', [
      { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'bot' } },
      { ...rbac, kind: 'Role', rules } as K8sObject,
      { ...rbac, kind: 'RoleBinding', roleRef, subjects } as K8sObject,
    ]);
  };
}

/** A token of that service account, once these objects are there. */
export async function tokenAfter(namespace: string, account: string, objects: readonly K8sObject[]): Promise<string> {
  const { connection, close } = openCluster();
  try {
    await create(connection, namespace, ...objects);
    const path = `${pathOf('ServiceAccount', namespace, account)}/token`;
    const body = { apiVersion: 'authentication.k8s.io/v1', kind: 'TokenRequest', spec: {} };
    return (await connection.request<{ status: { token: string } }>('POST', path, { body })).status.token;
  } finally {
    await close();
  }
}

/** The rules of the roles with these names in the manifest that is shipped. Throws when it has no such role. */
export async function shippedRules(...names: readonly string[]): Promise<readonly Rule[]> {
  const text = await readFile('deploy/rbac.yaml', 'utf8');
  const roles = parseAllDocuments(text)
    .map((document) => document.toJS() as (K8sObject & { readonly rules: readonly Rule[] }) | null)
    .filter((role) => role !== null);
  return names.flatMap((name) => {
    const role = roles.find(({ metadata }) => metadata.name === name);
    if (role === undefined) throw new Error(`deploy/rbac.yaml has no role ${name}`);
    return role.rules;
  });
}

/** From now on the account of that namespace may do just this. */
export async function grant(namespace: string, ...rules: readonly Rule[]): Promise<void> {
  const { connection, close } = openCluster();
  try {
    await connection.request('PATCH', pathOf('Role', namespace, 'bot'), {
      body: { rules },
      contentType: 'application/merge-patch+json',
    });
  } finally {
    await close();
  }
}
