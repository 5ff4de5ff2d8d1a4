/** What a VirtualService says, as Istio reads it: the weights of its route, and the subsets that they name. Pure. */
import type { Strings } from '../objects.ts';
import type { Destination, DestinationRule, VirtualService } from './kinds.ts';
import type { Backend, Objects } from './routes.ts';

export interface MeshRoute {
  readonly host: string;
  readonly backends: readonly Backend[];
}

/** The route for all that matches nothing else, which stands at the end. */
export function meshRouteOf(objects: Objects, { metadata, spec }: VirtualService): MeshRoute {
  const { namespace = 'default' } = metadata;
  const routes = spec.http ?? [];
  const { route = [] } = routes.find(({ match = [] }) => match.length === 0) ?? routes.at(-1) ?? {};
  const total = route.reduce((sum, each) => sum + weightOf(each, route), 0);
  const backends = route.map((each) => {
    const { host = '', subset } = each.destination;
    const service = serviceOf(host);
    const labels = subset === undefined ? {} : subsetLabels(objects, namespace, { service, subset });
    return { service, labels, share: total > 0 ? weightOf(each, route) / total : 0, yields: false };
  });
  return { host: serviceOf(spec.hosts?.[0] ?? metadata.name), backends };
}

/** The name of a Service stands alone or before its namespace; anything else is a host of its own. */
function serviceOf(host: string): string {
  const [, service] = /^([^.]+)(?:\.[^.]+(?:\.svc(?:\.cluster\.local)?)?)?$/.exec(host) ?? [];
  return host.includes('.svc') || !host.includes('.') ? (service ?? host) : host;
}

function weightOf({ weight }: Destination, route: readonly Destination[]): number {
  return weight ?? (route.length === 1 ? 100 : 0);
}

function subsetLabels(objects: Objects, namespace: string, to: { service: string; subset: string }): Strings {
  const rules = objects.list<DestinationRule>('DestinationRule', { namespace });
  const rule = rules.find(({ spec: { host = '' } }) => serviceOf(host) === to.service);
  return rule?.spec.subsets?.find(({ name }) => name === to.subset)?.labels ?? {};
}
