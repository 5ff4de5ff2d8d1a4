/** Accounts of the cluster that may do no more than a story lets them. */
import type { K8sObject } from '../../../src/kubernetes/objects.ts';
import { create, openCluster, pathOf } from './cluster.ts';

export interface Rule {
  readonly apiGroups: readonly string[];
  readonly resources: readonly string[];
  readonly verbs: readonly string[];
}

/** A token of a service account that may do just this in the namespace it is made in. */
export function tokenOf(...rules: readonly Rule[]): (namespace: string) => Promise<string> {
  return async (namespace) => {
    const { connection, close } = openCluster();
    const rbac = { apiVersion: 'rbac.authorization.k8s.io/v1', metadata: { name: 'bot' } };
    const roleRef = { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: 'bot' };
    const subjects = [{ kind: 'ServiceAccount', name: 'bot', namespace }];
    try {
      await create(
        connection,
        namespace,
        { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'bot' } },
        { ...rbac, kind: 'Role', rules } as K8sObject,
        { ...rbac, kind: 'RoleBinding', roleRef, subjects } as K8sObject,
      );
      const path = `${pathOf('ServiceAccount', namespace, 'bot')}/token`;
      const body = { apiVersion: 'authentication.k8s.io/v1', kind: 'TokenRequest', spec: {} };
      return (await connection.request<{ status: { token: string } }>('POST', path, { body })).status.token;
    } finally {
      await close();
    }
  };
}
