/** A dry run says what would come of it, and changes nothing at all. */
import type { K8sList, K8sObject } from '../../../src/kubernetes/objects.ts';
import { READER, tokenOf } from '../support/account.ts';
import { pathOf, until } from '../support/cluster.ts';
import { DEV, inStory, SRE, STRANGER, type Story } from '../support/story.ts';
import { blueGreen, canaryNginx } from '../support/workloads.ts';

/** Every object of the namespace that a release could touch, with its resource version. */
async function state(story: Story): Promise<readonly string[]> {
  const { connection } = story.cluster;
  const paths = [
    ...['Rollout', 'Service', 'Ingress', 'Release'].map((kind) => pathOf(kind, story.namespace)),
    `/apis/apps/v1/namespaces/${story.namespace}/replicasets`,
    `/api/v1/namespaces/${story.namespace}/pods`,
  ];
  const lists = await Promise.all(paths.map((path) => connection.request<K8sList<K8sObject>>('GET', path)));
  return lists
    .flatMap(({ items }) => items.map(({ metadata }) => `${metadata.uid} ${metadata.resourceVersion}`))
    .sort();
}

/** Everything that is to be told of the newest release is told, and written down. */
async function written(story: Story): Promise<void> {
  const isWritten = async () => {
    const { status } = await story.release();
    if (!status?.card || status.card.told < status.story.length) return null;
    return status.endedAt === null ? status.card.ask !== null : status.card.drawn !== null && status.card.ask === null;
  };
  await until(isWritten, { what: 'the story to be written down' });
}

/** The answer; fails when anything was written or has changed while it was asked for. */
async function changingNothing(story: Story, user: string, words: string): Promise<string> {
  const before = await state(story);
  const cards = story.cards().length;
  const first = story.proxy.seen.length;
  const answer = await story.says(user, words);
  const writes = story.proxy.seen
    .slice(first)
    .filter(
      ({ method, path }) =>
        method !== 'GET' && !path.includes('dryRun=All') && !path.includes('selfsubjectaccessreviews'),
    );
  expect(writes).toEqual([]);
  expect(await state(story)).toEqual(before);
  expect(story.cards()).toHaveLength(cards);
  expect(answer).toMatch(/Nothing was changed/);
  return answer;
}

const dryRuns = (story: Story) => story.proxy.seen.filter(({ path }) => path.includes('dryRun=All'));

test('a dry run of a deployment shows rights, checks, the plan and the first writes, and changes nothing', () =>
  inStory({ objects: canaryNginx() }, async (story) => {
    const answer = await changingNothing(story, DEV, '/deploy shop 2.0.0 --dry-run');
    expect(answer).toMatch(/It would begin/);
    expect(answer).toMatch(/20 % → waits for a person → 50 % → pause 1s/);
    expect(answer).toMatch(/create releases accepted(.|\n)*patch rollouts\/shop accepted/);
    expect(answer).toMatch(/1 approval at each gate by @sre/);
    expect(
      dryRuns(story)
        .map(({ method }) => method)
        .sort(),
    ).toEqual(['PATCH', 'POST']);

    const stranger = await changingNothing(story, STRANGER, '/deploy shop 1.0.0 --dry-run');
    expect(stranger).toMatch(/would not go through: 2 checks failed(.|\n)*not-allowed(.|\n)*already-running/);
    await story.says(DEV, '/deploy shop 2.0.0');
    await story.cardShows(/Awaiting approval/);
  }));

test('a dry run of a rollback names the way, and neither `now` nor a gate makes it one', () =>
  inStory({ objects: canaryNginx() }, async (story) => {
    expect(await changingNothing(story, DEV, '/rollback shop --dry-run')).toMatch(/no-way-back/);
    await story.says(DEV, '/deploy shop 2.0.0');
    await story.cardShows(/Awaiting approval/);
    await written(story);
    const answer = await changingNothing(story, SRE, '/rollback shop now --dry-run');
    expect(answer).toMatch(/abort(.|\n)*patch rollouts\/shop\/status accepted/);
    expect(await changingNothing(story, DEV, '/deploy shop 3.0.0 --dry-run')).toMatch(/release-running/);
    await story.says(SRE, '/rollback shop now');
    await story.cardShows(/Rolled back/);
    await written(story);
    expect(await changingNothing(story, DEV, '/deploy shop 2.0.1 --dry-run')).toMatch(/held/);
  }));

