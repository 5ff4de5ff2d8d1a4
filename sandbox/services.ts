/** What the sandbox releases: two small services, and the catalog that tells Rollbridge of them. */
import { DEPLOYS } from './people.ts';

export const NAMESPACE = 'rollbridge-sandbox';
const IMAGES = 'ghcr.io/acme';

export interface KubeObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string };
  readonly spec?: object;
}

function service(name: string, app: string): KubeObject {
  const spec = { selector: { app }, ports: [{ port: 80, targetPort: 8080 }] };
  return { apiVersion: 'v1', kind: 'Service', metadata: { name }, spec };
}

function rollout(name: string, strategy: object): KubeObject {
  const containers = [{ name: 'app', image: `${IMAGES}/${name}:1.0.0`, ports: [{ containerPort: 8080 }] }];
  return {
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'Rollout',
    metadata: { name },
    spec: {
      replicas: 3,
      revisionHistoryLimit: 5,
      selector: { matchLabels: { app: name } },
      template: { metadata: { labels: { app: name } }, spec: { containers } },
      strategy,
    },
  };
}

/** A canary behind NGINX: a fifth of the traffic for a while, half until somebody approves. */
function shop(): KubeObject[] {
  const backend = { service: { name: 'shop-stable', port: { number: 80 } } };
  const rules = [{ host: 'shop.example', http: { paths: [{ path: '/', pathType: 'Prefix', backend }] } }];
  const canary = {
    stableService: 'shop-stable',
    canaryService: 'shop-canary',
    trafficRouting: { nginx: { stableIngress: 'shop' } },
    steps: [{ setWeight: 20 }, { pause: { duration: '10s' } }, { setWeight: 50 }, { pause: {} }],
  };
  return [
    service('shop-stable', 'shop'),
    service('shop-canary', 'shop'),
    {
      apiVersion: 'networking.k8s.io/v1',
      kind: 'Ingress',
      metadata: { name: 'shop' },
      spec: { ingressClassName: 'nginx', rules },
    },
    rollout('shop', { canary }),
  ];
}

/** Blue-green: the new version is looked at, then somebody lets it go live. */
function search(): KubeObject[] {
  const blueGreen = { activeService: 'search-active', previewService: 'search-preview', autoPromotionEnabled: false };
  return [service('search-active', 'search'), service('search-preview', 'search'), rollout('search', { blueGreen })];
}

/** In the order in which they are made. */
export function demoObjects(namespace: string): readonly KubeObject[] {
  const inside = [...shop(), ...search()].map((object) => ({ ...object, metadata: { ...object.metadata, namespace } }));
  return [{ apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } }, ...inside];
}

export interface CatalogParts {
  /** Of the kubeconfig. */
  readonly context: string;
  readonly namespace: string;
  /** Where releases are shown, by id; the sandbox's own unless given. */
  readonly channel?: string;
  /** Who may do what; the sandbox's own groups unless given. */
  readonly access?: object;
}

const ACCESS = {
  deploy: ['@developers'],
  approve: ['@approvers'],
  rollback: ['@developers', '@approvers', '@on-call'],
};

/** As JSON, which is YAML. */
export function catalogOf({ context, namespace, channel = DEPLOYS, access = ACCESS }: CatalogParts): string {
  const serviceOf = (name: string) => ({
    image: `${IMAGES}/${name}`,
    environments: {
      production: {
        channel,
        access,
        targets: [{ region: 'eu', cluster: 'home', namespace, name, container: 'app' }],
      },
    },
  });
  const services = { shop: serviceOf('shop'), search: serviceOf('search') };
  return JSON.stringify({ home: { cluster: 'home', namespace }, clusters: { home: { context } }, services }, null, 2);
}
