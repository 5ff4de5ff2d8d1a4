/** Paths that are no objects: the version, health, and what is served. */
import type { Call } from './asked.ts';
import { aggregated, coreVersions, groupDocument, groupList, resourceList } from './discovery.ts';
import { NOWHERE } from './kinds.ts';
import { type Answer, type KubeApi, ok } from './kube-api.ts';
import { openApiOf, openApiPaths, openApiV2 } from './openapi.ts';

const VERSION = {
  major: '1',
  minor: '34',
  emulationMajor: '1',
  emulationMinor: '34',
  minCompatibilityMajor: '1',
  minCompatibilityMinor: '33',
  gitVersion: 'v1.34.1',
  gitCommit: '',
  gitTreeState: '',
  buildDate: '1970-01-01T00:00:00Z',
  goVersion: 'none',
  compiler: 'none',
  platform: 'sandbox',
};

const HEALTH = ['healthz', 'livez', 'readyz'];
const AGGREGATED = 'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList';

export function documentOf(api: KubeApi, { asked, headers }: Call): Answer {
  const [root = '', ...rest] = asked.path.split('/').filter((part) => part !== '');
  const resources = api.store.resources.all();
  const [group = '', version] = rest;
  if (root === 'version') return ok(VERSION);
  if (HEALTH.includes(root)) return { status: 200, body: 'ok' };
  if (root === 'openapi') return openApi(api, rest);
  if (root !== 'api' && root !== 'apis') return NOWHERE;
  if (rest.length === 0 && wantsAll(headers)) {
    return { status: 200, body: aggregated(resources, root === 'api'), headers: { 'content-type': AGGREGATED } };
  }
  if (root === 'api') return found(rest.length === 0 ? coreVersions(asked.path) : resourceList(resources, '', group));
  if (rest.length === 0) return ok(groupList(resources));
  return found(version === undefined ? groupDocument(resources, group) : resourceList(resources, group, version));
}

function openApi({ store }: KubeApi, [version, ...path]: readonly string[]): Answer {
  if (version === 'v2') return ok(openApiV2);
  const resources = store.resources.all();
  if (path.length === 0) return ok(openApiPaths(resources));
  return found(openApiOf(resources, store.schemas, path.join('/')));
}

function found(document: object | null): Answer {
  return document === null ? NOWHERE : ok(document);
}

/** The new form is taken only by those who ask for it. */
function wantsAll(headers: Headers): boolean {
  return (
    /as=APIGroupDiscoveryList/.test(headers.get('accept') ?? '') && /v=v2(?!beta)/.test(headers.get('accept') ?? '')
  );
}
