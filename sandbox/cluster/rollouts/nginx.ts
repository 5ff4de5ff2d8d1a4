/** A canary Ingress beside the stable one, whose annotations say how much goes there (`trafficrouting/nginx`). */
import type { Ingress, IngressRule } from '../controllers/kinds.ts';
import { isControlledBy, ownedBy } from '../controllers/owners.ts';
import { isEqual } from '../objects.ts';
import { type Pass, PassEnded } from './pass.ts';
import type { Nginx } from './strategies.ts';

const LONGEST = 253;
const SUFFIX = '-canary';

export function setIngressWeights(pass: Pass, nginx: Nginx, weight: number): void {
  for (const name of stableIngresses(nginx)) setIngressWeight(pass, { nginx, name, weight });
}

export function stableIngresses({ stableIngress, stableIngresses }: Nginx): readonly string[] {
  return stableIngresses ?? (stableIngress === undefined ? [] : [stableIngress]);
}

export function canaryIngressName(rollout: string, stable: string): string {
  return `${`${rollout}-${stable}`.slice(0, LONGEST - SUFFIX.length)}${SUFFIX}`;
}

interface Asked {
  readonly nginx: Nginx;
  readonly name: string;
  readonly weight: number;
}

function setIngressWeight(pass: Pass, asked: Asked): void {
  const stable = pass.scene.find<Ingress>('Ingress', asked.name);
  if (stable === null) throw trouble(pass, `error retrieving stableIngress \`${asked.name}\` from cache`);
  const name = canaryIngressName(pass.rollout.metadata.name, asked.name);
  const known = pass.scene.find<Ingress>('Ingress', name);
  const wanted = canaryIngress(pass, stable, asked);
  if (known === null) {
    pass.tell('CreatingCanaryIngress', `Creating canary ingress \`${name}\` with weight \`${asked.weight}\``);
    pass.create({ ...wanted, metadata: { ...wanted.metadata, ownerReferences: ownedBy(pass.rollout) } });
    return;
  }
  if (!isControlledBy(known, pass.rollout)) {
    throw trouble(pass, `canary ingress \`${name}\` controlled by different object`);
  }
  const annotations = { ...known.metadata.annotations, ...wanted.metadata.annotations };
  const next = { ...known, metadata: { ...known.metadata, annotations }, spec: wanted.spec };
  if (isEqual(next, known)) return;
  pass.tell('PatchingCanaryIngress', `Updating Ingress \`${name}\` to desiredWeight '${asked.weight}'`);
  pass.update(known, next);
}

function trouble(pass: Pass, message: string): PassEnded {
  pass.tell('TrafficRoutingError', message, 'Warning');
  return new PassEnded(message);
}

const CLASS = 'kubernetes.io/ingress.class';

function canaryIngress(pass: Pass, stable: Ingress, { nginx, weight }: Asked): Ingress {
  const { canary } = pass.rollout.spec.strategy ?? {};
  const prefix = nginx.annotationPrefix ?? 'nginx.ingress.kubernetes.io';
  const extra = Object.entries(nginx.additionalIngressAnnotations ?? {}).map(([key, value]) => {
    return [key.startsWith(prefix) ? key : `${prefix}/${key}`, value] as const;
  });
  const total = canary?.trafficRouting?.maxTrafficWeight;
  const ingressClass = stable.metadata.annotations?.[CLASS];
  const { tls, ingressClassName, rules = [] } = stable.spec;
  return {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'Ingress',
    metadata: {
      name: canaryIngressName(pass.rollout.metadata.name, stable.metadata.name),
      namespace: pass.rollout.metadata.namespace ?? 'default',
      annotations: {
        ...(ingressClass && { [CLASS]: ingressClass }),
        ...Object.fromEntries(extra),
        ...nginx.canaryIngressAnnotations,
        [`${prefix}/canary`]: 'true',
        [`${prefix}/canary-weight`]: String(weight),
        ...(total !== undefined && { [`${prefix}/canary-weight-total`]: String(total) }),
      },
    },
    spec: {
      ...(ingressClassName && { ingressClassName }),
      ...(tls && { tls }),
      rules: rules.flatMap((rule) => redirected(rule, canary?.stableService ?? '', canary?.canaryService ?? '')),
    },
  };
}

/** Rules without the stable Service are none of the canary's. */
function redirected(rule: IngressRule, stable: string, canary: string): readonly IngressRule[] {
  const paths = rule.http?.paths ?? [];
  if (!paths.some(({ backend }) => backend.service?.name === stable)) return [];
  const next = paths.map((path) => {
    const { service } = path.backend;
    return service?.name === stable ? { ...path, backend: { service: { ...service, name: canary } } } : path;
  });
  return [{ ...rule, http: { paths: next } }];
}
