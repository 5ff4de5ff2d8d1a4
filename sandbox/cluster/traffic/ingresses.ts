/**
 * What Ingresses say, as ingress-nginx reads them: one that is marked as a canary takes its weight of what another one has
 * for the same host and path (https://kubernetes.github.io/ingress-nginx/user-guide/nginx-configuration/annotations/#canary).
 */
import type { Ingress } from '../controllers/kinds.ts';

export interface Entrance {
  readonly host: string;
  readonly path: string;
  readonly service: string;
  /** Of what comes to the host, 0 to 1. */
  readonly share: number;
}

export interface Alternative {
  readonly service: string;
  /** From 0 to 1. */
  readonly share: number;
}

/** Each path of a host has as much as the others. */
export function entrancesOf(ingresses: readonly Ingress[]): readonly Entrance[] {
  const all = ingresses.filter((each) => !isCanary(each)).flatMap(pathsOf);
  return all.map((each) => ({ ...each, share: 1 / all.filter(({ host }) => host === each.host).length }));
}

/** By host and path. Of several, NGINX takes the first. */
export function alternativesOf(ingresses: readonly Ingress[]): ReadonlyMap<string, Alternative> {
  const found = new Map<string, Alternative>();
  for (const ingress of ingresses.filter(isCanary)) {
    const share = shareOf(ingress);
    for (const { host, path, service } of pathsOf(ingress)) {
      const key = `${host}${path}`;
      if (!found.has(key)) found.set(key, { service, share });
    }
  }
  return found;
}

function pathsOf({ spec }: Ingress): readonly Omit<Entrance, 'share'>[] {
  return (spec.rules ?? []).flatMap(({ host = '*', http }) =>
    (http?.paths ?? []).flatMap(({ path = '/', backend }) => {
      const service = backend.service?.name;
      return service === undefined ? [] : [{ host, path, service }];
    }),
  );
}

function isCanary(ingress: Ingress): boolean {
  return annotation(ingress, 'canary') === 'true';
}

function shareOf(ingress: Ingress): number {
  const weight = Number(annotation(ingress, 'canary-weight') ?? 0);
  const total = Number(annotation(ingress, 'canary-weight-total') ?? 100);
  return total > 0 ? Math.min(1, Math.max(0, weight / total)) : 0;
}

/** Under whatever prefix the controller was told to look. */
function annotation({ metadata }: Ingress, name: string): string | undefined {
  const found = Object.entries(metadata.annotations ?? {}).find(([key]) => key.split('/')[1] === name);
  return found?.[1];
}
