/** An aborted version tried again, and pods restarted, as people ask for them. */

import { HASH_LABEL } from '../../../src/drivers/argo/objects.ts';
import type { K8sList, K8sObject } from '../../../src/kubernetes/objects.ts';
import { DEV, inStory, SRE, STRANGER, type Story } from '../support/story.ts';
import { blueGreen, canaryNginx } from '../support/workloads.ts';

async function aborted(story: Story): Promise<void> {
  await story.says(DEV, '/deploy shop 2.0.0');
  await story.cardShows(/Awaiting approval/);
  await story.says(SRE, '/deploy abort shop --reason "wrong day"');
  await story.cardShows(/^Aborted/);
}

async function pods(story: Story): Promise<readonly K8sObject[]> {
  const path = `/api/v1/namespaces/${story.namespace}/pods`;
  const query = { labelSelector: HASH_LABEL };
  return (await story.cluster.connection.request<K8sList<K8sObject>>('GET', path, { query })).items;
}

test('an aborted canary is tried again from its first step, with an approval of its own', () =>
  inStory({ objects: canaryNginx() }, async (story) => {
    expect(await story.says(DEV, '/deploy retry shop')).toMatch(/Nothing was released yet|nothing to try again/);
    await aborted(story);
    expect(await story.says(DEV, '/deploy shop 2.0.0')).toMatch(/was aborted(.|\n)*\/deploy retry shop/);
    expect(await story.says(STRANGER, '/deploy retry shop')).toMatch(/Not allowed/);
    const first = await story.cardOffers(/Retry/);
    await story.presses(DEV, 'Retry', first);
    await story.cardShows(/Awaiting approval(.|\n)*Another try/);
    expect(story.cards()).toHaveLength(2);
    expect(await story.says(DEV, '/deploy retry shop')).toMatch(/is running/);
    expect(await story.canaryWeight()).toBe(20);
    await story.presses(SRE, 'Approve and promote');
    await story.cardShows(/Completed/);
    const { status } = await story.rollout();
    expect(status?.currentPodHash).toBe(status?.stableRS);
    expect((await story.releases()).map(({ status: each }) => each?.phase)).toEqual(['Aborted', 'Completed']);
    expect(await story.says(DEV, '/deploy retry shop')).toMatch(/nothing to try again/);
  }));

test('a retry is carried out once, though the program dies around its write', () =>
  inStory({ objects: canaryNginx() }, async (story) => {
    await aborted(story);
    const reached = story.proxy.reach({
      when: 'after',
      method: 'PATCH',
      path: /rollouts\/shop\/status/,
      body: /abort/,
    });
    const said = story.says(DEV, '/deploy retry shop').catch(() => undefined);
    await reached;
    await story.program.kill();
    await said;
    await story.program.start();
    await story.cardShows(/Awaiting approval/);
    expect(await story.releases()).toHaveLength(2);
    expect(
      (await story.releases()).map(({ status }) => status?.story.filter(({ what }) => what === 'started').length),
    ).toEqual([1, 1]);
  }));

test('blue-green is tried again only when it cannot switch without a word: never while the aborted preview may serve', () =>
  inStory({ objects: blueGreen({ strategy: { abortScaleDownDelaySeconds: 6 } }) }, async (story) => {
    const active = await story.selected('shop-active');
    await aborted(story);
    await story.says(DEV, '/deploy retry shop');
    await story.cardShows(/Waits\*? until the pods of the aborted try are gone/);
    const seen = new Set<string | undefined>();
    await story.people.waitFor(
      () => {
        void story.selected('shop-active').then((hash) => seen.add(hash));
        return /Awaiting approval/.test(story.cardText()) ? true : undefined;
      },
      { what: 'the gate of the second try', timeoutMs: 40_000 },
    );
    expect([...seen]).toEqual([active]);
    await story.presses(SRE, 'Approve and promote');
    await story.cardShows(/Completed/);
    expect(await story.selected('shop-active')).not.toBe(active);
  }));

test('a retry that is rolled back goes back to the version before the first try', () =>
  inStory({ objects: canaryNginx() }, async (story) => {
    await aborted(story);
    await story.says(DEV, '/deploy retry shop');
    await story.cardShows(/Awaiting approval/);
    await story.presses(DEV, 'Roll back');
    await story.cardShows(/Rolled back/);
    const { spec, status } = await story.rollout();
    expect([spec.template?.spec?.containers?.[0]?.image, status?.phase]).toEqual([
      'ghcr.io/acme/shop:1.0.0',
      'Healthy',
    ]);
  }));

test('a restart replaces every pod once, moves no traffic, and leaves the way back as it was', () =>
  inStory({ objects: canaryNginx({ replicas: 3, strategy: { scaleDownDelaySeconds: 1 } }) }, async (story) => {
    await story.says(DEV, '/deploy shop 2.0.0');
    await story.cardShows(/Awaiting approval/);
    expect(await story.says(DEV, '/deploy restart shop')).toMatch(/is running/);
    await story.presses(SRE, 'Approve and promote');
    await story.cardShows(/Completed/);
    await story.sees('the old pods to be gone', ({ status }) => status?.replicas === 3);
    const before = new Set((await pods(story)).map(({ metadata }) => metadata.uid));
    const hash = (await story.rollout()).status?.stableRS;
    await story.says(SRE, '/deploy restart shop --reason "new secret"');
    await story.cardShows(/Restarting/);
    await story.cardShows(/Restarted/);
    const after = (await pods(story)).filter(({ metadata }) => metadata.labels?.[HASH_LABEL] === hash);
    expect(after.filter(({ metadata }) => before.has(metadata.uid))).toEqual([]);
    const { spec, status } = await story.rollout();
    expect([status?.phase, status?.stableRS, await story.canaryWeight()]).toEqual(['Healthy', hash, 0]);
    expect(spec.restartAt).toBe((await story.release()).metadata.creationTimestamp);
    expect(await story.says(DEV, '/deploy status shop')).toMatch(/Completed(.|\n)*2\.0\.0/);
    expect(await story.says(DEV, '/rollback shop')).toMatch(/2\.0\.0(.|\n)*1\.0\.0/);
    await story.says(DEV, '/rollback shop now');
    await story.sees('the first version again', (rollout) => {
      const image = rollout.spec.template?.spec?.containers?.[0]?.image;
      return image === 'ghcr.io/acme/shop:1.0.0' && rollout.status?.phase === 'Healthy';
    });
  }));
