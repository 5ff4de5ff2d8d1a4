/** The columns that `kubectl get` shows of each built-in kind (`pkg/printers/internalversion/printers.go`). Pure. */
import type { AnyObject, Strings } from '../../objects.ts';
import { ageOf, humanDuration } from './age.ts';
import { podColumns } from './pod-columns.ts';
import { at, list, textOf } from './values.ts';

export interface Column {
  readonly name: string;
  readonly type: 'string' | 'integer' | 'date' | 'boolean' | 'number';
  readonly cell: (object: AnyObject, now: number) => unknown;
  /** Shown only with `-o wide`. */
  readonly wide?: boolean;
}

export const text = (name: string, cell: Column['cell'], wide = false): Column => ({
  name,
  type: 'string',
  cell,
  wide,
});
export const count = (name: string, cell: Column['cell']): Column => ({ name, type: 'integer', cell });
export const name = text('Name', ({ metadata }) => metadata.name);
export const age = text('Age', ({ metadata }, now) => ageOf(metadata.creationTimestamp, now));

const containers = (path: string): readonly Column[] => [
  text(
    'Containers',
    (object) =>
      list(object, `${path}.containers`)
        .map((each) => textOf(each.name))
        .join(','),
    true,
  ),
  text(
    'Images',
    (object) =>
      list(object, `${path}.containers`)
        .map((each) => textOf(each.image))
        .join(','),
    true,
  ),
];
const selector = (path: string) => text('Selector', (object) => selectorText(at(object, path) as Strings), true);
const created: Column = { name: 'Created At', type: 'date', cell: ({ metadata }) => metadata.creationTimestamp };
const keys = (value: unknown) => Object.keys((value ?? {}) as object).length;
const subjects = (kind: string, object: AnyObject) =>
  list(object, 'subjects')
    .filter((each) => each.kind === kind)
    .map((each) =>
      kind === 'ServiceAccount'
        ? `${textOf(each.namespace) || object.metadata.namespace}/${textOf(each.name)}`
        : textOf(each.name),
    );
const bound: readonly Column[] = [
  text('Role', (object) => `${at(object, 'roleRef.kind')}/${at(object, 'roleRef.name')}`),
  age,
  text('Users', (object) => subjects('User', object).join(', '), true),
  text('Groups', (object) => subjects('Group', object).join(', '), true),
  text('ServiceAccounts', (object) => subjects('ServiceAccount', object).join(', '), true),
];

