/** Evidence of what runs, without a rollback: for whoever may act there, into the thread, and nothing is changed. */
import { captured, downloaded, json, manifestOf } from '../support/evidence.ts';
import { CHANNEL, DEV, inStory, STRANGER } from '../support/story.ts';
import { canaryNginx } from '../support/workloads.ts';

test('of a release on its way: the archive is in the thread of its card, with who asked and why, and nothing has changed', () =>
  inStory({ objects: canaryNginx() }, async (story) => {
    await story.says(DEV, '/deploy shop 2.0.0-err5');
    await story.cardShows(/Awaiting approval/);
    const before = await story.rollout();
    expect(await story.says(STRANGER, '/rollback shop --capture-only')).toMatch(/may not capture evidence/);
    expect(await story.says(DEV, '/rollback shop --capture-only --reason "latency since ten"')).toMatch(
      /is being captured; nothing is changed/,
    );
    await story.threadShows(/asked for by .*latency since ten/);
    expect((await downloaded(story)).name).toBe((await captured(story)).name);
    const bundle = await captured(story);
    expect(manifestOf(bundle)).toMatchObject({ occasion: 'asked', again: false });
    expect([...bundle.files.keys()].some((path) => path.startsWith('logs/'))).toBe(true);
    expect(json(bundle, 'release.json')).toMatchObject({ status: { phase: 'AwaitingApproval' } });
    const after = await story.rollout();
    expect(after.metadata.resourceVersion).toBe(before.metadata.resourceVersion);
    expect((await story.release()).status).toMatchObject({ phase: 'AwaitingApproval', evidence: null });
  }));

test('the program dies while it captures: the next one begins it again, and there is one archive', () =>
  inStory({ objects: canaryNginx() }, async (story) => {
    await story.says(DEV, '/deploy shop 2.0.0-err5');
    await story.cardShows(/Awaiting approval/);
    const reached = story.proxy.reach({
      when: 'after',
      method: 'PUT',
      path: /releases\/shop-.*\/status/,
      body: /"asked":/,
    });
    void story.says(DEV, '/rollback shop --capture-only --reason "latency since ten"').catch(() => undefined);
    await reached;
    await story.program.kill();
    await story.program.start();
    await story.threadShows(/asked for by .*latency since ten/);
    expect(manifestOf(await captured(story))).toMatchObject({ occasion: 'asked' });
    const { status } = await story.release();
    expect(status).toMatchObject({ phase: 'AwaitingApproval' });
    expect(status?.asked).toBeUndefined();
    expect(status?.story.filter(({ what }) => what === 'evidenceSaved')).toHaveLength(1);
  }));

test('of a service that nobody has released yet: a message in its channel, with the archive under it', () =>
  inStory({ objects: canaryNginx() }, async (story) => {
    await story.says(DEV, '/rollback shop --capture-only');
    await story.cardShows(/Evidence of shop 1\.0\.0 in production · asked for by/);
    expect((await downloaded(story)).files.has('rollout.json')).toBe(true);
    expect(story.people.messages(CHANNEL, { as: DEV })).toHaveLength(1);
  }));

test('is refused beside what takes something back', () =>
  inStory({ objects: canaryNginx() }, async (story) => {
    expect(await story.says(DEV, '/rollback shop now --capture-only')).toMatch(/--capture-only takes nothing back/);
    expect(story.people.messages(CHANNEL, { as: DEV })).toHaveLength(0);
  }));
