/** Rollbacks are rehearsed off live traffic: on a preview, or all the way on a service that nobody uses. */
import type { K8sObject } from '../../../src/kubernetes/objects.ts';
import { drillOutcome } from '../../../src/model/drill.ts';
import type { Release } from '../../../src/model/release.ts';
import { until } from '../support/cluster.ts';
import { CHANNEL, catalogOf, DEV, inStory, type ReleaseObject, SRE, STRANGER, type Story } from '../support/story.ts';
import { blueGreen, canaryNginx, inDeployment } from '../support/workloads.ts';

/** A catalog in which drills have these rules. */
const withDrills = (drill: object) => (namespace: string) => {
  const { shop } = catalogOf(namespace).services;
  const { production } = shop.environments;
  return { services: { shop: { ...shop, environments: { production: { ...production, drill } } } } };
};

const outcomeOf = ({ spec, status }: ReleaseObject) =>
  drillOutcome({ spec, status: status ?? null } as unknown as Release);

async function isOver(story: Story): Promise<ReleaseObject> {
  await story.cardShows(/Drill: over/, 60_000);
  return await story.release();
}

test('on the preview of a blue-green service: timed as a rollback is, and the active Service never moves', () =>
  inStory({ objects: blueGreen({ strategy: { scaleDownDelaySeconds: 2 } }) }, async (story) => {
    const before = await story.rollout();
    const active = await story.selected('shop-active');
    expect(await story.says(STRANGER, '/rollback drill shop')).toMatch(/may not rehearse rollbacks/);
    expect(await story.says(SRE, '/rollback drill')).toMatch(/none yet/);
    const seen = new Set<string | undefined>();
    const watching = story.people.waitFor(
      () => {
        void story.selected('shop-active').then((hash) => seen.add(hash));
        return /Drill: over/.test(story.cardText()) ? true : undefined;
      },
      { what: 'the end of the drill', timeoutMs: 60_000 },
    );
    expect(await story.says(SRE, '/rollback drill shop --reason "every month"')).toMatch(/Rehearsal of a rollback/);
    await watching;
    const release = await isOver(story);
    expect([...seen]).toEqual([active]);
    expect(outcomeOf(release)).toEqual({ came: 'passed', percent: 0 });
    const { clock, cause } = release.status?.rollback ?? {};
    expect(cause).toBe('drill');
    const times = [clock?.pressedAt, clock?.acceptedAt, clock?.zeroAt, clock?.healthyAt].map((at) =>
      Date.parse(at ?? ''),
    );
    expect(times.every((at, n) => at >= (times[n - 1] ?? 0))).toBe(true);
    expect(release.status).toMatchObject({ hold: null, approvals: [] });
    expect(story.thread()).not.toMatch(/Waits for .* approval|held until/);
    const after = await story.rollout();
    expect(after.spec.template).toEqual(before.spec.template);
    expect(after.status?.stableRS).toBe(before.status?.stableRS);
    await story.cardShows(/Rehearsed.*on the preview, with no traffic(.|\n)*healthy \+/);
    expect(await story.says(SRE, '/rollback drill')).toMatch(/shop.*in.*production(.|\n)*Rehearsed(.|\n)*accepted \+/);
    expect(story.people.labels(await story.cardShows(/Drill: over/)).join()).not.toMatch(/Roll back|incident|Lift/);
    // The way of a real release is as it was.
    expect(await story.says(DEV, '/deploy shop 2.0.0')).toMatch(/accepted/);
    await story.cardShows(/Awaiting approval/);
  }));

test('on a service for drills all the way: people who are not there are on the new version when it is taken back', () =>
  inStory({ objects: canaryNginx(), catalog: withDrills({ traffic: true }) }, async (story) => {
    await story.says(DEV, '/rollback drill shop');
    const release = await isOver(story);
    expect(outcomeOf(release)).toEqual({ came: 'passed', percent: 20 });
    expect(release.status?.rollback?.mechanism).toBe('abort-canary');
    await story.threadShows(/with 20 % of the traffic(.|\n)*pressed by Rollbridge, as rehearsed(.|\n)*at 0 %/);
    expect(await story.canaryWeight()).toBe(0);
  }));

test('is refused where people would notice, and says what to do', () =>
  inStory({ objects: canaryNginx() }, async (story) => {
    const said = await story.says(DEV, '/rollback drill shop');
    expect(said).toMatch(/cannot be rehearsed without touching live traffic/);
    expect(said).toMatch(/canary steps bring people to the new version/);
    expect(said).toMatch(/What to do:.*drill: \{traffic: true\}/);
    await story.says(DEV, '/deploy shop 2.0.0');
    await story.cardShows(/Awaiting approval/);
    expect(await story.says(DEV, '/rollback drill shop')).toMatch(/A release of shop to 2\.0\.0 is running/);
    expect(await story.releases()).toHaveLength(1);
  }));

