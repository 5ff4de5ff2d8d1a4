/** More pods of what runs: refused where an autoscaler has the say, recorded, and undone by a button. */
import type { K8sObject } from '../../../src/kubernetes/objects.ts';
import { DEV, inStory, SRE, STRANGER } from '../support/story.ts';
import { blueGreen, canaryNginx, inDeployment } from '../support/workloads.ts';

/** As KEDA makes one, when an owner is named. */
function autoscaler(owner?: string): K8sObject {
  const ownerReferences = [
    { apiVersion: 'keda.sh/v1alpha1', kind: 'ScaledObject', name: owner, uid: '6f1f2c1e-0000-4000-8000-000000000001' },
  ];
  return {
    apiVersion: 'autoscaling/v2',
    kind: 'HorizontalPodAutoscaler',
    metadata: {
      name: owner === undefined ? 'shop' : `keda-hpa-${owner}`,
      ...(owner !== undefined && { ownerReferences }),
    },
    spec: {
      scaleTargetRef: { apiVersion: 'argoproj.io/v1alpha1', kind: 'Rollout', name: 'shop' },
      minReplicas: 2,
      maxReplicas: 10,
    },
  } as K8sObject;
}

test('more pods are there, the card says from how many to how many, and its button takes it back', () =>
  inStory({ objects: canaryNginx() }, async (story) => {
    expect(await story.says(STRANGER, '/deploy scale shop 4')).toMatch(/may not steer releases/);
    expect(await story.says(DEV, '/deploy scale shop 2')).toMatch(/2 pods are wanted now; here it is scaled up/);
    expect(await story.says(DEV, '/deploy scale shop 40')).toMatch(/5 times as many at once at most/);
    expect(await story.says(DEV, '/deploy scale shop 4 --reason "launch"')).toMatch(
      /Scaling of shop .* in production accepted/,
    );
    const card = await story.cardShows(/Scaled up(.|\n)*2 → \*?4 pods(.|\n)*launch/);
    await story.sees('four pods', ({ spec, status }) => spec.replicas === 4 && status?.availableReplicas === 4);
    await story.presses(STRANGER, 'Undo: back to 2 pods', card);
    await story.answerTo(STRANGER, /may not steer releases/);
    await Promise.all([
      story.presses(DEV, 'Undo: back to 2 pods', card),
      story.presses(SRE, 'Undo: back to 2 pods', card),
    ]);
    await story.cardShows(/Scaling over(.|\n)*Undone: 2 pods are wanted again/);
    await story.sees('two pods', ({ spec, status }) => spec.replicas === 2 && status?.availableReplicas === 2);
    const { status } = await story.release();
    expect(status?.story.filter(({ what }) => what === 'asked')).toHaveLength(1);
    expect(status?.evidence).toBeNull();
    // It is no version: what is released and taken back does not know of it.
    await story.says(DEV, '/deploy shop 2.0.0');
    await story.cardShows(/Awaiting approval/);
    expect(await story.says(DEV, '/deploy scale shop 4')).toMatch(/A release of shop to 2\.0\.0 is running/);
    await story.presses(DEV, 'Roll back');
    await story.cardShows(/Rolled back/);
  }));

test('an undo that somebody has overtaken changes nothing', () =>
  inStory({ objects: blueGreen() }, async (story) => {
    await story.says(DEV, '/deploy scale shop 3');
    const card = await story.cardShows(/Scaled up/);
    await story.patchRollout({ spec: { replicas: 5 } });
    await story.sees('five pods', ({ status }) => status?.availableReplicas === 5);
    await story.presses(DEV, 'Undo: back to 2 pods', card);
    await story.answerTo(DEV, /"undo" is not possible now/);
    expect((await story.rollout()).spec.replicas).toBe(5);
  }));

test('where a HorizontalPodAutoscaler or KEDA sets the number it is refused, with what to change instead', () =>
  inStory({ objects: blueGreen() }, async (story) => {
    const path = `/apis/autoscaling/v2/namespaces/${story.namespace}/horizontalpodautoscalers`;
    const { connection } = story.cluster;
    await connection.request('POST', path, { body: autoscaler() });
    expect(await story.says(DEV, '/deploy scale shop 4')).toMatch(
      /HorizontalPodAutoscaler shop sets the number of its pods(.|\n)*between 2 and 10(.|\n)*raise minReplicas/,
    );
    await connection.request('DELETE', `${path}/shop`, {});
    await connection.request('POST', path, { body: autoscaler('shop-so') });
    expect(await story.says(DEV, '/deploy scale shop 4')).toMatch(
      /ScaledObject shop-so sets(.|\n)*raise minReplicaCount/,
    );
    expect(await story.releases()).toHaveLength(0);
  }));

test('a Rollout whose template is in a Deployment is scaled itself, and the Deployment left alone', () =>
  inStory({ objects: inDeployment(blueGreen(), 0) }, async (story) => {
    await story.says(DEV, '/deploy scale shop 3');
    await story.cardShows(/Scaled up/);
    const path = `/apis/apps/v1/namespaces/${story.namespace}/deployments/shop`;
    const deployment = await story.cluster.connection.request<K8sObject & { spec: { replicas: number } }>(
      'GET',
      path,
      {},
    );
    expect([(await story.rollout()).spec.replicas, deployment.spec.replicas]).toEqual([3, 0]);
  }));

test('the program may die in the middle: it is scaled once', () =>
  inStory({ objects: blueGreen() }, async (story) => {
    const reached = story.proxy.reach({
      when: 'after',
      method: 'PATCH',
      path: /rollouts\/shop/,
      body: /spec\/replicas/,
    });
    void story.says(DEV, '/deploy scale shop 3').catch(() => undefined);
    await reached;
    await story.program.kill();
    await story.program.start();
    await story.cardShows(/Scaled up/);
    expect((await story.releases()).map(({ status }) => status?.phase)).toEqual(['Completed']);
  }));
