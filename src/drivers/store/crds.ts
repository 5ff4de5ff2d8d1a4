/** Brings the cluster's knowledge of our kinds up to date. */
import { setTimeout as pause } from 'node:timers/promises';
import { parseAllDocuments } from 'yaml';
import type { Connection } from '../../kubernetes/connection.ts';
import { ApiError } from '../../kubernetes/errors.ts';
import type { K8sObject } from '../../kubernetes/objects.ts';

interface Crd extends K8sObject {
  readonly status?: { readonly conditions?: readonly { readonly type: string; readonly status: string }[] };
}

const PATH = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions';
const ESTABLISHED_WITHIN_MS = 30_000;
const LOOK_AGAIN_MS = 100;

/**
 * Applies every CustomResourceDefinition in the YAML texts and waits until the API server serves them. `forbidden` when
 * the bot may not: then somebody else installs them. Throws ApiError or Unreachable for anything else.
 */
export async function applyCrds(connection: Connection, texts: readonly string[]): Promise<'applied' | 'forbidden'> {
  try {
    await Promise.all(texts.flatMap(crdsIn).map((crd) => applied(connection, crd)));
    return 'applied';
  } catch (error) {
    if (error instanceof ApiError && error.status === 403) return 'forbidden';
    throw error;
  }
}

function crdsIn(text: string): Crd[] {
  return parseAllDocuments(text)
    .map((document) => document.toJS() as Crd | null)
    .filter((crd) => crd !== null);
}

async function applied(connection: Connection, crd: Crd): Promise<void> {
  const path = `${PATH}/${crd.metadata.name}`;
  let current = await connection.request<Crd>('PATCH', path, {
    body: crd,
    contentType: 'application/apply-patch+yaml',
    query: { fieldManager: 'rollbridge', force: 'true' },
  });
  const deadline = Date.now() + ESTABLISHED_WITHIN_MS;
  while (!isEstablished(current)) {
    if (Date.now() > deadline)
      throw new Error(`${crd.metadata.name} is not established: ${JSON.stringify(current.status)}`);
    await pause(LOOK_AGAIN_MS);
    current = await connection.request<Crd>('GET', path);
  }
}

function isEstablished({ status }: Crd): boolean {
  return status?.conditions?.some(({ type, status }) => type === 'Established' && status === 'True') ?? false;
}
