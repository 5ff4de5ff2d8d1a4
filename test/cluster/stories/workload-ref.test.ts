/** A Rollout that takes its pod template from a Deployment: people notice nothing of it, and only the template is written. */
import { readdir } from 'node:fs/promises';
import { type Rule, shippedRules, tokenOf } from '../support/account.ts';
import type { SizedDeployment } from '../support/bench.ts';
import { get, pathOf, until } from '../support/cluster.ts';
import { kubectl } from '../support/plugin.ts';
import { DEV, inStory, SRE, type Story } from '../support/story.ts';
import { blueGreen, canaryNginx, IMAGE, inDeployment } from '../support/workloads.ts';

/** As the manifest in `deploy` grants it; on Deployments these rules. */
function tokenWith(onDeployments: readonly Rule[]): (namespace: string) => Promise<string> {
  return async (namespace) => {
    const always = await shippedRules('rollbridge-home', 'rollbridge-target');
    return tokenOf(...always, ...onDeployments)(namespace);
  };
}

const token = async (namespace: string) => tokenWith(await shippedRules('rollbridge-target-workload-ref'))(namespace);

async function deployment(story: Story): Promise<SizedDeployment> {
  const found = await get<SizedDeployment>(story.cluster.connection, 'Deployment', story.namespace, 'shop');
  if (found === null) throw new Error('there is no deployment');
  return found;
}

/** Removes the Deployment; what is returned makes it anew, as it was or with another version. */
async function removed(story: Story): Promise<(tag?: string) => Promise<unknown>> {
  const { connection } = story.cluster;
  const { metadata, apiVersion, kind, spec } = await deployment(story);
  await connection.request('DELETE', pathOf('Deployment', story.namespace, 'shop'));
  return (tag) => {
    const was = JSON.stringify({ apiVersion, kind, metadata: { name: metadata.name }, spec });
    const body = JSON.parse(
      tag === undefined ? was : was.replaceAll(new RegExp(`${IMAGE}:[^"]+`, 'g'), `${IMAGE}:${tag}`),
    );
    return connection.request('POST', pathOf('Deployment', story.namespace), { body });
  };
}

async function noteOn({ cluster, namespace }: Story, note: string): Promise<void> {
  const body = { metadata: { annotations: { 'example.com/note': note } } };
  const contentType = 'application/merge-patch+json';
  await cluster.connection.request('PATCH', pathOf('Rollout', namespace, 'shop'), { body, contentType });
}

/** Argo's controller does not always look when a Deployment goes or comes: only at the next change of the Rollout. */
async function untilCardShows(story: Story, words: RegExp): Promise<void> {
  const shown = async () => {
    await noteOn(story, String(Date.now()));
    return words.test(story.cardText());
  };
  await until(shown, { what: `a card with ${words.source}` });
}

/** `changes` counts what was written into its spec since it was made: the controller of Deployments writes nothing there. */
async function expectHeld(
  story: Story,
  { tag, replicas, changes }: { tag: string; replicas: number; changes: number },
) {
  const { metadata, spec } = await deployment(story);
  expect([spec?.template?.spec?.containers?.[0]?.image, spec?.replicas]).toEqual([`${IMAGE}:${tag}`, replicas]);
  expect(metadata.generation).toBe(1 + changes);
  const ours = metadata.managedFields?.filter(({ manager }) => manager === 'rollbridge') ?? [];
  expect(ours.map(({ fieldsV1 }) => fieldsV1)).toEqual([{ 'f:spec': { 'f:template': expect.anything() } }]);
  expect((await story.rollout()).spec.template).toBeUndefined();
}