test('what a policy of the cluster would refuse is said beforehand, in its words', () =>
  inStory({ objects: canaryNginx() }, async (story) => {
    const { connection } = story.cluster;
    const name = `no-six-${story.namespace}`;
    const kind = 'admissionregistration.k8s.io/v1';
    const path = '/apis/admissionregistration.k8s.io/v1/validatingadmissionpolic';
    const match = {
      resourceRules: [
        { apiGroups: ['argoproj.io'], apiVersions: ['*'], operations: ['UPDATE'], resources: ['rollouts'] },
      ],
      namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': story.namespace } },
    };
    const expression = "!object.spec.template.spec.containers.exists(c, c.image.endsWith(':6.6.6'))";
    const policy = { matchConstraints: match, validations: [{ expression, message: 'version 6.6.6 is recalled' }] };
    const metadata = { name };
    await connection.request('POST', `${path}ies`, {
      body: { apiVersion: kind, kind: 'ValidatingAdmissionPolicy', metadata, spec: policy },
    });
    await connection.request('POST', `${path}ybindings`, {
      body: {
        apiVersion: kind,
        kind: 'ValidatingAdmissionPolicyBinding',
        metadata,
        spec: { policyName: name, validationActions: ['Deny'] },
      },
    });
    try {
      const refused = await until(
        async () => {
          const answer = await changingNothing(story, DEV, '/deploy shop 6.6.6 --dry-run');
          return /refused/.test(answer) ? answer : null;
        },
        { what: 'the policy to hold' },
      );
      expect(refused).toMatch(/patch rollouts\/shop refused(.|\n)*version 6\.6\.6 is recalled/);
      expect(await changingNothing(story, DEV, '/deploy shop 2.0.0 --dry-run')).toMatch(/It would begin/);
    } finally {
      await connection.request('DELETE', `${path}ybindings/${name}`);
      await connection.request('DELETE', `${path}ies/${name}`);
    }
  }));

test('what the bot may not do is said beforehand', () =>
  inStory(
    {
      objects: blueGreen(),
      token: tokenOf(...READER),
    },
    async (story) => {
      const answer = await changingNothing(story, DEV, '/deploy shop 2.0.0 --dry-run');
      expect(answer).toMatch(/would not go through: the API server would refuse it/);
      expect(answer).toMatch(/patch rollouts\/shop refused(.|\n)*cannot patch resource "rollouts"/);
      expect(answer).toMatch(/patch rollouts in home/);
      expect(answer).toMatch(/patch rollouts\/status in home/);
      expect(answer).toMatch(/Blue-green: preview beside the active version → waits for a person/);
    },
  ));

test('a dry run says that the Rollout is halted, and what it says comes true', () =>
  inStory({ objects: canaryNginx() }, async (story) => {
    await story.patchRollout({ spec: { paused: true } });
    await story.sees('the halt', ({ status }) => status?.phase === 'Paused');
    const answer = await story.says(DEV, '/deploy shop 2.0.0 --dry-run');
    expect(answer).toMatch(/It would begin and stand still at once/);
    expect(answer).toMatch(/spec\.paused is true: the image is set, but no further pod starts/);
    await story.says(DEV, '/deploy shop 2.0.0');
    await story.cardOffers(/Resume/);
    expect(await story.canaryWeight()).toBe(0);
    const { spec, status } = await story.rollout();
    expect(spec.template?.spec?.containers?.[0]?.image).toMatch(/2\.0\.0$/);
    expect(status?.updatedReplicas ?? 0).toBe(0);
    await story.presses(DEV, 'Resume');
    await story.cardShows(/Awaiting approval/);
  }));
