/** What the cluster refuses: rights that are taken away in the middle, and policies. */
import { grant, READER, type Rule, tokenOf } from '../support/account.ts';
import { until } from '../support/cluster.ts';
import { underPolicy } from '../support/policy.ts';
import { DEV, inStory, SRE, type Story } from '../support/story.ts';
import { canaryNginx } from '../support/workloads.ts';

const STEERING: Rule = { apiGroups: ['argoproj.io'], resources: ['rollouts/status'], verbs: ['patch'] };
const WRITING: Rule = { apiGroups: ['argoproj.io'], resources: ['rollouts'], verbs: ['patch'] };

const imageOf = async (story: Story) => (await story.rollout()).spec.template?.spec?.containers?.[0]?.image;

/** Writes to the Rollout itself, of which the refused ones count as well. */
const tries = (story: Story) =>
  story.proxy.seen.filter(({ method, path }) => method === 'PATCH' && /rollouts\/shop\?/.test(path));

/** Between the two newest of them, in ms. */
function lastPause(story: Story): number {
  const [before, last] = tries(story).slice(-2);
  return (last?.at ?? 0) - (before?.at ?? 0);
}

test('a rollback whose right is taken away in the middle says which, and goes on when it is back', () =>
  inStory(
    {
      objects: canaryNginx(),
      token: tokenOf(...READER, STEERING, WRITING),
    },
    async (story) => {
      await story.says(DEV, '/deploy shop 2.0.0');
      await story.cardShows(/Awaiting approval/);
      await grant(story.namespace, ...READER, STEERING);
      await story.says(SRE, '/rollback shop now');
      const card = await story.cardShows(/does not get on/);
      expect(story.people.textOf(card)).toMatch(/Rolling back(.|\n)*the right to patch rollouts(.|\n)*Grant/);
      await story.threadShows(/does not get on, <@U0SRE>|does not get on, @sam/);
      await until(() => Promise.resolve(lastPause(story) > 1_500), { what: 'tries that have become rare' });
      expect((await story.release()).status?.phase).toBe('RollingBack');

      await grant(story.namespace, ...READER, STEERING, WRITING);
      await story.cardShows(/Rolled back/);
      expect(await imageOf(story)).toMatch(/:1\.0\.0$/);
      await story.threadShows(/goes on/);
      expect(story.cardText()).not.toMatch(/does not get on/);
    },
  ));

test('a version that a policy of the cluster denies is refused in its words, and nothing is tried again and again', () =>
  inStory({ objects: canaryNginx() }, (story) =>
    underPolicy(
      story.namespace,
      {
        expression: "!object.spec.template.spec.containers.exists(c, c.image.endsWith(':6.6.6'))",
        message: 'version 6.6.6 is recalled',
      },
      async () => {
        await until(async () => /refused/.test(await story.says(DEV, '/deploy shop 6.6.6 --dry-run')), {
          what: 'the policy to hold',
        });
        const before = tries(story).length;
        await story.says(DEV, '/deploy shop 6.6.6');
        await story.cardShows(/Refused(.|\n)*version 6\.6\.6 is recalled/);
        expect(tries(story).length - before).toBe(1);
        expect(await imageOf(story)).toMatch(/:1\.0\.0$/);
      },
    ),
  ));

test('a rollback that a policy denies in the middle says so, and goes on when it is gone', () =>
  inStory({ objects: canaryNginx() }, async (story) => {
    await story.says(DEV, '/deploy shop 2.0.0');
    await story.cardShows(/Awaiting approval/);
    await underPolicy(
      story.namespace,
      {
        expression: 'object.spec == oldObject.spec',
        message: 'frozen for the audit',
      },
      async () => {
        await until(async () => /frozen/.test(await story.says(DEV, '/deploy shop 3.0.0 --dry-run')), {
          what: 'the policy to hold',
        });
        await story.says(SRE, '/rollback shop now');
        await story.cardShows(/does not get on(.|\n)*frozen for the audit/);
        expect(await story.canaryWeight()).toBe(0);
      },
    );
    await story.cardShows(/Rolled back/);
    await story.threadShows(/goes on(.|\n)*Rolled back/);
    expect(story.lines().filter((line) => line.includes('does not get on'))).toHaveLength(1);
  }));
