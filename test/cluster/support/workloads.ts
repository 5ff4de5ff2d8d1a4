/** Rollouts, Services and Ingresses for tests, in the styles that are supported. */
import type { K8sObject } from '../../../src/kubernetes/objects.ts';

export interface WorkloadOptions {
  readonly name?: string;
  readonly tag?: string;
  readonly replicas?: number;
  /** Into `spec`, beside the strategy. */
  readonly spec?: object;
  /** Into the strategy. */
  readonly strategy?: object;
  readonly steps?: readonly object[];
  readonly annotations?: Readonly<Record<string, string>>;
}

export const IMAGE = 'ghcr.io/acme/shop';

const meta = (name: string) => ({ name });

function service(name: string, app: string): K8sObject {
  const spec = { selector: { app }, ports: [{ port: 80, targetPort: 8080 }] };
  return { apiVersion: 'v1', kind: 'Service', metadata: meta(name), spec } as K8sObject;
}

function ingress(name: string, backend: string): K8sObject {
  const path = { path: '/', pathType: 'Prefix', backend: { service: { name: backend, port: { number: 80 } } } };
  const spec = { ingressClassName: 'nginx', rules: [{ host: 'shop.example', http: { paths: [path] } }] };
  return { apiVersion: 'networking.k8s.io/v1', kind: 'Ingress', metadata: meta(name), spec } as K8sObject;
}

function rollout(options: WorkloadOptions, strategy: object): K8sObject {
  const { name = 'shop', tag = '1.0.0', replicas = 2, spec = {}, annotations = {} } = options;
  return {
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'Rollout',
    metadata: { name, annotations },
    spec: {
      replicas,
      revisionHistoryLimit: 5,
      selector: { matchLabels: { app: name } },
      template: {
        metadata: { labels: { app: name } },
        spec: { containers: [{ name: 'app', image: `${IMAGE}:${tag}`, ports: [{ containerPort: 8080 }] }] },
      },
      strategy,
      ...spec,
    },
  } as K8sObject;
}

export const STEPS = [{ setWeight: 20 }, { pause: {} }, { setWeight: 50 }, { pause: { duration: '1s' } }];

export function canaryNginx(options: WorkloadOptions = {}): K8sObject[] {
  const name = options.name ?? 'shop';
  const canary = {
    stableService: `${name}-stable`,
    canaryService: `${name}-canary`,
    scaleDownDelaySeconds: 30,
    abortScaleDownDelaySeconds: 15,
    trafficRouting: { nginx: { stableIngress: name } },
    steps: options.steps ?? STEPS,
    ...options.strategy,
  };
  return [
    service(`${name}-stable`, name),
    service(`${name}-canary`, name),
    ingress(name, `${name}-stable`),
    rollout(options, { canary }),
  ];
}

/** Behind a VirtualService that divides between two Services. */
export function canaryIstioHosts(options: WorkloadOptions = {}): K8sObject[] {
  const name = options.name ?? 'shop';
  const destinations = [`${name}-stable`, `${name}-canary`].map((host) => ({ host }));
  const canary = {
    stableService: `${name}-stable`,
    canaryService: `${name}-canary`,
    scaleDownDelaySeconds: 30,
    abortScaleDownDelaySeconds: 15,
    trafficRouting: { istio: { virtualService: { name, routes: ['primary'] } } },
    steps: options.steps ?? STEPS,
    ...options.strategy,
  };
  return [
    service(`${name}-stable`, name),
    service(`${name}-canary`, name),
    virtualService(name, destinations),
    rollout(options, { canary }),
  ];
}

