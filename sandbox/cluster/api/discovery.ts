/** What a server says that it serves, in the old form (a document per version) and the new (one for all). Pure. */
import type { Resource } from '../store/resource.ts';

const VERBS = ['create', 'delete', 'deletecollection', 'get', 'list', 'patch', 'update', 'watch'];
const CHANGING = ['get', 'patch', 'update'];

interface Sub {
  readonly name: string;
  readonly kind: string;
  readonly group?: string;
  readonly version?: string;
  readonly verbs: readonly string[];
}

/** A kind of questions: it can only be made. */
export interface Question {
  readonly group: string;
  readonly plural: string;
  readonly kind: string;
  readonly namespaced: boolean;
}

export const questions: readonly Question[] = [
  { group: 'authentication.k8s.io', plural: 'selfsubjectreviews', kind: 'SelfSubjectReview', namespaced: false },
  {
    group: 'authorization.k8s.io',
    plural: 'localsubjectaccessreviews',
    kind: 'LocalSubjectAccessReview',
    namespaced: true,
  },
  {
    group: 'authorization.k8s.io',
    plural: 'selfsubjectaccessreviews',
    kind: 'SelfSubjectAccessReview',
    namespaced: false,
  },
  {
    group: 'authorization.k8s.io',
    plural: 'selfsubjectrulesreviews',
    kind: 'SelfSubjectRulesReview',
    namespaced: false,
  },
  { group: 'authorization.k8s.io', plural: 'subjectaccessreviews', kind: 'SubjectAccessReview', namespaced: false },
];

interface Served
  extends Pick<Resource, 'group' | 'kind' | 'plural' | 'singular' | 'shortNames' | 'categories' | 'namespaced'> {
  readonly verbs: readonly string[];
  readonly subs: readonly Sub[];
  readonly versions: readonly string[];
}

function served(resources: readonly Resource[]): readonly Served[] {
  const kinds = resources.map((each) => ({
    ...each,
    verbs: VERBS,
    subs: subsOf(each),
    versions: each.versions ?? [each.version],
  }));
  const others = questions.map((each) => ({
    ...each,
    singular: each.kind.toLowerCase(),
    shortNames: [],
    categories: [],
    verbs: ['create'],
    subs: [],
    versions: ['v1'],
  }));
  return [...kinds, ...others].sort((a, b) => (a.plural < b.plural ? -1 : 1));
}

function subsOf({ kind, status, scale }: Resource): readonly Sub[] {
  const own: Sub[] = [];
  if (kind === 'Pod') {
    own.push({ name: 'eviction', kind: 'Eviction', group: 'policy', version: 'v1', verbs: ['create'] });
    own.push({ name: 'log', kind, verbs: ['get'] });
  }
  if (kind === 'Pod' || kind === 'Service') {
    own.push({ name: 'proxy', kind: `${kind}ProxyOptions`, verbs: ['create', 'delete', 'get', 'patch', 'update'] });
  }
  if (scale !== undefined)
    own.push({ name: 'scale', kind: 'Scale', group: 'autoscaling', version: 'v1', verbs: CHANGING });
  if (status) own.push({ name: 'status', kind, verbs: CHANGING });
  if (kind === 'ServiceAccount') {
    own.push({ name: 'token', kind: 'TokenRequest', group: 'authentication.k8s.io', version: 'v1', verbs: ['create'] });
  }
  return own;
}

/** Group → versions, the preferred one first. */
function groupsOf(resources: readonly Resource[]): ReadonlyMap<string, readonly string[]> {
  const groups = new Map<string, readonly string[]>();
  for (const { group, versions } of served(resources)) {
    groups.set(group, [...new Set([...(groups.get(group) ?? []), ...versions])]);
  }
  return groups;
}

export function coreVersions(serverAddress: string): object {
  return {
    kind: 'APIVersions',
    versions: ['v1'],
    serverAddressByClientCIDRs: [{ clientCIDR: '0.0.0.0/0', serverAddress }],
  };
}

export function groupList(resources: readonly Resource[]): object {
  const groups = [...groupsOf(resources).keys()].filter((group) => group !== '');
  return { kind: 'APIGroupList', apiVersion: 'v1', groups: groups.map((group) => groupFields(resources, group)) };
}

/** Null when there is no such group. */
export function groupDocument(resources: readonly Resource[], group: string): object | null {
  if (group === '' || !groupsOf(resources).has(group)) return null;
  return { kind: 'APIGroup', apiVersion: 'v1', ...groupFields(resources, group) };
}

function groupFields(resources: readonly Resource[], group: string) {
  const versions = (groupsOf(resources).get(group) ?? []).map((version) => ({
    groupVersion: `${group}/${version}`,
    version,
  }));
  return { name: group, versions, preferredVersion: versions[0] };
}

/** Null when this version of the group is not served. */
export function resourceList(resources: readonly Resource[], group: string, version: string): object | null {
  const its = served(resources).filter((each) => each.group === group && each.versions.includes(version));
  if (its.length === 0) return null;
  const groupVersion = group === '' ? version : `${group}/${version}`;
  const entries = its.flatMap(({ plural, singular, namespaced, kind, verbs, shortNames, categories, subs }) => [
    {
      name: plural,
      singularName: singular,
      namespaced,
      kind,
      verbs,
      ...(shortNames.length > 0 && { shortNames }),
      ...(categories.length > 0 && { categories }),
    },
    ...subs.map(({ name, ...sub }) => ({ name: `${plural}/${name}`, singularName: '', namespaced, ...sub })),
  ]);
  return { kind: 'APIResourceList', apiVersion: 'v1', groupVersion, resources: entries };
}

/** All of the core group, or all of the others. */
export function aggregated(resources: readonly Resource[], core: boolean): object {
  const groups = [...groupsOf(resources)].filter(([group]) => (group === '') === core);
  return {
    kind: 'APIGroupDiscoveryList',
    apiVersion: 'apidiscovery.k8s.io/v2',
    metadata: {},
    items: groups.map(([group, versions]) => ({
      metadata: group === '' ? {} : { name: group },
      versions: versions.map((version) => ({
        version,
        resources: served(resources)
          .filter((each) => each.group === group && each.versions.includes(version))
          .map((each) => aggregatedKind(each, version)),
        freshness: 'Current',
      })),
    })),
  };
}

function aggregatedKind(each: Served, version: string): object {
  const { group, kind, plural, singular, namespaced, verbs, shortNames, categories, subs } = each;
  const responseKind = { group, version, kind };
  return {
    resource: plural,
    responseKind,
    scope: namespaced ? 'Namespaced' : 'Cluster',
    singularResource: singular,
    verbs,
    ...(shortNames.length > 0 && { shortNames }),
    ...(categories.length > 0 && { categories }),
    ...(subs.length > 0 && {
      subresources: subs.map((sub) => ({
        subresource: sub.name,
        responseKind: { group: sub.group ?? group, version: sub.version ?? version, kind: sub.kind },
        verbs: sub.verbs,
      })),
    }),
  };
}