export const columns: Readonly<Record<string, readonly Column[]>> = {
  Pod: podColumns,
  Deployment: [
    text('Ready', (object) => `${at(object, 'status.readyReplicas') ?? 0}/${at(object, 'spec.replicas') ?? 0}`),
    text('Up-to-date', (object) => at(object, 'status.updatedReplicas') ?? 0),
    text('Available', (object) => at(object, 'status.availableReplicas') ?? 0),
    age,
    ...containers('spec.template.spec'),
    selector('spec.selector.matchLabels'),
  ],
  ReplicaSet: [
    count('Desired', (object) => at(object, 'spec.replicas') ?? 0),
    count('Current', (object) => at(object, 'status.replicas') ?? 0),
    count('Ready', (object) => at(object, 'status.readyReplicas') ?? 0),
    age,
    ...containers('spec.template.spec'),
    selector('spec.selector.matchLabels'),
  ],
  Job: [
    text('Status', jobStatus),
    text('Completions', (object) => `${at(object, 'status.succeeded') ?? 0}/${at(object, 'spec.completions') ?? 1}`),
    text('Duration', jobDuration),
    age,
    ...containers('spec.template.spec'),
    selector('spec.selector.matchLabels'),
  ],
  Service: [
    text('Type', (object) => at(object, 'spec.type')),
    text('Cluster-IP', (object) => at(object, 'spec.clusterIP') ?? '<none>'),
    text('External-IP', (object) => textOf(at(object, 'spec.externalName')) || '<none>'),
    text('Port(s)', (object) =>
      list(object, 'spec.ports')
        .map((port) => `${port.port}/${port.protocol}`)
        .join(','),
    ),
    age,
    selector('spec.selector'),
  ],
  Ingress: [
    text('Class', (object) => at(object, 'spec.ingressClassName') ?? '<none>'),
    text(
      'Hosts',
      (object) =>
        list(object, 'spec.rules')
          .map(({ host }) => textOf(host) || '*')
          .join(',') || '*',
    ),
    text('Address', () => ''),
    text('Ports', (object) => (list(object, 'spec.tls').length > 0 ? '80, 443' : '80')),
    age,
  ],
  ConfigMap: [text('Data', (object) => keys(object.data) + keys(object.binaryData)), age],
  Secret: [text('Type', (object) => object.type), text('Data', (object) => keys(object.data)), age],
  ServiceAccount: [text('Secrets', (object) => list(object, 'secrets').length), age],
  Namespace: [text('Status', (object) => at(object, 'status.phase')), age],
  Node: [text('Status', () => 'Ready'), text('Roles', () => '<none>'), age, text('Version', nodeVersion)],
  Lease: [text('Holder', (object) => at(object, 'spec.holderIdentity') ?? ''), age],
  EndpointSlice: [
    text('AddressType', (object) => object.addressType),
    text(
      'Ports',
      (object) =>
        list(object, 'ports')
          .map(({ port }) => textOf(port))
          .join(',') || '<unset>',
    ),
    text(
      'Endpoints',
      (object) =>
        list(object, 'endpoints')
          .flatMap(({ addresses }) => addresses)
          .join(',') || '<unset>',
    ),
    age,
  ],
  Event: [
    text('Last Seen', (object, now) =>
      ageOf(object.lastTimestamp ?? object.eventTime ?? object.metadata.creationTimestamp, now),
    ),
    text('Type', (object) => object.type),
    text('Reason', (object) => object.reason),
    text(
      'Object',
      (object) => `${textOf(at(object, 'involvedObject.kind')).toLowerCase()}/${at(object, 'involvedObject.name')}`,
    ),
    text('Subobject', (object) => at(object, 'involvedObject.fieldPath') ?? '', true),
    text('Source', (object) => at(object, 'source.component') ?? object.reportingComponent ?? '', true),
    text('Message', (object) => textOf(object.message).trim()),
    text('First Seen', (object, now) => ageOf(object.firstTimestamp ?? object.metadata.creationTimestamp, now), true),
    text('Count', (object) => object.count ?? 1, true),
    { ...name, wide: true },
  ],
  Role: [created],
  ClusterRole: [created],
  CustomResourceDefinition: [created],
  RoleBinding: bound,
  ClusterRoleBinding: bound,
  HorizontalPodAutoscaler: [
    text(
      'Reference',
      (object) => `${at(object, 'spec.scaleTargetRef.kind')}/${at(object, 'spec.scaleTargetRef.name')}`,
    ),
    text('Targets', () => '<unknown>'),
    text('MinPods', (object) => at(object, 'spec.minReplicas') ?? '<unset>'),
    text('MaxPods', (object) => at(object, 'spec.maxReplicas')),
    text('Replicas', (object) => at(object, 'status.currentReplicas') ?? 0),
    age,
  ],
  PodDisruptionBudget: [
    text('Min Available', (object) => at(object, 'spec.minAvailable') ?? 'N/A'),
    text('Max Unavailable', (object) => at(object, 'spec.maxUnavailable') ?? 'N/A'),
    count('Allowed Disruptions', (object) => at(object, 'status.disruptionsAllowed') ?? 0),
    age,
  ],
};

/** Events are told apart by what they say; everything else begins with its name. */
export function columnsOf(kind: string): readonly Column[] {
  return kind === 'Event' ? (columns.Event ?? []) : [name, ...(columns[kind] ?? [age])];
}

function selectorText(labels: Strings | undefined): string {
  const pairs = Object.entries(labels ?? {}).sort(([a], [b]) => (a < b ? -1 : 1));
  return pairs.map(([key, value]) => `${key}=${value}`).join(',') || '<none>';
}

function jobStatus(object: AnyObject): string {
  const met = list(object, 'status.conditions').find(({ status }) => status === 'True');
  return textOf(met?.type) || 'Running';
}

function jobDuration(object: AnyObject, now: number): string {
  const [start, end] = [at(object, 'status.startTime'), at(object, 'status.completionTime')];
  if (typeof start !== 'string') return '';
  const until = typeof end === 'string' ? Date.parse(end) : now;
  return humanDuration(Math.floor((until - Date.parse(start)) / 1000));
}

function nodeVersion(object: AnyObject): unknown {
  return at(object, 'status.nodeInfo.kubeletVersion') ?? '';
}