/** Behind a VirtualService that divides between two subsets of one Service. */
export function canaryIstioSubsets(options: WorkloadOptions = {}): K8sObject[] {
  const name = options.name ?? 'shop';
  const destinations = ['stable', 'canary'].map((subset) => ({ host: name, subset }));
  const subsets = ['stable', 'canary'].map((each) => ({ name: each, labels: { app: name } }));
  const destinationRule = { name, canarySubsetName: 'canary', stableSubsetName: 'stable' };
  const canary = {
    scaleDownDelaySeconds: 30,
    abortScaleDownDelaySeconds: 15,
    trafficRouting: { istio: { virtualService: { name, routes: ['primary'] }, destinationRule } },
    steps: options.steps ?? STEPS,
    ...options.strategy,
  };
  const rule = {
    apiVersion: 'networking.istio.io/v1beta1',
    kind: 'DestinationRule',
    metadata: meta(name),
    spec: { host: name, subsets },
  } as K8sObject;
  return [service(name, name), rule, virtualService(name, destinations), rollout(options, { canary })];
}

/** A route to the two versions, and one to somewhere else that is nobody's business. */
function virtualService(name: string, [stable, canary]: readonly object[]): K8sObject {
  const primary = {
    name: 'primary',
    route: [
      { destination: stable, weight: 100 },
      { destination: canary, weight: 0 },
    ],
  };
  const docs = { name: 'docs', match: [{ uri: { prefix: '/docs' } }], route: [{ destination: { host: 'docs' } }] };
  return {
    apiVersion: 'networking.istio.io/v1beta1',
    kind: 'VirtualService',
    metadata: meta(name),
    spec: { hosts: [`${name}.example`], gateways: ['mesh'], http: [docs, primary] },
  } as K8sObject;
}

export function canaryBasic(options: WorkloadOptions = {}): K8sObject[] {
  return [rollout(options, { canary: { steps: options.steps ?? STEPS, ...options.strategy } })];
}

export function blueGreen(options: WorkloadOptions = {}): K8sObject[] {
  const name = options.name ?? 'shop';
  const strategy = {
    activeService: `${name}-active`,
    previewService: `${name}-preview`,
    autoPromotionEnabled: false,
    scaleDownDelaySeconds: 30,
    ...options.strategy,
  };
  return [service(`${name}-active`, name), service(`${name}-preview`, name), rollout(options, { blueGreen: strategy })];
}

/** An analysis template with one Prometheus metric on the error rate of the new version's pods. */
export function errorRateTemplate(prometheusUrl: string, metric: object = {}): K8sObject {
  const errors = 'sum(increase(http_requests_total{rollouts_pod_template_hash="{{args.hash}}",code=~"5.."}[5s]))';
  const all = 'sum(increase(http_requests_total{rollouts_pod_template_hash="{{args.hash}}"}[5s]))';
  return {
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'AnalysisTemplate',
    metadata: { name: 'error-rate' },
    spec: {
      args: [{ name: 'hash' }],
      metrics: [
        {
          name: 'error-rate',
          interval: '1s',
          count: 10,
          failureLimit: 1,
          initialDelay: '3s',
          successCondition: 'len(result) > 0 && result[0] < 0.05',
          provider: { prometheus: { address: prometheusUrl, query: `${errors} / ${all}` } },
          ...metric,
        },
      ],
    },
  } as K8sObject;
}

/**
 * The same workload with its pod template in a Deployment, also called as the Rollout. It keeps a pod of its own, as in the
 * days in which a service moves to Argo Rollouts, unless `replicas` is 0.
 */
export function inDeployment(objects: readonly K8sObject[], replicas = 1): K8sObject[] {
  return objects.flatMap((each) => {
    if (each.kind !== 'Rollout') return [each];
    const { template, ...spec } = (each as unknown as { readonly spec: Readonly<Record<string, unknown>> }).spec;
    const { name } = each.metadata;
    const workloadRef = { apiVersion: 'apps/v1', kind: 'Deployment', name, scaleDown: 'never' };
    const { annotations } = each.metadata;
    const selector = { matchLabels: { app: name } };
    return [
      {
        apiVersion: 'apps/v1',
        kind: 'Deployment',
        metadata: { name, annotations },
        spec: { replicas, selector, template },
      } as K8sObject,
      { ...each, spec: { ...spec, workloadRef } } as K8sObject,
    ];
  });
}
