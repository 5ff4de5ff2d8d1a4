/** A policy of the cluster that denies some changes of Rollouts in one namespace. */
import type { Connection } from '../../../src/kubernetes/connection.ts';
import { openCluster } from './cluster.ts';

const PATH = '/apis/admissionregistration.k8s.io/v1/validatingadmissionpolic';
const API = 'admissionregistration.k8s.io/v1';

export interface Policy {
  /** What must hold of the `object` (CEL); whatever else is denied with this message. */
  readonly expression: string;
  readonly message: string;
}

/** The policy stands while `during` runs, and is gone afterwards. It takes the API server a moment to hear of either. */
export async function underPolicy(namespace: string, policy: Policy, during: () => Promise<void>): Promise<void> {
  const admin = openCluster();
  const metadata = { name: `rollouts-of-${namespace}` };
  try {
    await stand(admin.connection, metadata, specOf(namespace, policy));
    await during();
  } finally {
    await admin.connection.request('DELETE', `${PATH}ybindings/${metadata.name}`);
    await admin.connection.request('DELETE', `${PATH}ies/${metadata.name}`);
    await admin.close();
  }
}

async function stand(connection: Connection, metadata: { readonly name: string }, spec: object): Promise<void> {
  const of = { apiVersion: API, metadata };
  await connection.request('POST', `${PATH}ies`, { body: { ...of, kind: 'ValidatingAdmissionPolicy', spec } });
  const binding = { policyName: metadata.name, validationActions: ['Deny'] };
  await connection.request('POST', `${PATH}ybindings`, {
    body: { ...of, kind: 'ValidatingAdmissionPolicyBinding', spec: binding },
  });
}

function specOf(namespace: string, validation: Policy): object {
  const rollouts = {
    apiGroups: ['argoproj.io'],
    apiVersions: ['*'],
    operations: ['UPDATE'],
    resources: ['rollouts'],
  };
  const namespaceSelector = { matchLabels: { 'kubernetes.io/metadata.name': namespace } };
  return { matchConstraints: { resourceRules: [rollouts], namespaceSelector }, validations: [validation] };
}
