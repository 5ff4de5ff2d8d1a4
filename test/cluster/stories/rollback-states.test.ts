/**
 * The red button in whatever state a release is: each time the traffic is off the bad version, by one rollback, in words that
 * fit, with whole evidence. With fifty pods where their number matters.
 */
import { withControllerStopped } from '../support/controller.ts';
import { aboutToPress, expectTakenBack, expectTraffic } from '../support/red-button.ts';
import { DEV, inStory, SRE, type Story } from '../support/story.ts';
import { blueGreen, canaryNginx, errorRateTemplate, IMAGE } from '../support/workloads.ts';

const BY_DANA = /Rolled back by @dana/;
const BAD = '2.0.0-err5';
const HOUR = { pause: { duration: '1h' } };
const PAUSE = { pause: {} };

/** Never at its end while a test looks, and never against the version. */
const PATIENT = errorRateTemplate(process.env.PROMETHEUS_URL ?? '', { count: 600, failureLimit: 600 });
const ANALYSIS = {
  templates: [{ templateName: 'error-rate' }],
  args: [{ name: 'hash', valueFrom: { podTemplateHashValue: 'Latest' } }],
};

async function pressesRollBack(story: Story): Promise<void> {
  await story.presses(DEV, 'Roll back', await story.cardOffers(/^Roll back$/));
}

async function deploysUntil(story: Story, shows: RegExp, tag = BAD): Promise<void> {
  expect(await story.says(DEV, `/deploy shop ${tag}`)).toMatch(/accepted/);
  await story.cardShows(shows);
}

async function approves(story: Story, shows: RegExp): Promise<void> {
  await story.presses(SRE, 'Approve and promote', await story.cardShows(/Awaiting approval/));
  await story.cardShows(shows, 60_000);
}

