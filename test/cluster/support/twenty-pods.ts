/**
 * Two versions with ten pods each at their pause; of the new one three crash, two find no image, one finds no place. Then
 * somebody rolls back, and three pods go while their evidence is taken.
 */
import { HASH_LABEL } from '../../../src/drivers/argo/objects.ts';
import { until } from './cluster.ts';
import { type Bundle, captured, type Manifest, manifestOf } from './evidence.ts';
import { GATE, type GatedPod, Gatekeeper } from './gate.ts';
import type { Seen } from './proxy.ts';
import { DEV, Story } from './story.ts';
import { canaryNginx, IMAGE } from './workloads.ts';

export const SECRET = 'hunter2';

const TEMPLATE = {
  metadata: { labels: { app: 'shop' } },
  spec: {
    ...GATE,
    containers: [
      {
        name: 'app',
        image: `${IMAGE}:1.0.0-err5`,
        ports: [{ containerPort: 8080 }],
        env: [
          { name: 'DB_PASSWORD', value: SECRET },
          { name: 'API_TOKEN', valueFrom: { secretKeyRef: { name: 'shop-secrets', key: 'token', optional: true } } },
        ],
      },
    ],
  },
};
const TEN_OF_TEN = [{ setCanaryScale: { replicas: 10 } }, { setWeight: 30 }, { pause: {} }];

const RATE = 'rate(http_requests_total{namespace="{{namespace}}",rollouts_pod_template_hash="{{hash}}"}[10s])';
const CATALOG = {
  clusters: { home: { context: 'home', prometheus: { url: process.env.PROMETHEUS_URL } } },
  evidence: {
    queries: { requests: `sum by (pod) (${RATE})`, nothing: 'no_such_metric' },
    // What a capture finds by itself is what is looked at here.
    recorder: { record: false },
  },
};

const LISTS_PODS = /\/pods\?labelSelector=.*limit=500/;

/** Names of pods. */
interface Cast {
  /** Of the new version: goes before the pods are listed. */
  readonly gone: string;
  /** Go while their logs are asked for. */
  readonly going: readonly string[];
  /** Serves from the beginning to the end. */
  readonly stays: string;
  readonly crashing: readonly string[];
  readonly withoutImage: readonly string[];
  /** Never found a place; some of them were made in place of those that went. */
  readonly unplaced: readonly string[];
  readonly stable: readonly string[];
  /** All that a list of them has. */
  readonly listed: readonly string[];
}

export interface Aftermath extends Cast {
  readonly story: Story;
  readonly bad: string;
  readonly good: string;
  readonly bundle: Bundle;
  readonly manifest: Manifest;
  /** Requests of the program since the rollback was asked for. */
  readonly since: readonly Seen[];
}

export class TwentyPods {
  readonly story: Story;
  readonly #gate: Gatekeeper;
  #bad = '';
  #good = '';

  private constructor(story: Story) {
    this.story = story;
    this.#gate = new Gatekeeper(story.cluster.connection, story.namespace);
    this.#gate.start();
  }

  static async begin(): Promise<TwentyPods> {
    const strategy = { abortScaleDownDelaySeconds: 60 };
    const objects = canaryNginx({ replicas: 10, steps: TEN_OF_TEN, spec: { template: TEMPLATE }, strategy });
    const story = await Story.prepare({ objects, catalog: CATALOG });
    await story.cluster.connection.request('POST', `/api/v1/namespaces/${story.namespace}/secrets`, {
      body: { kind: 'Secret', metadata: { name: 'shop-secrets' }, stringData: { token: SECRET } },
    });
    return new TwentyPods(story);
  }

  async end(): Promise<void> {
    await this.#gate.stop();
    await this.story.end();
  }

