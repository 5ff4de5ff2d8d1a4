/** What a server fills into Services, Ingresses, Secrets, bindings, autoscalers and namespaces. */
import { isRecord } from '../../objects.ts';
import { each, fill, type Plain, within } from './fill.ts';

export function namespace(given: Plain, name: string): Plain {
  const metadata = isRecord(given.metadata) ? given.metadata : {};
  const labels = { ...(isRecord(metadata.labels) ? metadata.labels : {}), 'kubernetes.io/metadata.name': name };
  return {
    ...given,
    metadata: { ...metadata, labels },
    spec: fill(given.spec, { finalizers: ['kubernetes'] }),
    status: fill(given.status, { phase: 'Active' }),
  };
}

/** What is given to a Service that does not name its own. */
export interface Free {
  ip(): string;
  /** The `index`th from the lowest that is free. */
  nodePort(index: number): number;
}

export function service(given: Plain, free: Free): Plain {
  const filled = fill(given.spec, { type: 'ClusterIP', sessionAffinity: 'None' });
  const isExternal = filled.type === 'ExternalName';
  const spec = isExternal ? filled : withAddress(filled, free.ip);
  const isOutside = spec.type === 'NodePort' || spec.type === 'LoadBalancer';
  let open = 0;
  const withPorts = each(spec, 'ports', (port) =>
    fill(port, {
      protocol: 'TCP',
      targetPort: port.port,
      ...(isOutside && port.nodePort === undefined && { nodePort: free.nodePort(open++) }),
    }),
  );
  return { ...given, spec: withPorts, status: fill(given.status, { loadBalancer: {} }) };
}

function withAddress(spec: Plain, freeIp: () => string): Plain {
  const clusterIP = spec.clusterIP ? String(spec.clusterIP) : freeIp();
  return fill(spec, {
    clusterIP,
    clusterIPs: [clusterIP],
    internalTrafficPolicy: 'Cluster',
    ipFamilies: ['IPv4'],
    ipFamilyPolicy: 'SingleStack',
    ...(spec.type === 'LoadBalancer' && { externalTrafficPolicy: 'Cluster', allocateLoadBalancerNodePorts: true }),
  });
}

export function ingress(given: Plain): Plain {
  return { ...given, status: fill(given.status, { loadBalancer: {} }) };
}

/** What is given as text is kept in base64. */
export function secret(given: Plain): Plain {
  const { stringData, ...rest } = given;
  if (!isRecord(stringData)) return fill(rest, { type: 'Opaque' });
  const entries = Object.entries(stringData).map(([key, text]) => [key, Buffer.from(String(text)).toString('base64')]);
  const data = isRecord(rest.data) ? rest.data : {};
  return fill({ ...rest, data: { ...data, ...Object.fromEntries(entries) } }, { type: 'Opaque' });
}

const RBAC = 'rbac.authorization.k8s.io';

export function binding(given: Plain): Plain {
  const subjects = each(given, 'subjects', (subject) =>
    subject.kind === 'ServiceAccount' ? subject : fill(subject, { apiGroup: RBAC }),
  );
  return within(subjects, 'roleRef', (role) => fill(role, { apiGroup: RBAC }));
}

export function autoscaler(given: Plain): Plain {
  const target = { type: 'Utilization', averageUtilization: 80 };
  const metrics = [{ type: 'Resource', resource: { name: 'cpu', target } }];
  const spec = fill(given.spec, { minReplicas: 1, metrics });
  return { ...given, spec, status: fill(given.status, { desiredReplicas: 0, currentMetrics: null }) };
}

export function disruptionBudget(given: Plain): Plain {
  const none = { currentHealthy: 0, desiredHealthy: 0, disruptionsAllowed: 0, expectedPods: 0 };
  return { ...given, status: fill(given.status, none) };
}

export function event(given: Plain): Plain {
  const unsaid = { source: {}, firstTimestamp: null, lastTimestamp: null, eventTime: null };
  return fill(given, { ...unsaid, reportingComponent: '', reportingInstance: '' });
}

export function endpointSlice(given: Plain): Plain {
  return each(given, 'ports', (port) => fill(port, { name: '', protocol: 'TCP' }));
}