test('a Deployment that holds the template and still has pods of its own is left alone', () =>
  inStory({ objects: inDeployment(blueGreen()) }, async (story) => {
    expect(await story.says(DEV, '/rollback drill shop')).toMatch(/has a pod of its own/);
    const path = `/apis/apps/v1/namespaces/${story.namespace}/deployments/shop`;
    const body = { spec: { replicas: 0 } };
    const contentType = 'application/merge-patch+json';
    const scaled = await story.cluster.connection.request<K8sObject>('PATCH', path, { body, contentType });
    const asked = async () => (/accepted/.test(await story.says(DEV, '/rollback drill shop')) ? true : null);
    await until(asked, { what: 'the Deployment to be seen without pods', timeoutMs: 20_000 });
    expect(outcomeOf(await isOver(story))).toMatchObject({ came: 'passed' });
    const after = await story.cluster.connection.request<K8sObject>('GET', path, {});
    expect(JSON.stringify(after)).not.toMatch(/rollbridge\.dev\/drill"/);
    expect(scaled.metadata.uid).toBe(after.metadata.uid);
  }));

test('a real rollback in the middle of a drill is not kept waiting: the drill gives way to it', () =>
  inStory({ objects: blueGreen({ strategy: { scaleDownDelaySeconds: 60 } }) }, async (story) => {
    const first = await story.selected('shop-active');
    await story.says(DEV, '/deploy shop 2.0.0-start5');
    await story.cardShows(/Awaiting approval/);
    await story.presses(SRE, 'Approve and promote');
    const card = await story.cardShows(/Completed/);
    await story.sees('the second version at rest', ({ status }) => status?.phase === 'Healthy');
    await story.says(DEV, '/rollback drill shop');
    const isUp = async () => ((await story.release()).status?.phase === 'Progressing' ? true : null);
    await until(isUp, { what: 'a drill on its way', timeoutMs: 20_000 });
    await story.presses(DEV, 'Roll back', card);
    await story.people.waitFor(
      () => (story.cards().some((each) => /Rolled back/.test(story.people.textOf(each))) ? true : undefined),
      { what: 'the real one rolled back', timeoutMs: 40_000 },
    );
    expect(await story.selected('shop-active')).toBe(first);
    const [deployed, drill] = await story.releases();
    expect([deployed?.status?.phase, deployed?.status?.rollback?.cause]).toEqual(['RolledBack', 'pressed']);
    expect(drill?.status?.rollback?.cause).toBe('drill');
    expect(drill === undefined ? null : outcomeOf(drill)).toMatchObject({
      came: expect.stringMatching(/passed|broken-off/),
    });
  }));

test('is carried through though the program dies in the middle, and broken off when what it brings does not come up', () =>
  inStory({ objects: blueGreen(), catalog: withDrills({ within: '4s' }) }, async (story) => {
    const reached = story.proxy.reach({
      when: 'after',
      method: 'PATCH',
      path: /rollouts\/shop/,
      body: /rollbridge.dev~1drill/,
    });
    void story.says(DEV, '/rollback drill shop').catch(() => undefined);
    await reached;
    await story.program.kill();
    await story.program.start();
    const release = await isOver(story);
    expect(['passed', 'broken-off']).toContain(outcomeOf(release).came);
    expect(JSON.stringify((await story.rollout()).spec.template)).not.toMatch(/drill/);
  }));

test('people are reminded when nobody has rehearsed for too long, and not again for each start', () =>
  inStory({ objects: blueGreen(), catalog: withDrills({ every: '6s' }) }, async (story) => {
    await story.says(DEV, '/rollback drill shop');
    await isOver(story);
    expect(await story.threadShows(/wanted is once in 6 s/, 30_000)).toMatch(/was rehearsed last/);
    await story.program.kill();
    await story.program.start();
    expect(await story.says(DEV, '/rollback drill')).toMatch(/due (for|in)/);
    const reminders = async () => (await story.release()).status?.story.filter(({ what }) => what === 'drillDue') ?? [];
    const thrice = async () => ((await reminders()).length >= 3 ? true : null);
    await until(thrice, { what: 'the third reminder', timeoutMs: 40_000 });
    expect(story.people.messages(CHANNEL, { as: DEV })).toHaveLength(1);
  }));