test('a canary is deployed, approved and taken back after completion, with the rights that the manifest grants', () =>
  inStory({ objects: inDeployment(canaryNginx()), token }, async (story) => {
    expect(await story.says(DEV, '/deploy shop 2.0.0')).toMatch(/2\.0\.0/);
    const waiting = await story.cardShows(/Awaiting approval/);
    expect(story.people.textOf(waiting)).toMatch(/1\.0\.0.*2\.0\.0/);
    expect(await story.canaryWeight()).toBe(20);
    await expectHeld(story, { tag: '2.0.0', replicas: 1, changes: 1 });
    await story.presses(SRE, 'Approve and promote');
    await story.cardShows(/Completed/);
    expect(await story.says(DEV, '/rollback shop now --reason "alarms"')).not.toMatch(/Nothing was changed/);
    await story.cardShows(/Rolled back/);
    const { rollback } = (await story.release()).status ?? {};
    expect(rollback?.mechanism).toBe('restore-with-window');
    const { pressedAt = '', zeroAt = '' } = rollback?.clock ?? {};
    expect(Date.parse(zeroAt) - Date.parse(pressedAt)).toBeLessThan(3_000);
    await expectHeld(story, { tag: '1.0.0', replicas: 1, changes: 2 });
    const { spec, status: after } = await story.rollout();
    expect([spec.rollbackWindow, after?.phase, await story.canaryWeight()]).toEqual([undefined, 'Healthy', 0]);
    expect(await story.selected('shop-stable')).toBe(after?.stableRS);
    const isCaptured = async () =>
      (await readdir(story.folder, { recursive: true })).some((path) => path.endsWith('/deployments/shop.json'));
    await until(isCaptured, { what: 'the Deployment among the evidence' });
  }));

test('a canary on its way is taken back from its card: traffic first, then the template', () =>
  inStory({ objects: inDeployment(canaryNginx()), token }, async (story) => {
    const before = (await story.rollout()).status?.stableRS;
    await story.says(DEV, '/deploy shop 2.0.0');
    await story.cardShows(/Awaiting approval/);
    await story.presses(DEV, 'Roll back');
    await story.cardShows(/Rolled back/);
    await expectHeld(story, { tag: '1.0.0', replicas: 1, changes: 2 });
    const { status } = await story.rollout();
    expect([status?.currentPodHash, status?.stableRS, status?.phase, await story.canaryWeight()]).toEqual([
      before,
      before,
      'Healthy',
      0,
    ]);
    const writes = story.proxy.seen.filter(({ method }) => method === 'PATCH').map(({ path }) => path);
    expect(writes.at(-1)).toMatch(/\/deployments\/shop\?/);
    expect(writes.filter((path) => path.includes('/deployments/'))).toHaveLength(2);
  }));

test('blue-green is switched and taken back, and a Deployment without pods stays without', () =>
  inStory({ objects: inDeployment(blueGreen(), 0), token }, async (story) => {
    const before = await story.selected('shop-active');
    expect(await story.says(DEV, '/deploy shop 2.0.0 --dry-run')).toMatch(/patch deployments\/shop accepted/);
    await story.says(DEV, '/deploy shop 2.0.0');
    await story.cardShows(/Awaiting approval/);
    expect(await story.selected('shop-active')).toBe(before);
    await story.presses(SRE, 'Approve and promote');
    await story.cardShows(/Completed/);
    await expectHeld(story, { tag: '2.0.0', replicas: 0, changes: 1 });
    await story.presses(DEV, 'Roll back');
    await story.cardShows(/Rolled back/);
    expect(await story.selected('shop-active')).toBe(before);
    await expectHeld(story, { tag: '1.0.0', replicas: 0, changes: 2 });
  }));

test('a Deployment that is edited by hand is adopted, promoted from Slack and taken back', () =>
  inStory({ objects: inDeployment(canaryNginx()), token }, async (story) => {
    const env = { KUBE_EDITOR: 'sed -i s/1.0.0/2.0.0/' };
    await kubectl(story, ['edit', 'deployment', 'shop'], env);
    const waiting = await story.cardShows(/Awaiting approval/);
    expect(story.people.textOf(waiting)).toMatch(/Started outside Rollbridge by kubectl-edit/);
    await story.presses(SRE, 'Approve and promote');
    await story.cardShows(/Completed/);
    expect((await story.releases()).map(({ spec }) => [spec.action, spec.version])).toEqual([['adopt', '2.0.0']]);
    await story.presses(DEV, 'Roll back');
    await story.cardShows(/Rolled back/);
    await expectHeld(story, { tag: '1.0.0', replicas: 1, changes: 2 });
  }));

