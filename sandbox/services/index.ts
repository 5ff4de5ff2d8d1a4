/** What the sandbox releases: small services, one in each style. */
import { analysisOf, memory, successRate } from './analyses.ts';
import { blueGreen, type KubeObject, nginxCanary, rollout, service } from './objects.ts';

export type { KubeObject } from './objects.ts';

export const NAMESPACE = 'rollbridge-sandbox';

export type ClusterName = 'home' | 'west';

export interface DemoService {
  /** Where it runs when there are two clusters. */
  readonly cluster: ClusterName;
  readonly region: string;
  /** User groups of the sandbox's workspace. Nobody approves where an analysis decides. */
  readonly approve: readonly string[];
  /** `prometheus` is the address for analyses; null: there is none, and nothing is measured. */
  readonly objects: (prometheus: string | null) => readonly KubeObject[];
}

const pause = (duration: string) => ({ pause: { duration } });
const weight = (percent: number) => ({ setWeight: percent });
const UNTIL_SOMEBODY = { pause: {} };

export const SERVICES: Readonly<Record<string, DemoService>> = {
  /** A canary behind NGINX: a fifth of the traffic for a while, half until somebody approves. */
  shop: {
    cluster: 'home',
    region: 'eu',
    approve: ['@approvers'],
    objects: () => nginxCanary('shop', { steps: [weight(20), pause('10s'), weight(50), UNTIL_SOMEBODY] }),
  },
  /** A canary behind NGINX that nobody has to approve: too many failed requests take it back. */
  checkout: {
    cluster: 'home',
    region: 'eu',
    approve: [],
    objects: (prometheus) => {
      const steps = [weight(25), pause('20s'), weight(50), pause('10s')];
      if (prometheus === null) return nginxCanary('checkout', { steps });
      const analysis = { ...analysisOf('success-rate'), startingStep: 1 };
      return [successRate(prometheus), ...nginxCanary('checkout', { steps, analysis })];
    },
  },
  /** Blue-green: the new version is looked at, then somebody lets it go live. */
  search: {
    cluster: 'home',
    region: 'eu',
    approve: ['@approvers', '@on-call'],
    objects: () => blueGreen('search', { autoPromotionEnabled: false }),
  },
  /** Blue-green by itself: the new version goes live when it does not take too much memory. */
  web: {
    cluster: 'home',
    region: 'eu',
    approve: [],
    objects: (prometheus) => {
      if (prometheus === null) return blueGreen('web', { autoPromotionSeconds: 15 });
      return [memory(prometheus), ...blueGreen('web', { prePromotionAnalysis: analysisOf('memory') })];
    },
  },
  /** A canary without a router, in the other cluster: its share of the traffic is its share of the pods. */
  invoices: {
    cluster: 'west',
    region: 'us',
    approve: ['@on-call'],
    objects: () => {
      const canary = { steps: [weight(25), pause('10s'), weight(50), UNTIL_SOMEBODY] };
      return [service('invoices', 'invoices'), rollout('invoices', { canary }, 4)];
    },
  },
};

export interface Place {
  /** Null: one cluster has all of them. */
  readonly cluster: ClusterName | null;
  readonly namespace: string;
  readonly prometheus: string | null;
}

/** In the order in which they are made. */
export function demoObjects({ cluster, namespace, prometheus }: Place): readonly KubeObject[] {
  const here = Object.values(SERVICES).filter((each) => cluster === null || each.cluster === cluster);
  const inside = here
    .flatMap(({ objects }) => objects(prometheus))
    .map((object) => ({ ...object, metadata: { ...object.metadata, namespace } }));
  return [{ apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } }, ...inside];
}