describe('a canary', () => {
  /** Both versions with all their pods; then these steps. */
  const with25 = (...steps: readonly object[]) =>
    canaryNginx({ replicas: 25, steps: [{ setCanaryScale: { replicas: 25 } }, ...steps] });

  test.concurrent('nothing was ever released: nothing is changed, and it is said what to name', () =>
    inStory({ objects: canaryNginx() }, async (story) => {
      expect(await story.says(DEV, '/rollback shop now')).toMatch(/Nothing was changed(.|\n)*\/rollback shop to/);
      await expectTraffic(story);
      expect(story.cards()).toEqual([]);
    }));

  test.concurrent('asked for, and not begun in the cluster: that is said, and once it has begun it is taken back', () =>
    inStory({ objects: canaryNginx() }, async (story) => {
      const begin = story.proxy.hold(/\/rollouts\/shop(\?|$)/, 'PATCH');
      await deploysUntil(story, /2\.0\.0/);
      const answer = await story.says(DEV, '/rollback shop now');
      expect(answer).toMatch(/2\.0\.0-err5 of shop has not begun in the cluster(.|\n)*on 1\.0\.0(.|\n)*\/deploy abort/);
      begin();
      await story.cardShows(/Awaiting approval/);
      const press = await aboutToPress(story);
      await story.says(DEV, '/rollback shop now');
      await expectTakenBack(story, press, BY_DANA);
    }));

  test.concurrent('while its pods start and it has no traffic yet', () =>
    inStory({ objects: canaryNginx() }, async (story) => {
      await deploysUntil(story, /0 of 1/, '2.0.0-err5-start60');
      const press = await aboutToPress(story);
      await pressesRollBack(story);
      await expectTakenBack(story, press, BY_DANA);
    }));

  test.concurrent('in a step with weight, with 25 pods of each version', () =>
    inStory({ objects: with25({ setWeight: 40 }, HOUR, PAUSE) }, async (story) => {
      await deploysUntil(story, /^Rolling out: .* 40 %/);
      const press = await aboutToPress(story);
      expect([press.pods.length, await story.canaryWeight()]).toEqual([25, 40]);
      await pressesRollBack(story);
      await expectTakenBack(story, press, BY_DANA);
    }));

  test.concurrent('at its pause, waiting for an approval, which nobody can give any more', () =>
    inStory({ objects: canaryNginx() }, async (story) => {
      await deploysUntil(story, /Awaiting approval/);
      const [card, press] = [story.card(), await aboutToPress(story)];
      await pressesRollBack(story);
      await expectTakenBack(story, press, BY_DANA);
      await story.presses(SRE, 'Approve and promote', card);
      await story.answerTo(SRE, /not how things are now/);
      await expectTraffic(story);
    }));

  test.concurrent('while an analysis judges it', () =>
    inStory(
      { objects: [PATIENT, ...canaryNginx({ steps: [{ setWeight: 20 }, { analysis: ANALYSIS }, PAUSE] })] },
      async (story) => {
        await deploysUntil(story, /error-rate/);
        const press = await aboutToPress(story);
        await pressesRollBack(story);
        const { files } = await expectTakenBack(story, press, BY_DANA);
        expect([...files.keys()]).toContainEqual(expect.stringMatching(/^analysisruns\//));
      },
    ));

  test.concurrent('on its way from an approval to the end, with 25 pods of each version', () =>
    inStory({ objects: with25({ setWeight: 20 }, PAUSE, { setWeight: 80 }, HOUR) }, async (story) => {
      await deploysUntil(story, /Awaiting approval/);
      await approves(story, /^Rolling out: .* 80 %/);
      const press = await aboutToPress(story);
      await pressesRollBack(story);
      await expectTakenBack(story, press, /Rolled back by @dana(.|\n)*approved by @sam/);
    }));

  test.concurrent('paused by a person', () =>
    inStory({ objects: canaryNginx({ steps: [{ setWeight: 40 }, HOUR, PAUSE] }) }, async (story) => {
      await deploysUntil(story, /^Rolling out: .* 40 %(.|\n)*\[Pause\]/);
      await story.says(DEV, '/deploy pause shop');
      await story.cardOffers(/Resume/);
      const press = await aboutToPress(story);
      await pressesRollBack(story);
      await expectTakenBack(story, press, BY_DANA);
      expect((await story.rollout()).spec.paused ?? false).toBe(false);
    }));

  test.concurrent('while somebody else aborts it', () =>
    inStory({ objects: canaryNginx() }, async (story) => {
      await deploysUntil(story, /Awaiting approval/);
      const press = await aboutToPress(story);
      await Promise.all([story.says(SRE, '/deploy abort shop'), pressesRollBack(story)]);
      await expectTakenBack(story, press, BY_DANA);
    }));

  test.concurrent('aborted past Rollbridge', () =>
    inStory({ objects: canaryNginx() }, async (story) => {
      await deploysUntil(story, /Awaiting approval/);
      await story.patchRollout({ status: { abort: true } }, '/status');
      await story.cardShows(/^Aborted(.|\n)*Evidence: \d+ files/);
      const press = await aboutToPress(story);
      await pressesRollBack(story);
      await expectTakenBack(story, press, BY_DANA);
    }));

  test.concurrent('finished, with 25 pods of the old version still up; whoever presses the old card afterwards changes nothing', () =>
    inStory({ objects: with25({ setWeight: 20 }, PAUSE) }, async (story) => {
      await deploysUntil(story, /Awaiting approval/);
      await approves(story, /Completed/);
      const [card, press] = [story.card(), await aboutToPress(story)];
      await pressesRollBack(story);
      await expectTakenBack(story, press, BY_DANA);
      const { metadata } = await story.rollout();
      await story.presses(SRE, 'Roll back', card);
      await story.answerTo(SRE, /Nothing was changed/);
      expect((await story.rollout()).metadata.resourceVersion).toBe(metadata.resourceVersion);
    }));

  test.concurrent('finished, with the old pods gone', () =>
    inStory({ objects: canaryNginx({ strategy: { scaleDownDelaySeconds: 1 } }) }, async (story) => {
      await deploysUntil(story, /Awaiting approval/);
      await approves(story, /Completed/);
      await story.sees('the new pods alone', ({ status }) => status?.replicas === 2);
      const press = await aboutToPress(story);
      await pressesRollBack(story);
      await expectTakenBack(story, press, BY_DANA);
    }));

  test.concurrent('held after another rollback, with an update that somebody makes past Rollbridge', () =>
    inStory({ objects: canaryNginx() }, async (story) => {
      await deploysUntil(story, /Awaiting approval/, '2.0.0');
      await pressesRollBack(story);
      await story.cardShows(/Rolled back(.|\n)*Evidence: \d+ files/);
      expect(await story.says(DEV, '/deploy shop 2.1.0')).toMatch(/Releases are held/);
      const containers = [{ name: 'app', image: `${IMAGE}:2.1.0-err5`, ports: [{ containerPort: 8080 }] }];
      await story.patchRollout({ spec: { template: { spec: { containers } } } });
      await story.cardShows(/Awaiting approval/);
      const press = await aboutToPress(story);
      await pressesRollBack(story);
      await expectTakenBack(story, press, BY_DANA);
      expect(story.cards()).toHaveLength(2);
    }));
});

describe('blue-green', () => {
  const AFTER = { strategy: { postPromotionAnalysis: ANALYSIS } };

  test.concurrent('while the pods of its preview start', () =>
    inStory({ objects: blueGreen() }, async (story) => {
      await deploysUntil(story, /0 of 2/, '2.0.0-err5-start60');
      const press = await aboutToPress(story);
      await pressesRollBack(story);
      await expectTakenBack(story, press, BY_DANA);
    }));

  test.concurrent('before the switch', () =>
    inStory({ objects: blueGreen() }, async (story) => {
      await deploysUntil(story, /Awaiting approval/);
      const press = await aboutToPress(story);
      await pressesRollBack(story);
      await expectTakenBack(story, press, BY_DANA);
    }));

  test.concurrent('switched, while an analysis judges it, with 25 pods of each version', () =>
    inStory({ objects: [PATIENT, ...blueGreen({ replicas: 25, ...AFTER })] }, async (story) => {
      await deploysUntil(story, /Awaiting approval/);
      await approves(story, /error-rate/);
      const press = await aboutToPress(story);
      expect(await story.selected('shop-active')).toBe(press.bad);
      await pressesRollBack(story);
      await expectTakenBack(story, press, BY_DANA);
    }));

  test.concurrent('finished, with the old pods gone', () =>
    inStory({ objects: blueGreen({ strategy: { scaleDownDelaySeconds: 1 } }) }, async (story) => {
      await deploysUntil(story, /Awaiting approval/);
      await approves(story, /Completed/);
      await story.sees('the new pods alone', ({ status }) => status?.replicas === 2);
      const press = await aboutToPress(story);
      await pressesRollBack(story);
      await expectTakenBack(story, press, BY_DANA);
    }));

  // Last and alone: no other story could go on meanwhile.
  test('switched, with the controller stopped: the Service is turned back at once, and all is tidy when it is back', () =>
    inStory({ objects: blueGreen() }, async (story) => {
      await deploysUntil(story, /Awaiting approval/);
      const good = await story.selected('shop-active');
      await approves(story, /Completed/);
      const press = await aboutToPress(story);
      await withControllerStopped(async () => {
        await pressesRollBack(story);
        await story.cardShows(/bad version at 0 % \+/, 15_000);
        expect(await story.selected('shop-active')).toBe(good);
        await story.threadShows(/controller/i);
      });
      await expectTakenBack(story, press, BY_DANA);
    }));
});
