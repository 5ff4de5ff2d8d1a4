/** The main job on blue-green: the preview first, a person's word, then all traffic at once. */

import { DEV, inStory, SRE } from '../support/story.ts';
import { blueGreen } from '../support/workloads.ts';

test('the preview comes up beside the active version, and an approval switches all traffic', () =>
  inStory({ objects: blueGreen() }, async (story) => {
    const before = await story.selected('shop-active');
    await story.says(DEV, '/deploy shop 2.0.0');
    const waiting = await story.cardShows(/Awaiting approval/);
    expect(story.people.textOf(waiting)).toMatch(/preview(.|\n)*active|active(.|\n)*preview/);
    expect(await story.selected('shop-active')).toBe(before);
    await story.presses(SRE, 'Approve and promote');
    await story.cardShows(/Completed/);
    const { status } = await story.rollout();
    expect(await story.selected('shop-active')).toBe(status?.currentPodHash);
    expect(status?.currentPodHash).not.toBe(before);
  }));

test('a rejection before the switch leaves the active version untouched', () =>
  inStory({ objects: blueGreen() }, async (story) => {
    const before = await story.selected('shop-active');
    await story.says(DEV, '/deploy shop 2.0.0');
    await story.cardShows(/Awaiting approval/);
    await story.presses(SRE, 'Reject');
    await story.cardShows(/Rolled back/);
    const { status } = await story.rollout();
    expect([await story.selected('shop-active'), status?.phase, status?.currentPodHash]).toEqual([
      before,
      'Healthy',
      before,
    ]);
  }));

test('after the switch one press brings the old version back', () =>
  inStory({ objects: blueGreen() }, async (story) => {
    const before = await story.selected('shop-active');
    await story.says(DEV, '/deploy shop 2.0.0');
    await story.cardShows(/Awaiting approval/);
    await story.presses(SRE, 'Approve and promote');
    await story.cardShows(/Completed/);
    await story.presses(DEV, 'Roll back');
    const back = await story.cardShows(/Rolled back/);
    expect(story.people.textOf(back)).toMatch(/accepted \+.*0 % \+.*healthy \+/);
    expect(await story.selected('shop-active')).toBe(before);
  }));
