/** What a server fills into pods and pod templates (`SetDefaults_PodSpec` and its parts in `pkg/apis/core/v1`). */
import { isRecord } from '../../objects.ts';
import { all, each, fill, type Plain, within } from './fill.ts';

export function podTemplate(template: Plain): Plain {
  return within(template, 'spec', (spec) => podSpec(spec));
}

export function podSpec(spec: Plain, restartPolicy = 'Always'): Plain {
  const filled = fill(spec, {
    dnsPolicy: 'ClusterFirst',
    restartPolicy,
    schedulerName: 'default-scheduler',
    securityContext: {},
    terminationGracePeriodSeconds: 30,
  });
  const named = filled.serviceAccountName ? fill(filled, { serviceAccount: filled.serviceAccountName }) : filled;
  return all(
    named,
    (next) => each(next, 'containers', container),
    (next) => each(next, 'initContainers', container),
    (next) => each(next, 'volumes', volume),
  );
}

function container(given: Plain): Plain {
  const filled = fill(given, {
    imagePullPolicy: isLatest(String(given.image ?? '')) ? 'Always' : 'IfNotPresent',
    resources: {},
    terminationMessagePath: '/dev/termination-log',
    terminationMessagePolicy: 'File',
  });
  return all(
    filled,
    (next) => each(next, 'ports', (port) => fill(port, { protocol: 'TCP' })),
    (next) => each(next, 'env', (entry) => within(entry, 'valueFrom', (from) => within(from, 'fieldRef', fieldRef))),
    (next) => within(next, 'readinessProbe', probe),
    (next) => within(next, 'livenessProbe', probe),
    (next) => within(next, 'startupProbe', probe),
    (next) => within(next, 'lifecycle', (lifecycle) => all(lifecycle, hook('preStop'), hook('postStart'))),
    (next) => within(next, 'resources', (resources) => all(resources, quantities('limits'), quantities('requests'))),
  );
}

function isLatest(image: string): boolean {
  if (image.includes('@')) return false;
  const last = image.slice(image.lastIndexOf('/') + 1);
  return !last.includes(':') || last.endsWith(':latest');
}

function fieldRef(given: Plain): Plain {
  return fill(given, { apiVersion: 'v1' });
}

function hook(name: string): (lifecycle: Plain) => Plain {
  return (lifecycle) => within(lifecycle, name, (given) => within(given, 'httpGet', httpGet));
}

function httpGet(given: Plain): Plain {
  return fill(given, { path: '/', scheme: 'HTTP' });
}

/** An amount may be given as a number; it is kept as text. */
function quantities(name: string): (resources: Plain) => Plain {
  return (resources) =>
    within(resources, name, (given) =>
      Object.fromEntries(Object.entries(given).map(([resource, amount]) => [resource, String(amount)])),
    );
}

function probe(given: Plain): Plain {
  const filled = fill(given, { failureThreshold: 3, periodSeconds: 10, successThreshold: 1, timeoutSeconds: 1 });
  return within(filled, 'httpGet', httpGet);
}

/** Of a pod what is limited and not asked for is asked for as it is limited. */
function limitsAsRequests(given: Plain): Plain {
  return within(given, 'resources', (resources) => {
    const { limits, requests } = resources;
    return isRecord(limits) ? { ...resources, requests: fill(requests, limits) } : resources;
  });
}

function volume(given: Plain): Plain {
  const mode = { defaultMode: 420 };
  return all(
    given,
    (next) => within(next, 'configMap', (source) => fill(source, mode)),
    (next) => within(next, 'secret', (source) => fill(source, mode)),
    (next) => within(next, 'downwardAPI', (source) => fill(source, mode)),
    (next) => within(next, 'projected', (source) => fill(source, mode)),
    (next) => within(next, 'hostPath', (source) => fill(source, { type: '' })),
  );
}

/** Of a pod itself, what admission adds as well; the volume with the account's token is left out. */
export function pod(given: Plain): Plain {
  const tolerations = ['not-ready', 'unreachable'].map((reason) => ({
    key: `node.kubernetes.io/${reason}`,
    operator: 'Exists',
    effect: 'NoExecute',
    tolerationSeconds: 300,
  }));
  const own = podSpec(isRecord(given.spec) ? given.spec : {});
  const asking = all(
    own,
    (next) => each(next, 'containers', limitsAsRequests),
    (next) => each(next, 'initContainers', limitsAsRequests),
  );
  const spec = fill(asking, {
    enableServiceLinks: true,
    preemptionPolicy: 'PreemptLowerPriority',
    priority: 0,
    serviceAccountName: 'default',
    serviceAccount: 'default',
    tolerations,
  });
  const { status } = given;
  return { ...given, spec: withoutNoGates(spec), status: fill(status, { phase: 'Pending', qosClass: quality(spec) }) };
}

/** The last that is opened takes the field with it. */
function withoutNoGates({ schedulingGates, ...spec }: Plain): Plain {
  return Array.isArray(schedulingGates) && schedulingGates.length > 0 ? { ...spec, schedulingGates } : spec;
}

function quality({ containers }: Plain): string {
  const list = (Array.isArray(containers) ? containers : []) as { resources?: Record<string, Plain> }[];
  const named = list.map(({ resources = {} }) => [resources.requests ?? {}, resources.limits ?? {}] as const);
  if (named.every(([requests, limits]) => Object.keys({ ...requests, ...limits }).length === 0)) return 'BestEffort';
  const isWhole = ([requests, limits]: readonly [Plain, Plain]) =>
    ['cpu', 'memory'].every((name) => limits[name] !== undefined && requests[name] === limits[name]);
  return named.every(isWhole) ? 'Guaranteed' : 'Burstable';
}
