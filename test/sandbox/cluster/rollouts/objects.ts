/** Rollouts as the recordings have them, and what they stand on. */
import type { ControllerOptions } from '../../../../sandbox/cluster/controllers/index.ts';
import type { Rollout } from '../../../../sandbox/cluster/rollouts/kinds.ts';
import { Scene, SHOP, service, template } from '../controllers/scene.ts';

export const CANARY_STEPS = [{ setWeight: 20 }, { pause: {} }, { setWeight: 50 }, { pause: { duration: '5s' } }];

export function rollout(name: string, spec: object): object {
  return {
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'Rollout',
    metadata: { name, namespace: SHOP },
    spec: { selector: { matchLabels: { app: name } }, template: template(name, '1.0.0'), ...spec },
  };
}

export function ingress(name: string, to: string): object {
  const path = { path: '/', pathType: 'Prefix', backend: { service: { name: to, port: { number: 80 } } } };
  return {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'Ingress',
    metadata: { name, namespace: SHOP },
    spec: { ingressClassName: 'nginx', rules: [{ host: `${name}.example.com`, http: { paths: [path] } }] },
  };
}

/** A canary behind NGINX with all its pods up: the state in which the recordings begin. */
export function canaryScene(canary: object = {}, options: ControllerOptions = {}): Scene {
  const scene = new Scene(options);
  scene.create(errorsTemplate());
  scene.create(service('shop-stable', 'shop'));
  scene.create(service('shop-canary', 'shop'));
  scene.create(ingress('shop', 'shop-stable'));
  const strategy = {
    canary: {
      stableService: 'shop-stable',
      canaryService: 'shop-canary',
      trafficRouting: { nginx: { stableIngress: 'shop' } },
      scaleDownDelaySeconds: 8,
      abortScaleDownDelaySeconds: 4,
      steps: CANARY_STEPS,
      ...canary,
    },
  };
  scene.create(rollout('shop', { replicas: 5, strategy }));
  scene.seconds(5);
  return scene;
}

export function errorsTemplate(metric: object = {}): object {
  const provider = { prometheus: { address: 'http://prometheus', query: 'vector(0)' } };
  const usual = { name: 'errors', interval: '1s', count: 5, failureLimit: 1, successCondition: 'result[0] > 0' };
  return {
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'AnalysisTemplate',
    metadata: { name: 'errors', namespace: SHOP },
    spec: { metrics: [{ ...usual, provider, ...metric }] },
  };
}

export function blueGreenScene(blueGreen: object = {}): Scene {
  const scene = new Scene();
  scene.create(service('pay-active', 'pay'));
  scene.create(service('pay-preview', 'pay'));
  const strategy = {
    blueGreen: {
      activeService: 'pay-active',
      previewService: 'pay-preview',
      autoPromotionEnabled: false,
      scaleDownDelaySeconds: 8,
      ...blueGreen,
    },
  };
  scene.create(rollout('pay', { replicas: 3, strategy }));
  scene.seconds(5);
  return scene;
}

/** As `kubectl argo rollouts set image` does: the rest of the template stays. */
export function setImage(scene: Scene, name: string, tag: string): void {
  scene.change<Rollout>('Rollout', name, (was) => {
    const { template: old } = was.spec;
    const containers = (old?.spec.containers ?? []).map((each) => ({ ...each, image: `ghcr.io/acme/${name}:${tag}` }));
    return { ...was, spec: { ...was.spec, template: { ...old, spec: { ...old?.spec, containers } } } };
  });
}

/** The whole template as somebody has it in a file. */
export function setTemplate(scene: Scene, name: string, tag: string): void {
  scene.change<Rollout>('Rollout', name, (was) => ({ ...was, spec: { ...was.spec, template: template(name, tag) } }));
}

export function setStatus(scene: Scene, name: string, status: Readonly<Record<string, unknown>>): void {
  scene.change<Rollout>(
    'Rollout',
    name,
    (was) => {
      const next = Object.entries({ ...was.status, ...status }).filter(([, value]) => value !== null);
      return { ...was, status: Object.fromEntries(next) };
    },
    'status',
  );
}
