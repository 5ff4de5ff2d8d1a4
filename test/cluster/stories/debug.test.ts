/** A pod for debugging: a copy that serves nobody, taken away by a press or by its time. */
import { DEBUG_LABEL, type Pod } from '../../../src/drivers/argo/objects.ts';
import type { K8sList } from '../../../src/kubernetes/objects.ts';
import { until } from '../support/cluster.ts';
import { catalogOf, DEV, inStory, SRE, STRANGER, type Story } from '../support/story.ts';
import { blueGreen, canaryNginx } from '../support/workloads.ts';

const withDebug = (debug: object) => (namespace: string) => {
  const { shop } = catalogOf(namespace).services;
  const { production } = shop.environments;
  return { services: { shop: { ...shop, environments: { production: { ...production, debug } } } } };
};

interface Spec {
  readonly spec: {
    readonly containers: readonly { readonly name: string; readonly image: string; readonly readinessProbe?: object }[];
    readonly activeDeadlineSeconds?: number;
    readonly restartPolicy?: string;
  };
}

async function debugPods({ cluster, namespace }: Story): Promise<readonly (Pod & Spec)[]> {
  const query = { labelSelector: DEBUG_LABEL };
  const path = `/api/v1/namespaces/${namespace}/pods`;
  return (await cluster.connection.request<K8sList<Pod & Spec>>('GET', path, { query })).items;
}

const gone = async (story: Story) => ((await debugPods(story)).length === 0 ? true : null);

test('a debug build of the preview: a copy that no Service selects and no ReplicaSet owns, until a press takes it away', () =>
  inStory({ objects: blueGreen() }, async (story) => {
    await story.says(DEV, '/deploy shop 2.0.0');
    const release = await story.cardShows(/Awaiting approval/);
    expect(await story.says(STRANGER, '/deploy debug shop 2.0.0-debug')).toMatch(/may not steer releases/);
    expect(await story.says(DEV, '/deploy debug shop busybox')).toMatch(/accepted/);
    await story.cardShows(/Debugging(.|\n)*kubectl -n .* (exec|logs)/);
    const [pod, ...others] = await debugPods(story);
    expect(others).toEqual([]);
    expect(pod?.metadata.labels).toEqual({ [DEBUG_LABEL]: (await story.release()).metadata.name });
    expect(pod?.metadata.ownerReferences).toBeUndefined();
    expect(pod?.spec.containers[0]).toMatchObject({ name: 'app', image: 'ghcr.io/acme/shop:busybox' });
    expect(pod?.spec).toMatchObject({ restartPolicy: 'Never' });
    expect(pod?.spec.activeDeadlineSeconds).toBeGreaterThan(1_700);
    expect(await story.says(SRE, '/deploy debug shop 2.0.0-debug')).toMatch(/is being debugged already/);
    // The release beside it goes its way.
    await story.presses(SRE, 'Approve and promote', release);
    await story.sees('the new version', ({ status }) => status?.phase === 'Healthy');
    const card = await story.cardOffers(/Take it away/);
    await story.presses(STRANGER, 'Take it away', card);
    await story.answerTo(STRANGER, /may not steer releases/);
    await story.presses(SRE, 'Take it away', card);
    await story.cardShows(/Debugging over(.|\n)*was taken away/);
    await until(() => gone(story), { what: 'no pod for debugging', timeoutMs: 20_000 });
  }));

test('a tool box that the catalog allows stands beside a copy of the service; anything else is refused', () =>
  inStory({ objects: canaryNginx(), catalog: withDebug({ images: ['busybox:1.36'], for: '5s' }) }, async (story) => {
    expect(await story.says(DEV, '/deploy debug shop evil.example/miner:1')).toMatch(
      /may be debugged with(.|\n)*ghcr.io\/acme\/shop and busybox:1.36(.|\n)*debug.images/,
    );
    await story.says(DEV, '/deploy debug shop busybox:1.36 --reason "dns?"');
    await story.cardShows(/Debugging(.|\n)*-c debug/);
    const [pod] = await debugPods(story);
    expect(pod?.spec.containers.map(({ name, image }) => [name, image])).toEqual([
      ['app', 'ghcr.io/acme/shop:1.0.0'],
      ['debug', 'busybox:1.36'],
    ]);
    // Nobody takes it away: it goes by itself.
    await story.program.kill();
    await story.program.start();
    await story.cardShows(/Debugging over(.|\n)*time was over/);
    await until(() => gone(story), { what: 'no pod for debugging', timeoutMs: 20_000 });
    expect(await story.releases()).toHaveLength(1);
  }));

test('the program dies right after it made the pod: there is one, and it is known', () =>
  inStory({ objects: canaryNginx() }, async (story) => {
    const reached = story.proxy.reach({
      when: 'after',
      method: 'POST',
      path: /\/pods$|\/pods\?/,
      body: /rollbridge.dev\/debug/,
    });
    void story.says(DEV, '/deploy debug shop 1.0.0').catch(() => undefined);
    await reached;
    await story.program.kill();
    await story.program.start();
    await story.cardShows(/Debugging(.|\n)*(exec|logs)/);
    expect(await debugPods(story)).toHaveLength(1);
  }));
