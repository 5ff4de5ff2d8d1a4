/** Weights in the routes of VirtualServices, and subsets in a DestinationRule (`trafficrouting/istio`). */
import type { KubeObject } from '../objects.ts';
import { isEqual } from '../objects.ts';
import { HASH, MANAGED_BY } from './names.ts';
import { type Pass, PassEnded } from './pass.ts';
import { fullWeight } from './steps.ts';
import type { Istio, VirtualServiceRef } from './strategies.ts';

interface Destination {
  readonly destination: { readonly host?: string; readonly subset?: string };
  readonly weight?: number;
}

interface Route {
  readonly name?: string;
  readonly route?: readonly Destination[];
}

export interface VirtualService extends KubeObject {
  readonly spec: { readonly http?: readonly Route[] };
}

export interface DestinationRule extends KubeObject {
  readonly spec: {
    readonly host?: string;
    readonly subsets?: readonly { readonly name: string; readonly labels?: Readonly<Record<string, string>> }[];
  };
}

export function virtualServices({ virtualService, virtualServices }: Istio): readonly VirtualServiceRef[] {
  return virtualServices ?? (virtualService === undefined ? [] : [virtualService]);
}

/** Only http routes; other destinations than both lose what they have (`processRoutes`). */
export function setRouteWeights(pass: Pass, istio: Istio, weight: number): void {
  for (const ref of virtualServices(istio)) {
    const found = pass.scene.find<VirtualService>('VirtualService', ref.name);
    if (found === null) {
      const message = `VirtualService \`${ref.name}\` not found`;
      pass.tell('VirtualServiceNotFound', message, 'Warning');
      throw new PassEnded(message);
    }
    const isManaged = ({ name = '' }: Route) => ref.routes === undefined || ref.routes.includes(name);
    const http = (found.spec.http ?? []).map((route) =>
      isManaged(route) ? weighed(pass, route, { istio, weight }) : route,
    );
    if (isEqual(http, found.spec.http)) continue;
    pass.update(found, { ...found, spec: { ...found.spec, http } });
    pass.tell('Updated VirtualService', `VirtualService \`${ref.name}\` set to desiredWeight '${weight}'`);
  }
}

function weighed(pass: Pass, route: Route, { istio, weight }: { istio: Istio; weight: number }): Route {
  const { canaryService, stableService } = pass.rollout.spec.strategy?.canary ?? {};
  const { canarySubsetName, stableSubsetName } = istio.destinationRule ?? {};
  const full = fullWeight(pass.rollout);
  const shares = (route.route ?? []).flatMap((each) => {
    const { host = '', subset } = each.destination;
    const [service = ''] = host.split('.');
    if (service === canaryService || (subset && subset === canarySubsetName)) return [{ ...each, weight }];
    if (service === stableService || (subset && subset === stableSubsetName))
      return [{ ...each, weight: full - weight }];
    return (each.weight ?? 0) > 0 ? [] : [each];
  });
  return { ...route, route: shares };
}

interface Hashes {
  readonly canary: string;
  readonly stable: string;
}

/** Subsets of other names are dropped from the rule. */
export function pointDestinationRule(pass: Pass, ref: NonNullable<Istio['destinationRule']>, hashes: Hashes): void {
  const rule = pass.scene.find<DestinationRule>('DestinationRule', ref.name);
  if (rule === null) {
    const message = `DestinationRule \`${ref.name}\` not found`;
    pass.tell('DestinationRuleNotFound', message, 'Warning');
    throw new PassEnded(message);
  }
  const hashOf = (name: string) =>
    name === ref.canarySubsetName ? hashes.canary : name === ref.stableSubsetName ? hashes.stable : null;
  const subsets = (rule.spec.subsets ?? []).flatMap((subset) => {
    const hash = hashOf(subset.name);
    return hash === null ? [] : [{ ...subset, labels: { ...subset.labels, [HASH]: hash } }];
  });
  const annotations = { ...rule.metadata.annotations, [MANAGED_BY]: pass.rollout.metadata.name };
  const next = { ...rule, metadata: { ...rule.metadata, annotations }, spec: { ...rule.spec, subsets } };
  if (isEqual(next, rule)) return;
  pass.update(rule, next);
  const message = `DestinationRule ${ref.name} subset updated (${ref.canarySubsetName}: ${hashes.canary}, ${ref.stableSubsetName}: ${hashes.stable})`;
  pass.tell('UpdatedDestinationRule', message);
}
