/** What belongs to a Rollout and is kept beside it: what carries its traffic, sets its size, or judges it. Pure. */
import type { K8sObject } from '../../../kubernetes/objects.ts';
import { canaryIngressName } from '../facts.ts';
import { deploymentsPath, ingressesPath, istioPath, replicaSetsPath, servicesPath } from '../paths.ts';

export interface Related {
  readonly file: string;
  readonly path: string;
}

type Plain = Readonly<Record<string, unknown>>;

/** Objects that the Rollout names. */
export function namedBy(rollout: K8sObject, namespace: string): readonly Related[] {
  const spec = plain((rollout as { readonly spec?: unknown }).spec);
  const canary = plain(plain(spec.strategy).canary);
  const blueGreen = plain(plain(spec.strategy).blueGreen);
  const routing = plain(canary.trafficRouting);
  const pingPong = plain(canary.pingPong);
  return [
    ...paths('services', servicesPath(namespace), [
      canary.stableService,
      canary.canaryService,
      blueGreen.activeService,
      blueGreen.previewService,
      pingPong.pingService,
      pingPong.pongService,
    ]),
    ...paths('ingresses', ingressesPath(namespace), [
      ...nginxIngresses(plain(routing.nginx), rollout.metadata.name),
      plain(routing.alb).ingress,
      ...list(plain(routing.alb).ingresses),
    ]),
    ...istio(plain(routing.istio), namespace),
    ...gateway(plain(plain(routing.plugins)['argoproj-labs/gatewayAPI']), namespace),
    ...workload(plain(spec.workloadRef), namespace),
    ...templates(spec.strategy, namespace),
  ];
}

/** The controller makes a canary Ingress for each stable one. */
function nginxIngresses({ stableIngress, stableIngresses }: Plain, rollout: string): readonly unknown[] {
  return [stableIngress, ...list(stableIngresses)].flatMap((name) =>
    typeof name === 'string' ? [name, canaryIngressName(rollout, name)] : [],
  );
}

/** A virtual service may be named with its namespace behind a dot. */
function istio({ virtualService, virtualServices, destinationRule }: Plain, namespace: string): readonly Related[] {
  const services = [virtualService, ...list(virtualServices)].map((each) => plain(each).name);
  return [
    ...services.flatMap((name) => {
      const [own = '', other = namespace] = typeof name === 'string' ? name.split('.') : [];
      return paths('virtualservices', istioPath(other, 'virtualservices'), [own]);
    }),
    ...paths('destinationrules', istioPath(namespace, 'destinationrules'), [plain(destinationRule).name]),
  ];
}

/** The plugin takes one route or several of a kind, and a namespace for all of them. */
function gateway(plugin: Plain, own: string): readonly Related[] {
  const namespace = typeof plugin.namespace === 'string' ? plugin.namespace : own;
  return (['httpRoute', 'grpcRoute', 'tcpRoute', 'tlsRoute'] as const).flatMap((kind) => {
    const plural = `${kind.toLowerCase()}s`;
    // The two that are stable; the others are served as what they were until then.
    const version = kind === 'httpRoute' || kind === 'grpcRoute' ? 'v1' : 'v1alpha2';
    const names = [plugin[kind], ...list(plugin[`${kind}s`]).map((each) => plain(each).name)];
    return paths(plural, `/apis/gateway.networking.k8s.io/${version}/namespaces/${namespace}/${plural}`, names);
  });
}

function workload({ kind, name }: Plain, namespace: string): readonly Related[] {
  if (kind === 'Deployment') return paths('deployments', deploymentsPath(namespace), [name]);
  if (kind === 'ReplicaSet') return paths('workload', replicaSetsPath(namespace), [name]);
  return kind === 'PodTemplate' ? paths('workload', `/api/v1/namespaces/${namespace}/podtemplates`, [name]) : [];
}

/** Analysis templates are named in steps, in the background analysis, and before and after a switch: wherever. */
function templates(strategy: unknown, namespace: string): readonly Related[] {
  const argo = '/apis/argoproj.io/v1alpha1';
  return within(strategy).flatMap((each) =>
    each.clusterScope === true
      ? paths('clusteranalysistemplates', `${argo}/clusteranalysistemplates`, [each.templateName])
      : paths('analysistemplates', `${argo}/namespaces/${namespace}/analysistemplates`, [each.templateName]),
  );
}

/** Every object in there. */
function within(value: unknown): readonly Plain[] {
  if (Array.isArray(value)) return value.flatMap(within);
  if (typeof value !== 'object' || value === null) return [];
  return [value as Plain, ...Object.values(value).flatMap(within)];
}

function paths(folder: string, path: string, names: readonly unknown[]): readonly Related[] {
  return [...new Set(names)].flatMap((name) =>
    typeof name === 'string' && name !== '' ? [{ file: `${folder}/${name}.json`, path: `${path}/${name}` }] : [],
  );
}

interface Selecting extends K8sObject {
  readonly spec?: {
    readonly scaleTargetRef?: { readonly kind?: string; readonly name?: string };
    readonly selector?: { readonly matchLabels?: Readonly<Record<string, string>> };
  };
}

/** True for an autoscaler of this Rollout. */
export function scales({ spec }: Selecting, rollout: string): boolean {
  return spec?.scaleTargetRef?.kind === 'Rollout' && spec.scaleTargetRef.name === rollout;
}

/** True for a disruption budget of pods with these labels. */
export function selects({ spec }: Selecting, labels: Readonly<Record<string, string>>): boolean {
  const wanted = Object.entries(spec?.selector?.matchLabels ?? {});
  return wanted.length > 0 && wanted.every(([label, value]) => labels[label] === value);
}

function plain(value: unknown): Plain {
  return typeof value === 'object' && value !== null ? (value as Plain) : {};
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
