/** Tells in one EndpointSlice for each Service which pods answer for it (`pkg/controller/endpointslice`). */
import { isEqual, keyOf, timestamp } from '../objects.ts';
import { hasAll } from '../store/labels.ts';
import type { ObjectStore } from '../store/object-store.ts';
import type { Endpoint, EndpointSlice, Pod, Service } from './kinds.ts';
import { isControlledBy, ownedBy } from './owners.ts';
import { isReady } from './pods/readiness.ts';
import { selectedPods, targetPort } from './services.ts';
import { WorkQueue } from './work-queue.ts';

const BY = { manager: 'kube-controller-manager' };
const DELAY = 10;
const SERVICE_NAME = 'kubernetes.io/service-name';
const CHANGED_AT = 'endpoints.kubernetes.io/last-change-trigger-time';

export class EndpointSlices {
  readonly queue: WorkQueue;
  readonly #store: ObjectStore;

  constructor(store: ObjectStore, failed: (error: unknown) => void) {
    this.#store = store;
    this.queue = new WorkQueue({ time: store.time, delay: DELAY, work: (key) => this.#sync(key), failed });
  }

  start(): () => void {
    const stops = [
      this.#store.watch<Service>('Service', ({ type, object }) => {
        if (type !== 'DELETED') this.queue.add(keyOf(object));
      }),
      this.#store.watch<Pod>('Pod', ({ object }) => this.#noticeBehind(object)),
    ];
    for (const service of this.#store.list<Service>('Service')) this.queue.add(keyOf(service));
    return () => {
      for (const stop of stops) stop();
    };
  }

  #noticeBehind({ metadata: { namespace = 'default', labels = {} } }: Pod): void {
    for (const service of this.#store.list<Service>('Service', { namespace })) {
      const { selector = {} } = service.spec;
      if (Object.keys(selector).length > 0 && hasAll(selector)(labels)) this.queue.add(keyOf(service));
    }
  }

  #sync(key: string): void {
    const [namespace = '', name = ''] = key.split('/');
    const service = this.#store.get<Service>('Service', namespace, name);
    if (service === null || service.metadata.deletionTimestamp !== undefined || !service.spec.selector) return;
    const content = contentOf(service, selectedPods(this.#store, service));
    const slices = this.#store.list<EndpointSlice>('EndpointSlice', { namespace, labels: { [SERVICE_NAME]: name } });
    const known = slices.find((slice) => isControlledBy(slice, service));
    if (known === undefined) this.#create(service, content);
    else if (!isEqual([known.endpoints, known.ports], [content.endpoints, content.ports])) {
      const annotations = { ...known.metadata.annotations, [CHANGED_AT]: timestamp(this.#store.time.now()) };
      this.#store.update({ ...known, ...content, metadata: { ...known.metadata, annotations } }, { by: BY });
    }
  }

  #create(service: Service, content: Content): void {
    const { name, namespace = 'default' } = service.metadata;
    this.#store.create<EndpointSlice>(
      {
        apiVersion: 'discovery.k8s.io/v1',
        kind: 'EndpointSlice',
        metadata: {
          name: '',
          generateName: `${name}-`,
          namespace,
          labels: {
            ...service.metadata.labels,
            [SERVICE_NAME]: name,
            'endpointslice.kubernetes.io/managed-by': 'endpointslice-controller.k8s.io',
          },
          annotations: { [CHANGED_AT]: timestamp(this.#store.time.now()) },
          ownerReferences: ownedBy(service),
        },
        addressType: 'IPv4',
        ...content,
      },
      BY,
    );
  }
}

type Content = Pick<EndpointSlice, 'endpoints' | 'ports'>;

function contentOf({ spec }: Service, pods: readonly Pod[]): Content {
  const running = pods.filter(
    ({ status }) => status?.podIP && status.phase !== 'Failed' && status.phase !== 'Succeeded',
  );
  const first = pods[0];
  const ports = (spec.ports ?? []).flatMap((each) => {
    const port = first === undefined ? null : targetPort(each, first);
    return port === null ? [] : [{ name: each.name ?? '', port, protocol: each.protocol ?? 'TCP' }];
  });
  return { endpoints: running.map(endpointOf), ports };
}

/** One that is going still serves, but is ready for nothing new. */
function endpointOf(pod: Pod): Endpoint {
  const { name, namespace = 'default', uid = '', deletionTimestamp } = pod.metadata;
  const terminating = deletionTimestamp !== undefined;
  const serving = isReady(pod);
  return {
    addresses: [pod.status?.podIP ?? ''],
    conditions: { ready: serving && !terminating, serving, terminating },
    ...(pod.spec.nodeName !== undefined && { nodeName: pod.spec.nodeName }),
    targetRef: { kind: 'Pod', name, namespace, uid },
  };
}
