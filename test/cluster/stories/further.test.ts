/** The version that a rollback brought back is bad as well: one more press brings back the last good one before it. */
import { DEV, inStory, type Story } from '../support/story.ts';
import { canaryNginx } from '../support/workloads.ts';

async function completes(story: Story, version: string, count: number): Promise<void> {
  await story.says(DEV, `/deploy shop ${version}`);
  await story.people.waitFor(
    () => (story.cards().length === count && /Completed/.test(story.cardText()) ? true : undefined),
    { what: `${version} to be completed`, timeoutMs: 30_000 },
  );
}

test('the card of the rollback offers the last good version by name, asks once more, and goes there past the hold', () =>
  inStory(
    { objects: canaryNginx({ steps: [{ setWeight: 50 }] }), access: { approvals: 0, approve: [] } },
    async (story) => {
      await completes(story, '2.0.0', 1);
      await completes(story, '3.0.0', 2);
      await completes(story, '4.0.0', 3);
      await story.says(DEV, '/rollback shop now --reason "errors"');
      const card = await story.cardOffers(/Roll back to 2\.0\.0 \(last good\)/);
      expect(story.people.confirmOf(card, 'Roll back to 2.0.0 (last good)')?.text).toMatch(
        /2\.0\.0.*comes back, .*3\.0\.0.*goes/,
      );
      await story.presses(DEV, 'Roll back to 2.0.0 (last good)', card);
      await story.sees(
        '2.0.0 wanted and stable',
        ({ spec, status }) =>
          JSON.stringify(spec.template).includes('shop:2.0.0"') && status?.currentPodHash === status?.stableRS,
        30_000,
      );
      await story.people.waitFor(
        (people) => {
          const newest = story.card();
          return newest !== undefined && !people.labels(newest).some((each) => /last good/.test(each))
            ? true
            : undefined;
        },
        { what: 'the button to go', timeoutMs: 10_000 },
      );
    },
  ));
