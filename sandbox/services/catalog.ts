/** The catalog that tells Rollbridge of the sandbox's services. */
import { DEPLOYS } from '../people.ts';
import { type ClusterName, type DemoService, SERVICES } from './index.ts';
import { IMAGES } from './objects.ts';

export interface CatalogParts {
  /** Of the kubeconfig; with one cluster alone it has all services. */
  readonly contexts: Readonly<{ home: string } & Partial<Record<ClusterName, string>>>;
  readonly namespace: string;
  /** Its address; null where there is none. */
  readonly prometheus: string | null;
  /** The folder for evidence; absolute. */
  readonly evidence: string;
  /** Where releases are shown, by id; the sandbox's own unless given. */
  readonly channel?: string;
  /** Who may do what everywhere; the sandbox's own groups unless given. */
  readonly access?: object;
}

const OF_BOTH = 'namespace="{{namespace}}",rollouts_pod_template_hash=~"{{hash}}|{{stableHash}}"';
const BY_VERSION = 'sum by (version)';

/** Evidence has them from before and after. */
const QUERIES = {
  requests: `${BY_VERSION} (rate(http_requests_total{${OF_BOTH}}[15s]))`,
  errors: `${BY_VERSION} (rate(http_requests_total{${OF_BOTH},code=~"5.."}[15s]))`,
  latency: `histogram_quantile(0.95, sum by (version, le) (rate(http_request_duration_seconds_bucket{${OF_BOTH}}[15s])))`,
};

/** As JSON, which is YAML. */
export function catalogOf(parts: CatalogParts): string {
  const { contexts, namespace, prometheus, evidence } = parts;
  const cluster = (context: string) => ({ context, ...(prometheus !== null && { prometheus: { url: prometheus } }) });
  return JSON.stringify(
    {
      home: { cluster: 'home', namespace },
      clusters: mapped(contexts, cluster),
      services: mapped(SERVICES, (service, name) => serviceOf(name, service, parts)),
      // A workspace of somebody's own has no such group.
      ...(parts.access === undefined && { incidents: { invite: ['@on-call'] } }),
      evidence: { directory: evidence, ...(prometheus !== null && { queries: QUERIES }) },
    },
    null,
    2,
  );
}

function serviceOf(name: string, { cluster, region, approve }: DemoService, parts: CatalogParts): object {
  const { contexts, namespace, channel = DEPLOYS } = parts;
  const access = parts.access ?? {
    deploy: ['@developers'],
    ...(approve.length > 0 && { approve }),
    rollback: ['@developers', '@approvers', '@on-call'],
  };
  const place = { region, cluster: contexts[cluster] === undefined ? 'home' : cluster };
  const targets = [{ ...place, namespace, name, container: 'app' }];
  return { image: `${IMAGES}/${name}`, environments: { production: { channel, access, targets } } };
}

function mapped<T, U>(record: Readonly<Record<string, T>>, change: (value: T, key: string) => U): Record<string, U> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, change(value, key)]));
}