test('another number of replicas of the Deployment is no release', () =>
  inStory({ objects: inDeployment(canaryNginx()), token }, async (story) => {
    await kubectl(story, ['scale', 'deployment', 'shop', '--replicas=3']);
    await story.sees('the controller saw it', ({ status }) => status?.workloadObservedGeneration === '2');
    await story.says(DEV, '/deploy shop 2.0.0');
    await story.cardShows(/Awaiting approval/);
    expect(await story.releases()).toHaveLength(1);
    await expectHeld(story, { tag: '2.0.0', replicas: 3, changes: 2 });
  }));

test('a Deployment that is not there is named, and with it the Rollout that needs it', () =>
  inStory({ objects: inDeployment(canaryNginx()), token }, async (story) => {
    const again = await removed(story);
    await story.says(DEV, '/deploy shop 2.0.0');
    await story.cardShows(/Refused(.|\n)*no Deployment/);
    await again();
    await story.says(DEV, '/deploy shop 2.0.0');
    await story.cardShows(/Awaiting approval/);
  }));

test('without the right on Deployments it is said what to grant', () => {
  const seeing = [{ apiGroups: ['apps'], resources: ['deployments'], verbs: ['get', 'list', 'watch'] }];
  return inStory({ objects: inDeployment(canaryNginx()), token: tokenWith(seeing) }, async (story) => {
    expect(await story.says(DEV, '/deploy shop 2.0.0 --dry-run')).toMatch(/patch deployments in home/);
    await story.says(DEV, '/deploy shop 2.0.0');
    await story.cardShows(/Refused(.|\n)*patch(.|\n)*deployments/);
    expect((await deployment(story)).metadata.generation).toBe(1);
  });
});

test('nothing is told to be promoted while the Deployment is missing', () =>
  inStory({ objects: inDeployment(canaryNginx()), token }, async (story) => {
    await story.says(DEV, '/deploy shop 2.0.0');
    await story.cardShows(/Awaiting approval/);
    await removed(story);
    await story.presses(SRE, 'Approve and promote');
    await story.threadShows(/Promote was not carried out: there is no Deployment shop/);
    expect(story.thread()).not.toMatch(/:heavy_check_mark: Promoted/);
    expect(await story.canaryWeight()).toBe(20);
  }));

test('a Deployment that goes in the middle stops the controller, and neither the rollback nor its end', () =>
  inStory({ objects: inDeployment(canaryNginx()), token }, async (story) => {
    await story.says(DEV, '/deploy shop 2.0.0');
    await story.cardShows(/Awaiting approval/);
    const again = await removed(story);
    await untilCardShows(story, /deployments\.apps(.|\n)*not found/);
    await story.says(DEV, '/rollback shop now');
    await story.cardShows(/The controller says:(.|\n)*not found/);
    await story.cardShows(/bad version at 0 % \+/, 15_000);
    expect(await story.canaryWeight()).toBe(0);
    await again();
    await story.cardShows(/Rolled back/);
    await expectHeld(story, { tag: '1.0.0', replicas: 1, changes: 1 });
  }));

test('a Deployment that is deleted and made anew in the middle, as it was, changes nothing for its release', () =>
  inStory({ objects: inDeployment(canaryNginx()), token }, async (story) => {
    await story.says(DEV, '/deploy shop 2.0.0');
    await story.cardShows(/Awaiting approval/);
    const again = await removed(story);
    await untilCardShows(story, /^Degraded(.|\n)*deployments\.apps(.|\n)*not found/);
    await again();
    await untilCardShows(story, /^Awaiting approval/);
    await story.presses(SRE, 'Approve and promote');
    await story.cardShows(/Completed/);
    expect(await story.releases()).toHaveLength(1);
  }));

test('a Deployment of another version in its place is another release', () =>
  inStory({ objects: inDeployment(canaryNginx()), token }, async (story) => {
    await story.says(DEV, '/deploy shop 2.0.0');
    await story.cardShows(/Awaiting approval/);
    const again = await removed(story);
    await again('3.0.0');
    await untilCardShows(story, /1\.0\.0 → 3\.0\.0/);
    await story.cardShows(/Awaiting approval/);
    await story.presses(SRE, 'Approve and promote');
    await story.cardShows(/Completed/);
    const ended = (await story.releases()).map(({ spec, status }) => [spec.version, status?.phase]);
    expect(ended.toSorted()).toEqual([
      ['2.0.0', 'Superseded'],
      ['3.0.0', 'Completed'],
    ]);
  }));
