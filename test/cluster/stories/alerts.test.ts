/** Alertmanager sends alerts, and the catalog says what is done about them: people are asked, or it is rolled back at once. */

import { ALERT, sends } from '../support/alertmanager.ts';
import { acceptedBy } from '../support/red-button.ts';
import { CHANNEL, catalogOf, DEV, inStory, SRE, STRANGER, type Story, type StoryOptions } from '../support/story.ts';
import { canaryNginx } from '../support/workloads.ts';

function listening(does: 'ask' | 'rollback', match: object = { alertname: ALERT }): StoryOptions {
  // biome-ignore lint/suspicious/noThenProperty: people write it in the catalog, and it is no function
  const alerts = [{ match, then: does, within: '30m' }];
  return {
    objects: canaryNginx(),
    catalog: (namespace: string) => {
      const { services } = catalogOf(namespace);
      const { production } = services.shop.environments;
      return { services: { shop: { ...services.shop, environments: { production: { ...production, alerts } } } } };
    },
  };
}

async function releasing(story: Story): Promise<void> {
  await story.says(DEV, '/deploy shop 2.0.0');
  await story.cardShows(/Awaiting approval/);
}

async function question(story: Story) {
  await story.threadShows(/roll back\?/);
  const card = story.card();
  const found = story.people
    .thread(CHANNEL, card?.ts ?? '', { as: DEV })
    .find(({ text }) => text.includes('roll back?'));
  if (found === undefined) throw new Error('there is no question');
  return found;
}

test('a storm of 500 alerts asks once, also after a restart; a press on the question rolls back, by right alone', () =>
  inStory(listening('ask', { alertname: '/High.*/', service: 'shop' }), async (story) => {
    await releasing(story);
    const startsAt = new Date();
    expect(await Promise.all([1, 2].map(() => sends(story, { count: 500, startsAt })))).toEqual([200, 200]);
    const asked = await question(story);
    expect(story.people.textOf(asked)).toMatch(/HighErrorRate \(500 alerts\)/);
    expect(asked.text).toMatch(/@devs.*@sre|@sre.*@devs|S0DEVS.*S0SRE/);
    expect(asked.text).not.toMatch(/<!channel>/);
    await story.program.kill();
    await story.program.start();
    expect(await sends(story, { count: 500, startsAt })).toBe(200);
    await story.presses(STRANGER, 'Roll back', asked);
    await story.answerTo(STRANGER, /may not roll back/);
    await story.presses(SRE, 'Roll back', asked);
    await story.cardShows(/Rolled back/);
    expect(await sends(story, { count: 500, startsAt, status: 'resolved' })).toBe(200);
    await story.threadShows(/Resolved:/);
    const { status } = await story.release();
    const told = status?.story.filter(({ what }) => what.startsWith('alert')).map(({ what }) => what);
    expect(told).toEqual(['alertAsks', 'alertResolved']);
    expect(status?.rollback).toMatchObject({ cause: 'pressed', by: { id: SRE } });
  }));

test('a rule rolls back at once and says which alert did; a person acknowledges it, and the next release is held', () =>
  inStory(listening('rollback'), async (story) => {
    await releasing(story);
    const startsAt = new Date();
    // Two Alertmanagers with all of them, and one that groups nothing.
    const alone = Array.from({ length: 50 }, (_, i) => sends(story, { from: 10 * i, startsAt }));
    const answers = await Promise.all([...[1, 2].map(() => sends(story, { count: 500, startsAt })), ...alone]);
    expect(new Set(answers)).toEqual(new Set([200]));
    await story.cardShows(/Rolled back by alert HighErrorRate/);
    await story.sees('the version before is wanted', ({ spec }) =>
      JSON.stringify(spec.template).includes('ghcr.io/acme/shop:1.0.0'),
    );
    expect(await story.threadShows(/An alert rolls it back past every gate/)).toMatch(/by alert HighErrorRate/);
    await story.presses(SRE, 'Acknowledge', await story.cardOffers(/Acknowledge/));
    await story.cardShows(/acknowledged by/);
    expect(await story.says(DEV, '/deploy shop 2.0.1')).toMatch(/held(.|\n)*An alert rolled/);
    const { status } = await story.release();
    expect(status?.story.filter(({ what }) => what === 'rollbackAsked')).toHaveLength(1);
    expect(status?.rollback).toMatchObject({ cause: 'alert', by: { kind: 'engine' } });
    expect(status?.alerts).toHaveLength(500);
    expect(acceptedBy(story)).toBe(1);
  }));

test('an alert from before the release is only told, a wrong token is refused, and without a token there is no way in', () =>
  inStory(listening('rollback'), async (story) => {
    const before = new Date();
    await releasing(story);
    expect(await sends(story, { token: 'something-else' })).toBe(401);
    expect(await sends(story, { startsAt: before })).toBe(200);
    await story.threadShows(/began before this release did/);
    const { status } = await story.release();
    expect([status?.phase, status?.rollback ?? null]).toEqual(['AwaitingApproval', null]);
    await story.program.kill();
    const closed = story.program.with({ ROLLBRIDGE_ALERTS_TOKEN: '' });
    try {
      await closed.start();
      expect(await sends(story, {})).toBe(404);
      expect(closed.output).toMatch(/rules for alerts, but ROLLBRIDGE_ALERTS_TOKEN is not set/);
    } finally {
      await closed.kill();
    }
  }));

test('alerts come in while Slack is spoken to by sockets', () =>
  inStory({ ...listening('ask'), slack: 'sockets' }, async (story) => {
    await releasing(story);
    expect(await sends(story, {})).toBe(200);
    await question(story);
  }));
