/** The main job on a canary: asked for, watched, approved, promoted; and every way in which people end it. */

import { CHANNEL, DEV, inStory, SRE, SRE2, STRANGER } from '../support/story.ts';
import { canaryNginx, errorRateTemplate } from '../support/workloads.ts';

test('a person deploys, an approver promotes, and one message tells it all', () =>
  inStory({ objects: canaryNginx() }, async (story) => {
    expect(await story.says(DEV, '/deploy Shop v2.0.0 --reason "faster <checkout> & more"')).toMatch(/shop.*2\.0\.0/s);
    const waiting = await story.cardShows(/Awaiting approval/);
    const text = story.people.textOf(waiting);
    for (const part of [
      /1\.0\.0.*2\.0\.0/,
      /@dana/,
      /faster <checkout> & more/,
      /20 %/,
      /Step 2 of 4/,
      /@sre/,
      /0 of 1/,
    ]) {
      expect(text).toMatch(part);
    }
    expect(await story.canaryWeight()).toBe(20);
    await story.threadShows(/@sre/);

    await story.presses(SRE, 'Approve and promote');
    const done = await story.cardShows(/Completed/);
    expect(story.people.labels(done)).toEqual(['Roll back']);
    const rollout = await story.rollout();
    expect(rollout.status?.stableRS).toBe(rollout.status?.currentPodHash);
    expect(await story.selected('shop-stable')).toBe(rollout.status?.stableRS);
    expect(story.cards()).toHaveLength(1);
    await story.threadShows(/Completed|completed/);
    expect((await story.release()).status?.phase).toBe('Completed');
  }));

test('a release that is made with kubectl goes the same way, and approves nothing by the name in it', () =>
  inStory({ objects: canaryNginx(), access: { requesterMayApprove: false } }, async (story) => {
    const spec = { service: 'shop', environment: 'production', version: '2.0.0', requestedBy: SRE, reason: 'from CI' };
    const metadata = { generateName: 'from-ci-', namespace: story.namespace };
    await story.cluster.connection.request(
      'POST',
      `/apis/rollbridge.dev/v1alpha1/namespaces/${story.namespace}/releases`,
      {
        body: { apiVersion: 'rollbridge.dev/v1alpha1', kind: 'Release', metadata, spec },
      },
    );
    await story.cardShows(/Awaiting approval/);
    expect(story.cardText()).toMatch(/unknown/i);
    await story.presses(SRE, 'Approve and promote');
    await story.cardShows(/Completed/);
  }));

test('an approver rejects, and the old version is back everywhere', () =>
  inStory({ objects: canaryNginx() }, async (story) => {
    await story.says(DEV, '/deploy shop 2.0.0');
    await story.cardShows(/Awaiting approval/);
    await story.presses(SRE, 'Reject');
    await story.cardShows(/Rolled back/);
    expect(story.cardText()).toMatch(/reject/i);
    expect(await story.canaryWeight()).toBe(0);
    const { spec, status } = await story.rollout();
    expect([spec.template?.spec?.containers?.[0]?.image, status?.phase]).toEqual([
      'ghcr.io/acme/shop:1.0.0',
      'Healthy',
    ]);
  }));

test('only approvers decide: others are told who can, and nothing changes', () =>
  inStory({ objects: canaryNginx(), access: { approve: ['@sre', DEV] } }, async (story) => {
    await story.says(DEV, '/deploy shop 2.0.0');
    const card = await story.cardShows(/Awaiting approval/);
    await story.presses(STRANGER, 'Approve and promote', card);
    await story.answerTo(STRANGER, /may not approve.*@sre/s);
    await story.presses(DEV, 'Approve and promote', card);
    await story.answerTo(DEV, /somebody else must approve/);
    expect(await story.says(STRANGER, '/deploy shop 3.0.0')).toMatch(/may not deploy.*@devs/s);
    expect(await story.says(STRANGER, '/rollback shop now')).toMatch(/may not roll back/);
    expect((await story.rollout()).status?.currentStepIndex).toBe(1);
    expect((await story.release()).status?.phase).toBe('AwaitingApproval');
  }));

test('two approvers who press at once promote once', () =>
  inStory(
    { objects: canaryNginx({ steps: [{ setWeight: 20 }, { pause: {} }, { setWeight: 50 }, { pause: {} }] }) },
    async (story) => {
      await story.says(DEV, '/deploy shop 2.0.0');
      const card = await story.cardShows(/Awaiting approval/);
      await Promise.all([
        story.presses(SRE, 'Approve and promote', card),
        story.presses(SRE2, 'Approve and promote', card),
      ]);
      await story.cardShows(/Awaiting approval(.|\n)*Step 4 of 4/);
      const { status } = await story.release();
      expect(status?.story.filter((event) => event.what === 'carriedOut')).toHaveLength(1);
      expect((await story.rollout()).status?.currentStepIndex).toBe(3);
    },
  ));