  /** The whole of it, up to the evidence. */
  async happens(): Promise<Aftermath> {
    const first = await this.#reachesItsPause();
    const before = await this.#troubles(first.slice(4));
    const [gone = '', ...going] = first.slice(0, 3);
    const from = this.story.proxy.seen.length;
    const listed = await this.#rollsBack(gone, going);
    const bundle = await captured(this.story);
    const waiting = (reason: string) => namesOf(before.filter((pod) => waitingFor(pod) === reason));
    return {
      story: this.story,
      bad: this.#bad,
      good: this.#good,
      gone,
      going,
      stays: first[3] ?? '',
      crashing: waiting('CrashLoopBackOff'),
      withoutImage: waiting('ErrImagePull'),
      unplaced: namesOf(listed.filter(({ spec }) => (spec.schedulingGates?.length ?? 0) > 0)),
      stable: namesOf(listed.filter((pod) => hashOf(pod) === this.#good)),
      listed: namesOf(listed),
      bundle,
      manifest: manifestOf(bundle),
      since: this.story.proxy.seen.slice(from),
    };
  }

  /** The new version's pods, all of which serve. */
  async #reachesItsPause(): Promise<readonly string[]> {
    await this.story.sees('the first version serves', ({ status }) => status?.phase === 'Healthy', 60_000);
    await this.story.program.start();
    await this.story.says(DEV, '/deploy shop 2.0.0-err5 --reason "faster checkout"');
    await this.story.cardShows(/Awaiting approval/, 60_000);
    const { status } = await this.story.rollout();
    this.#bad = status?.currentPodHash ?? '';
    this.#good = status?.stableRS ?? '';
    return namesOf(await this.#podsOf(this.#bad));
  }

  /** Six pods are replaced by others that do not serve. */
  async #troubles(replaced: readonly string[]): Promise<readonly GatedPod[]> {
    this.#gate.from((_, seen) => (seen < 3 ? '-crash' : seen < 5 ? '-pull' : null));
    await Promise.all(replaced.map((name) => this.#gate.remove(name)));
    const areThere = async () => {
      const pods = await this.#podsOf(this.#bad);
      const count = (reason: string) => pods.filter((pod) => waitingFor(pod) === reason).length;
      return pods.length === 10 && count('CrashLoopBackOff') === 3 && count('ErrImagePull') === 2;
    };
    await until(areThere, { what: 'three pods that crash and two without an image' });
    await this.story.cardShows(/6 pods do not serve/);
    return await this.#podsOf(this.#bad);
  }

  /**
   * One pod goes before the pods are listed, the others while their logs are asked for. Returns what was listed. Once the
   * old template is back the controller removes pods that do not serve, whenever it likes: that write waits.
   */
  async #rollsBack(gone: string, going: readonly string[]): Promise<readonly GatedPod[]> {
    const restore = this.story.proxy.hold(/\/rollouts\/shop(\?|$)/, 'PATCH');
    const logsOfThem = new RegExp(`/pods/(${going.join('|')})/log`);
    const list = this.story.proxy.hold(LISTS_PODS);
    const logs = this.story.proxy.hold(logsOfThem);
    await this.story.says(DEV, '/rollback shop now --reason "errors at checkout"');
    await this.#asks(LISTS_PODS, 1);
    await this.#vanishes(gone);
    await until(async () => (await this.#podsOf(this.#bad)).length === 10, { what: 'another pod in its place' });
    const listed = [...(await this.#podsOf(this.#bad)), ...(await this.#podsOf(this.#good))];
    list();
    await this.#asks(logsOfThem, going.length);
    await Promise.all(going.map((name) => this.#vanishes(name)));
    logs();
    await this.story.threadShows(/Evidence saved/);
    restore();
    return listed;
  }

  async #asks(path: RegExp, times: number): Promise<void> {
    const count = () => this.story.proxy.seen.filter((seen) => path.test(seen.path)).length;
    await until(() => Promise.resolve(count() === times), { what: `${times} requests for ${path}` });
  }

  async #vanishes(name: string): Promise<void> {
    await this.#gate.remove(name);
    await until(async () => !namesOf(await this.#gate.pods()).includes(name), { what: `${name} to be gone` });
  }

  async #podsOf(hash: string): Promise<readonly GatedPod[]> {
    return (await this.#gate.pods()).filter((pod) => hashOf(pod) === hash);
  }
}

function hashOf({ metadata }: GatedPod): string | undefined {
  return metadata.labels?.[HASH_LABEL];
}

function namesOf(pods: readonly GatedPod[]): readonly string[] {
  return pods.map(({ metadata }) => metadata.name);
}

function waitingFor({ status }: GatedPod): string | undefined {
  return status?.containerStatuses?.[0]?.state?.waiting?.reason;
}
