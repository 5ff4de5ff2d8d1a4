/** What has not begun in the cluster is called off on its card, and never comes. */
import { DEV, inStory, SRE, STRANGER } from '../support/story.ts';
import { canaryNginx } from '../support/workloads.ts';

const WRITES = /\/rollouts\/shop(\?|$)/;

test('while the cluster takes no writes: it ends, nothing was changed, and nothing is in the way of the next', () =>
  inStory({ objects: canaryNginx() }, async (story) => {
    const before = (await story.rollout()).metadata.generation;
    const hear = story.proxy.hold(WRITES, 'PATCH');
    await story.says(DEV, '/deploy shop 2.0.0');
    await story.cardShows(/^Starting/);
    const card = await story.cardOffers(/Call off/);
    expect(story.people.confirmOf(card, 'Call off')?.text).toMatch(
      /2\.0\.0 has not begun in the cluster, and will not/,
    );
    expect(await story.says(STRANGER, '/deploy abort shop')).toMatch(/Not allowed/);
    expect(await story.says(DEV, '/deploy shop 2.0.1')).toMatch(/is running in production(.|\n)*\/deploy abort shop/);
    await story.presses(DEV, 'Call off', card);
    await story.threadShows(/Abort.*dana/i);
    story.proxy.refuse(WRITES, 500, () => 'etcdserver: request timed out', 'PATCH');
    hear();
    await story.cardShows(/Called off(.|\n)*Called off by @dana before anything was changed/, 60_000);
    expect((await story.rollout()).metadata.generation).toBe(before);
    expect((await story.release()).status?.phase).toBe('Refused');
    expect(await story.says(SRE, '/deploy abort shop')).toMatch(/not possible now/);
    expect(await story.says(DEV, '/deploy shop 2.0.1')).toMatch(/accepted/);
  }));

test('that is written all the same is aborted, and the old version keeps the traffic', () =>
  inStory({ objects: canaryNginx() }, async (story) => {
    const hear = story.proxy.hold(WRITES, 'PATCH');
    await story.says(DEV, '/deploy shop 2.0.0');
    await story.cardShows(/^Starting/);
    await story.presses(DEV, 'Call off', await story.cardOffers(/Call off/));
    await story.threadShows(/Abort.*dana/i);
    hear();
    await story.cardShows(/Aborted(.|\n)*Aborted by @dana/, 60_000);
    await story.sees('no traffic of it', ({ status }) => status?.abort === true);
    expect(await story.canaryWeight()).toBe(0);
    await story.presses(SRE, 'Roll back');
    await story.cardShows(/Rolled back/);
  }));
