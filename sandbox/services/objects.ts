/** What a service is made of in a cluster, without its namespace. */

export const IMAGES = 'ghcr.io/acme';

export interface KubeObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string };
  readonly spec?: object;
}

export function service(name: string, app: string): KubeObject {
  const spec = { selector: { app }, ports: [{ port: 80, targetPort: 8080 }] };
  return { apiVersion: 'v1', kind: 'Service', metadata: { name }, spec };
}

export function rollout(name: string, strategy: object, replicas = 3): KubeObject {
  const containers = [{ name: 'app', image: `${IMAGES}/${name}:1.0.0`, ports: [{ containerPort: 8080 }] }];
  return {
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'Rollout',
    metadata: { name },
    spec: {
      replicas,
      revisionHistoryLimit: 5,
      selector: { matchLabels: { app: name } },
      template: { metadata: { labels: { app: name } }, spec: { containers } },
      strategy,
    },
  };
}

/** A canary behind NGINX: two Services, the Ingress that divides between them, and the Rollout. */
export function nginxCanary(name: string, canary: object): KubeObject[] {
  const backend = { service: { name: `${name}-stable`, port: { number: 80 } } };
  const rules = [{ host: `${name}.example`, http: { paths: [{ path: '/', pathType: 'Prefix', backend }] } }];
  const routing = {
    stableService: `${name}-stable`,
    canaryService: `${name}-canary`,
    trafficRouting: { nginx: { stableIngress: name } },
  };
  return [
    service(`${name}-stable`, name),
    service(`${name}-canary`, name),
    {
      apiVersion: 'networking.k8s.io/v1',
      kind: 'Ingress',
      metadata: { name },
      spec: { ingressClassName: 'nginx', rules },
    },
    rollout(name, { canary: { ...routing, ...canary } }),
  ];
}

export function blueGreen(name: string, options: object): KubeObject[] {
  const services = { activeService: `${name}-active`, previewService: `${name}-preview` };
  return [
    service(services.activeService, name),
    service(services.previewService, name),
    rollout(name, { blueGreen: { ...services, ...options } }),
  ];
}