test('two approvals are asked for, two different people give them', () =>
  inStory({ objects: canaryNginx(), access: { approvals: 2 } }, async (story) => {
    await story.says(DEV, '/deploy shop 2.0.0');
    const card = await story.cardShows(/Awaiting approval/);
    await story.presses(SRE, 'Approve', card);
    await story.cardShows(/1 of 2/);
    await story.presses(SRE, 'Approve', card);
    await story.answerTo(SRE, /already/);
    expect((await story.rollout()).status?.currentStepIndex).toBe(1);
    await story.presses(SRE2, 'Approve and promote');
    await story.cardShows(/Completed/);
  }));

test('a press on what is no longer so changes nothing and says what changed', () =>
  inStory(
    { objects: canaryNginx({ steps: [{ setWeight: 20 }, { pause: {} }, { setWeight: 50 }, { pause: {} }] }) },
    async (story) => {
      await story.says(DEV, '/deploy shop 2.0.0');
      const old = await story.cardShows(/Awaiting approval/);
      await story.presses(SRE, 'Approve and promote', old);
      await story.cardShows(/Awaiting approval(.|\n)*Step 4 of 4/);
      await story.presses(SRE2, 'Approve and promote', old);
      await story.answerTo(SRE2, /Nothing was changed(.|\n)*from step 2 to step 4/);
      expect((await story.rollout()).status?.currentStepIndex).toBe(3);
    },
  ));

test('a promotion from elsewhere shows on the card like one of ours', () =>
  inStory({ objects: canaryNginx() }, async (story) => {
    await story.says(DEV, '/deploy shop 2.0.0');
    await story.cardShows(/Awaiting approval/);
    await story.patchRollout({ status: { pauseConditions: null } }, '/status');
    await story.cardShows(/Completed/);
    await story.threadShows(/elsewhere|outside/i);
  }));

test('pause, resume and abort work by command', () =>
  inStory({ objects: canaryNginx() }, async (story) => {
    await story.says(DEV, '/deploy shop 2.0.0');
    await story.cardShows(/Awaiting approval/);
    await story.says(DEV, '/deploy pause shop');
    await story.cardOffers(/Resume/);
    expect((await story.rollout()).spec.paused).toBe(true);
    await story.says(DEV, '/deploy resume shop');
    await story.cardOffers(/Pause/);
    await story.says(DEV, '/deploy abort shop --reason "numbers look odd"');
    await story.cardShows(/^Aborted: /);
    expect(await story.canaryWeight()).toBe(0);
    expect(await story.says(DEV, '/deploy status shop')).toMatch(/Aborted/);
  }));

test('promote fully goes past steps and pauses, for approvers only', () =>
  inStory({ objects: canaryNginx() }, async (story) => {
    await story.says(DEV, '/deploy shop 2.0.0');
    const card = await story.cardShows(/Awaiting approval/);
    expect(story.people.confirmOf(card, 'Promote fully')).toBeDefined();
    expect(await story.says(DEV, '/deploy promote shop --full')).toMatch(/may not approve/);
    await story.says(SRE, '/deploy promote shop --full');
    await story.cardShows(/Completed/);
  }));

test('a failing analysis aborts, and the card says which metric, with its values', () =>
  inStory(
    {
      objects: [
        errorRateTemplate(process.env.PROMETHEUS_URL ?? '', { initialDelay: '2s' }),
        ...canaryNginx({
          steps: [
            { setWeight: 20 },
            {
              analysis: {
                templates: [{ templateName: 'error-rate' }],
                args: [{ name: 'hash', valueFrom: { podTemplateHashValue: 'Latest' } }],
              },
            },
            { pause: {} },
          ],
        }),
      ],
    },
    async (story) => {
      await story.says(DEV, '/deploy shop 2.0.0-err60');
      await story.cardShows(/error-rate(.|\n)*of 10/, 40_000);
      const aborted = await story.cardShows(/^Aborted: /, 40_000);
      expect(story.people.textOf(aborted)).toMatch(/error-rate/);
      expect(story.people.labels(aborted)).toEqual(['Retry', 'Roll back', 'More actions…', 'Open incident…']);
      await story.threadShows(/error-rate/);
      expect(await story.canaryWeight()).toBe(0);
      await story.presses(DEV, 'Roll back');
      await story.cardShows(/Rolled back/);
      expect(story.people.messages(CHANNEL, { as: DEV })).toHaveLength(1);
    },
  ));
