/** The flight recorder: what pods said is in the evidence though they were gone before anybody could ask, even after a kill. */
import { HASH_LABEL } from '../../../src/drivers/argo/objects.ts';
import { podsPath } from '../../../src/drivers/argo/paths.ts';
import { ClusterConnection } from '../../../src/kubernetes/connection.ts';
import type { K8sList, K8sObject } from '../../../src/kubernetes/objects.ts';
import { tokenOf } from '../support/account.ts';
import { until } from '../support/cluster.ts';
import { captured, manifestOf } from '../support/evidence.ts';
import { recorded, recordedReleases } from '../support/recorder.ts';
import { DEV, inStory, type Story } from '../support/story.ts';
import { canaryNginx } from '../support/workloads.ts';

/** What a capture asks of pods; the recorder follows. */
const OF_PODS = /\/pods(\?|\/[^/]+\/log\?(?!.*follow))/;

/** A release waits at its pause; resolves with the pods of the new version and what they have said. */
async function atPause(story: Story): Promise<ReadonlyMap<string, string>> {
  await story.says(DEV, '/deploy shop 2.0.0-err5-stop0');
  await story.cardShows(/Awaiting approval/);
  const { status } = await story.rollout();
  const path = podsPath(story.namespace);
  const query = { labelSelector: `${HASH_LABEL}=${status?.currentPodHash}` };
  const pods = await story.cluster.connection.request<K8sList<K8sObject>>('GET', path, { query });
  const connection = new ClusterConnection(story.cluster.config);
  const logOf = async ({ metadata: { name } }: K8sObject) =>
    [name, await connection.text(`${path}/${name}/log`)] as const;
  const logs = await Promise.all(pods.items.map(logOf)).finally(() => connection.close());
  return new Map(logs);
}

async function vanish(story: Story, names: Iterable<string>): Promise<void> {
  for (const name of names) {
    const path = `${podsPath(story.namespace)}/${name}`;
    await story.cluster.connection.request('DELETE', path, { query: { gracePeriodSeconds: '0' } });
    const isGone = async () => {
      const { items } = await story.cluster.connection.request<K8sList<K8sObject>>('GET', podsPath(story.namespace));
      return items.every(({ metadata }) => metadata.name !== name);
    };
    await until(isGone, { what: `${name} to be gone` });
  }
}

/** Every line that was there when the log was read is in the evidence, from the recorder. */
async function hasTheWordsOf(story: Story, pods: ReadonlyMap<string, string>): Promise<void> {
  const bundle = await captured(story);
  const { files, missing } = manifestOf(bundle);
  expect(pods.size).toBeGreaterThan(0);
  for (const [name, said] of pods) {
    const path = `logs/${name}/app.log`;
    const file = files.find((each) => each.path === path);
    expect(file?.source).toMatch(/^recorder, from \d{4}-\d\d-\d\dT\S+ to \d{4}-\d\d-\d\dT\S+$/);
    const text = bundle.files.get(path) ?? '';
    for (const line of said.replaceAll('hunter2', '[redacted]').trimEnd().split('\n')) expect(text).toContain(line);
    expect(text).not.toContain('hunter2');
    expect(missing.map(({ what }) => what).filter((what) => what.startsWith(`logs/${name}`))).toEqual([]);
  }
}

test('pods that are gone the moment a rollback is pressed have their last lines in the evidence', () =>
  inStory({ objects: canaryNginx() }, async (story) => {
    const pods = await atPause(story);
    await recorded(story, pods);
    const asked = story.proxy.hold(OF_PODS);
    await story.says(DEV, '/rollback shop now');
    await vanish(story, pods.keys());
    asked();
    await story.threadShows(/Evidence saved/);
    await hasTheWordsOf(story, pods);
    const gone = manifestOf(await captured(story)).missing.filter(({ what }) => what.startsWith('pods/'));
    expect(gone.map(({ what }) => what)).toEqual(
      expect.arrayContaining([...pods.keys()].map((name) => `pods/${name}.json`)),
    );
    await until(async () => (await recordedReleases(story)).length === 0, { what: 'a recorder that has forgotten it' });
  }));

test('a kill at the moment of the press loses nothing that was written down before', () =>
  inStory({ objects: canaryNginx() }, async (story) => {
    const pods = await atPause(story);
    await recorded(story, pods);
    const asked = story.proxy.hold(OF_PODS);
    await story.says(DEV, '/rollback shop now');
    await until(async () => (await story.release()).status?.evidence?.state === 'capturing', { what: 'a capture' });
    await story.program.kill();
    await vanish(story, pods.keys());
    asked();
    await story.program.start();
    await story.threadShows(/Evidence saved/);
    await hasTheWordsOf(story, pods);
    expect(manifestOf(await captured(story)).again).toBe(true);
  }));

const READ = ['get', 'list', 'watch'];
/** All but logs; and events can be listed, not watched. */
const WITHOUT_RIGHTS = tokenOf(
  { apiGroups: ['rollbridge.dev'], resources: ['releases', 'releases/status'], verbs: ['*'] },
  { apiGroups: ['argoproj.io'], resources: ['rollouts', 'rollouts/status'], verbs: [...READ, 'patch'] },
  { apiGroups: ['argoproj.io'], resources: ['analysisruns'], verbs: READ },
  { apiGroups: ['apps'], resources: ['replicasets', 'deployments'], verbs: READ },
  { apiGroups: ['networking.k8s.io'], resources: ['ingresses'], verbs: READ },
  { apiGroups: [''], resources: ['pods', 'services'], verbs: READ },
  { apiGroups: [''], resources: ['events'], verbs: ['list'] },
);

test('a right that the recorder lacks is said once in the log and once in the evidence, and nothing minds', () =>
  inStory({ objects: canaryNginx(), token: WITHOUT_RIGHTS }, async (story) => {
    await atPause(story);
    const said = () => story.program.logs.filter(({ msg }) => msg === 'releases in flight are not recorded whole');
    await until(() => Promise.resolve(said().length === 2), { what: 'two rights that are missing' });
    await story.says(DEV, '/rollback shop now');
    await story.cardShows(/Rolled back/);
    await story.threadShows(/Evidence saved/);
    const { missing } = manifestOf(await captured(story));
    expect(missing).toContainEqual({
      what: 'logs (recorder)',
      why: 'Rollbridge lacks the right to get pods/log',
    });
    expect(missing).toContainEqual({
      what: 'events.json (recorder)',
      why: 'Rollbridge lacks the right to watch events',
    });
    expect(
      said()
        .map(({ why }) => why)
        .sort(),
    ).toEqual(['Rollbridge lacks the right to get pods/log', 'Rollbridge lacks the right to watch events']);
  }));
