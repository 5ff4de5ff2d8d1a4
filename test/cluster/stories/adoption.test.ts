/** What is started elsewhere is adopted: same card, buttons, approval, rollback and record. */
import { pathOf } from '../support/cluster.ts';
import { argo } from '../support/plugin.ts';
import { DEV, inStory, SRE, Story } from '../support/story.ts';
import { blueGreen, canaryNginx, IMAGE } from '../support/workloads.ts';

/** What a Git sync does: a server-side apply of the image by the tool's own field manager. */
function syncs(story: Story, tag: string): Promise<unknown> {
  const containers = [{ name: 'app', image: `${IMAGE}:${tag}`, ports: [{ containerPort: 8080 }] }];
  const body = [{ op: 'replace', path: '/spec/template/spec/containers', value: containers }];
  return story.cluster.connection.request('PATCH', pathOf('Rollout', story.namespace, 'shop'), {
    body,
    contentType: 'application/json-patch+json',
    query: { fieldManager: 'argocd-controller' },
  });
}

const byGit = { annotations: { 'argocd.argoproj.io/tracking-id': 'shop-production:argoproj.io/Rollout:shop/shop' } };

test('an image that is set with the plugin gets a card, asks for approval, and is promoted from Slack', () =>
  inStory({ objects: canaryNginx() }, async (story) => {
    await argo(story, 'set', 'image', 'shop', `app=${IMAGE}:2.0.0`);
    const waiting = await story.cardShows(/Awaiting approval/);
    expect(story.people.textOf(waiting)).toMatch(/Started outside Rollbridge by kubectl-argo-rollouts/);
    expect(story.people.textOf(waiting)).toMatch(/1\.0\.0.*2\.0\.0/);
    await story.presses(SRE, 'Approve and promote');
    await story.cardShows(/Completed/);
    expect(story.cards()).toHaveLength(1);
    expect((await story.releases()).map(({ spec }) => spec)).toEqual([
      { service: 'shop', environment: 'production', action: 'adopt', version: '2.0.0' },
    ]);
  }));

test('a Git sync of a blue-green service waits for approval; whoever deploys there is told that Git does it', () =>
  inStory({ objects: blueGreen(byGit) }, async (story) => {
    expect(await story.says(DEV, '/deploy shop 2.0.0')).toMatch(/Argo CD/);
    await syncs(story, '2.0.0');
    const waiting = await story.cardShows(/Awaiting approval/);
    expect(story.people.textOf(waiting)).toMatch(/argocd-controller.*Git: Argo CD shop-production/);
    const { status } = await story.rollout();
    expect(await story.selected('shop-active')).toBe(status?.stableRS);
    await story.presses(SRE, 'Approve and promote');
    await story.cardShows(/Completed/);
    expect(await story.selected('shop-active')).toBe(status?.currentPodHash);
  }));

test('an adopted version is rolled back from its card, with a warning that Git will set it again', () =>
  inStory({ objects: canaryNginx(byGit) }, async (story) => {
    const before = (await story.rollout()).status?.stableRS;
    await syncs(story, '2.0.0');
    await story.cardShows(/Awaiting approval/);
    expect(await story.says(DEV, '/rollback shop')).toMatch(/Git/);
    await story.presses(DEV, 'Roll back');
    await story.cardShows(/Rolled back/);
    expect(await story.canaryWeight()).toBe(0);
    expect((await story.rollout()).status).toMatchObject({ stableRS: before, currentPodHash: before });
    expect(story.cards()).toHaveLength(1);
  }));

test('another environment variable is a release of the same version, and is taken back like any other', () =>
  inStory({ objects: canaryNginx() }, async (story) => {
    await story.patchRollout({
      spec: {
        template: {
          spec: {
            containers: [
              {
                name: 'app',
                image: `${IMAGE}:1.0.0`,
                ports: [{ containerPort: 8080 }],
                env: [{ name: 'A', value: 'b' }],
              },
            ],
          },
        },
      },
    });
    const waiting = await story.cardShows(/Awaiting approval/);
    expect(story.people.textOf(waiting)).toContain('1.0.0 (same version, configuration changed)');
    await story.presses(SRE, 'Approve and promote');
    await story.cardShows(/Completed(.|\n)*same version, configuration changed/);
    expect(await story.says(DEV, '/deploy history shop')).toContain('1.0.0 (same version, configuration changed)');
    await story.presses(DEV, 'Roll back');
    await story.cardShows(/Rolled back/);
    expect(await story.canaryWeight()).toBe(0);
  }));

test('a record that is deleted with kubectl leaves no buttons, and its update is approved on a card of its own', () =>
  inStory({ objects: canaryNginx(), access: { approve: ['@devs', '@sre'] } }, async (story) => {
    await story.says(DEV, '/deploy shop 2.0.0');
    await story.cardShows(/Awaiting approval/);
    const { generation } = (await story.rollout()).metadata;
    const { name } = (await story.release()).metadata;
    await story.cluster.connection.request('DELETE', `${pathOf('Release', story.namespace)}/${name}`);
    const gone = await story.people.waitFor(
      (people) => story.cards().find((card) => people.textOf(card).includes('Record deleted')),
      { what: 'a card that says so', timeoutMs: 5_000 },
    );
    expect(story.people.labels(gone)).toEqual([]);
    await story.cardShows(/Awaiting approval.*taken up again, for its record/s);
    expect(story.cards()).toHaveLength(2);
    expect((await story.rollout()).metadata.generation).toBe(generation);
    expect(await story.says(DEV, '/deploy promote shop')).toMatch(/You asked for this release/);
    await story.presses(SRE, 'Approve and promote');
    await story.cardShows(/Completed/);
    expect((await story.releases()).map(({ spec }) => spec)).toMatchObject([{ action: 'adopt', version: '2.0.0' }]);
  }));

test('what was started while the program was away is adopted when it is back; what rests is left alone', async () => {
  const story = await Story.prepare({ objects: canaryNginx() });
  try {
    await story.sees('the first version serves', ({ status }) => status?.phase === 'Healthy');
    await story.program.start();
    expect(await story.says(DEV, '/deploy status shop')).toMatch(/Nothing|no release/i);
    await story.program.stop();
    await argo(story, 'set', 'image', 'shop', `app=${IMAGE}:2.0.0`);
    await story.sees('the pause', ({ status }) => status?.phase === 'Paused');
    await story.program.start();
    await story.cardShows(/Awaiting approval/);
    await story.program.kill();
    await story.program.start();
    await story.presses(SRE, 'Approve and promote');
    await story.cardShows(/Completed/);
    expect(story.cards()).toHaveLength(1);
    expect(await story.releases()).toHaveLength(1);
  } finally {
    await story.end();
  }
});

test('a restart, a scaling and a note on the Rollout are no releases', () =>
  inStory({ objects: canaryNginx() }, async (story) => {
    await argo(story, 'restart', 'shop');
    await story.sees('the restart is done', ({ spec, status }) => {
      const { restartAt } = spec as { readonly restartAt?: string };
      return restartAt !== undefined && (status as { readonly restartedAt?: string }).restartedAt === restartAt;
    });
    await story.patchRollout({ spec: { replicas: 3 }, metadata: { annotations: { note: 'to whom it may concern' } } });
    await story.sees('three pods serve', ({ status }) => status?.availableReplicas === 3 && status.phase === 'Healthy');
    // Something that is a release comes after it, so that there is no doubt that the program has seen all of it.
    await argo(story, 'set', 'image', 'shop', `app=${IMAGE}:2.0.0`);
    await story.cardShows(/Awaiting approval/);
    expect(await story.releases()).toHaveLength(1);
  }));
