/** A rollback passes every gate, and a second person is asked to look at it afterwards. */
import { DEV, inStory, SRE, SRE2, STRANGER, type Story } from '../support/story.ts';
import { canaryNginx } from '../support/workloads.ts';

async function rolledBack(story: Story): Promise<void> {
  await story.says(DEV, '/deploy shop 2.0.0');
  await story.cardShows(/Awaiting approval/);
  await story.says(DEV, '/rollback shop now --reason "errors at checkout"');
  await story.cardShows(/Rolled back(.|\n)*To be acknowledged/);
}

test('whoever rolled back is named to a second person, who acknowledges it on the card; their own press does not count', () =>
  inStory({ objects: canaryNginx() }, async (story) => {
    await rolledBack(story);
    expect(await story.threadShows(/rolls back past every gate/)).toMatch(/press Acknowledge above/);
    await story.presses(DEV, 'Acknowledge');
    await story.answerTo(DEV, /somebody else must acknowledge/);
    await story.presses(STRANGER, 'Acknowledge');
    await story.answerTo(STRANGER, /may not acknowledge rollbacks/);
    const card = await story.cardOffers(/Acknowledge/);
    await Promise.all([story.presses(SRE, 'Acknowledge', card), story.presses(SRE2, 'Acknowledge', card)]);
    await story.cardShows(/acknowledged by/);
    expect(story.people.labels(card)).toContain('Acknowledge');
    await story.threadShows(/Acknowledged by/);
    const { status } = await story.release();
    expect(status?.story.filter(({ what }) => what === 'acknowledged')).toHaveLength(1);
    expect(await story.says(SRE, '/deploy history shop')).toMatch(/acknowledged by/);
    expect(await story.says(SRE, '/deploy acknowledge shop')).toMatch(/No rollback of shop .* waits/);
  }));

test('nobody who looks is forgotten: people are reminded, also after a restart, until somebody acknowledges by command', () =>
  inStory(
    {
      objects: canaryNginx(),
      catalog: (namespace) => ({
        services: {
          shop: {
            image: 'ghcr.io/acme/shop',
            environments: {
              production: {
                channel: 'C0DEPLOYS',
                access: { deploy: ['@devs'], approve: ['@sre'], approvals: 0 },
                rollback: { acknowledge: true, remindAfter: '10s' },
                targets: [{ region: 'eu', cluster: 'home', namespace, name: 'shop', container: 'app' }],
              },
            },
          },
        },
      }),
    },
    async (story) => {
      await story.says(DEV, '/deploy shop 2.0.0');
      await story.cardShows(/Paused/);
      await story.says(DEV, '/rollback shop now');
      await story.cardShows(/To be acknowledged/);
      await story.program.kill();
      await story.program.start();
      await story.threadShows(/Nobody has acknowledged/, 40_000);
      expect(await story.says(SRE, '/deploy acknowledge shop --reason "looked at the logs"')).toMatch(/Acknowledged/);
      await story.cardShows(/acknowledged by .*looked at the logs/);
    },
  ));
