/** Fields that the server fills in, by kind. They come before anything is checked, on every write. */
import type { AnyObject } from '../../objects.ts';
import { definitionOf } from '../../schemas/index.ts';
import { wholeDefinition } from '../definitions.ts';
import type { Plain } from './fill.ts';
import {
  autoscaler,
  binding,
  disruptionBudget,
  endpointSlice,
  event,
  type Free,
  ingress,
  namespace,
  secret,
  service,
} from './others.ts';
import { pod, podTemplate } from './pods.ts';
import { deployment, job, replicaSet } from './workloads.ts';

/** What is looked up: other objects of the same cluster. */
export interface Others {
  list(kind: string): readonly object[];
}

type Fill = (given: Plain, context: Context) => Plain;

interface Context {
  readonly object: AnyObject;
  readonly was: AnyObject | null;
  readonly others: Others;
}

const FILL: Readonly<Record<string, Fill>> = {
  Namespace: (given, { object, was }) => ({
    ...namespace(given, object.metadata.name),
    ...(was && { spec: was.spec }),
  }),
  Pod: pod,
  PodTemplate: (given) => ({ ...given, template: podTemplate((given.template ?? {}) as Plain) }),
  Deployment: deployment,
  ReplicaSet: replicaSet,
  Job: (given, { object, was }) =>
    was === null ? job(given, { name: object.metadata.name, uid: object.metadata.uid ?? '' }) : given,
  Service: (given, { others, was }) => service(keepAddress(given, was), freeOf(others)),
  Ingress: ingress,
  Secret: secret,
  RoleBinding: binding,
  ClusterRoleBinding: binding,
  HorizontalPodAutoscaler: autoscaler,
  PodDisruptionBudget: disruptionBudget,
  Event: event,
  EndpointSlice: endpointSlice,
  CustomResourceDefinition: (given, { object }) => ({ ...given, spec: wholeDefinition(definitionOf(object)) }),
};

export function defaulted(object: AnyObject, was: AnyObject | null, others: Others): AnyObject {
  const fill = FILL[object.kind];
  return fill === undefined ? object : (fill(object, { object, was, others }) as AnyObject);
}

interface Spec {
  readonly clusterIP?: string;
  readonly clusterIPs?: readonly string[];
  readonly ports?: readonly { readonly nodePort?: number }[];
}

/** A Service keeps its address when a change does not name it. */
function keepAddress(given: Plain, was: AnyObject | null): Plain {
  const { clusterIP, clusterIPs } = (was?.spec ?? {}) as Spec;
  const spec = (given.spec ?? {}) as Spec;
  return clusterIP === undefined || spec.clusterIP ? given : { ...given, spec: { ...spec, clusterIP, clusterIPs } };
}

/** Addresses are of 10.96.0.0/16, ports on nodes from 30000 on: the lowest that nobody has. */
function freeOf(others: Others): Free {
  const specs = others.list('Service').map((each) => ((each as AnyObject).spec ?? {}) as Spec);
  const addresses = new Set(specs.map(({ clusterIP }) => clusterIP));
  const ports = new Set(specs.flatMap((spec) => (spec.ports ?? []).map(({ nodePort }) => nodePort)));
  return {
    ip: () => {
      for (let next = 10; ; next++) {
        const address = `10.96.${Math.floor(next / 256)}.${next % 256}`;
        if (!addresses.has(address)) return address;
      }
    },
    nodePort: (index) => {
      let left = index;
      for (let next = 30_000; ; next++) {
        if (ports.has(next)) continue;
        if (left === 0) return next;
        left -= 1;
      }
    },
  };
}
