/** Bad input and bad states: each has a clear answer, and nothing is changed. */
import type { K8sObject } from '../../../src/kubernetes/objects.ts';
import { READER, tokenOf } from '../support/account.ts';
import { DEV, inStory, SRE, STRANGER } from '../support/story.ts';
import { blueGreen, canaryNginx, type WorkloadOptions } from '../support/workloads.ts';

test('unknown names, the running version, and a running release are refused with what to do', () =>
  inStory({ objects: canaryNginx() }, async (story) => {
    const answers: readonly [string, RegExp][] = [
      ['/deploy shpo 2.0.0', /no service "shpo"(.|\n)*Did you mean shop/],
      ['/deploy shop 2.0.0 --env prodution', /no environment(.|\n)*production/],
      ['/deploy shop 1.0.0', /already runs 1\.0\.0/],
      ['/deploy shop v1.0.0', /already runs 1\.0\.0/],
      ['/deploy shop "not a version"', /not a version/],
      ['/deploy shop evil.io/shop:2.0.0', /not an image of this service/],
      ['/deploy promote shop', /nothing|no release/i],
      ['/deploy help', /\/rollback/],
      ['/deploy frobnicate', /./],
      ['/rollback shop', /no version to go back|back/i],
    ];
    for (const [words, pattern] of answers)
      expect([words, await story.says(DEV, words)]).toEqual([words, expect.stringMatching(pattern)]);
    expect(await story.releases()).toHaveLength(0);
    await story.says(DEV, '/deploy shop 2.0.0');
    await story.cardShows(/Awaiting approval/);
    expect(await story.says(DEV, '/deploy shop 3.0.0')).toMatch(/is running/);
    expect(await story.releases()).toHaveLength(1);
  }));

const targets: readonly [string, (options?: WorkloadOptions) => K8sObject[], WorkloadOptions, RegExp][] = [
  [
    'a canary that never waits',
    canaryNginx,
    { steps: [{ setWeight: 50 }] },
    /never waits(.|\n)*pause without duration/,
  ],
  [
    'blue-green that switches by itself',
    blueGreen,
    { strategy: { autoPromotionEnabled: true } },
    /never waits(.|\n)*autoPromotionEnabled/,
  ],
  [
    'a target that Argo CD keeps',
    canaryNginx,
    { annotations: { 'argocd.argoproj.io/tracking-id': 'shop-app:argoproj.io/Rollout:x/shop' } },
    /Argo CD(.|\n)*Git/,
  ],
];

test.each(targets)('%s is refused where an approval or Git must be respected', (_name, workload, options, pattern) =>
  inStory({ objects: workload(options) }, async (story) => {
    expect(await story.says(DEV, '/deploy shop 2.0.0')).toMatch(pattern);
    expect((await story.rollout()).spec.template?.spec?.containers?.[0]?.image).toBe('ghcr.io/acme/shop:1.0.0');
  }),
);

test('a Rollout that the controller finds invalid is refused in the controller’s words, until it is mended', () =>
  inStory({ objects: canaryNginx() }, async (story) => {
    await story.patchRollout({ spec: { strategy: { canary: { stableService: 'gone' } } } });
    await story.sees('the condition', ({ status }) => /InvalidSpec/.test(status?.message ?? ''));
    expect(await story.says(DEV, '/deploy shop 2.0.0')).toMatch(/not valid(.|\n)*"gone" not found/);
    expect(await story.releases()).toHaveLength(0);
    await story.patchRollout({ spec: { strategy: { canary: { stableService: 'shop-stable' } } } });
    await story.sees('the condition gone', ({ status }) => status?.phase === 'Healthy');
    await story.says(DEV, '/deploy shop 2.0.0');
    await story.cardShows(/Awaiting approval/);
  }));

test('an image that cannot be pulled shows on the card, with the pod and the reason', () =>
  inStory({ objects: canaryNginx() }, async (story) => {
    await story.says(DEV, '/deploy shop 2.0.0-pull');
    await story.cardShows(/ErrImagePull|ImagePullBackOff/);
    await story.presses(DEV, 'Roll back');
    await story.cardShows(/Rolled back/);
  }));

test('a wrong signature, an old request and a replay change nothing', () =>
  inStory({ objects: canaryNginx() }, async (story) => {
    const { people } = story;
    const wrong = await people.slash(DEV, 'C0DEPLOYS', '/deploy', 'shop 2.0.0', { wrongSignature: true });
    const old = await people.slash(DEV, 'C0DEPLOYS', '/deploy', 'shop 2.0.0', { ageSeconds: 600 });
    expect([wrong.ack.status, old.ack.status]).toEqual([401, 401]);
    const first = await people.slash(DEV, 'C0DEPLOYS', '/deploy', 'status');
    expect(first.ack.status).toBe(200);
    const again = await people.replay(first.request);
    expect(again.ack.status).toBeGreaterThanOrEqual(400);
    expect(await story.releases()).toHaveLength(0);
  }));

test('hostile text in every free field is shown as text', () =>
  inStory({ objects: canaryNginx() }, async (story) => {
    await story.says(DEV, '/deploy shop 2.0.0 --reason "<!channel> *bold* `code` <https://evil|click> & @here"');
    const card = await story.cardShows(/Awaiting approval/);
    const raw = JSON.stringify(card.blocks);
    expect(raw).not.toMatch(/<!channel>|<https:\/\/evil/);
    await story.says(STRANGER, '/deploy <!channel> <@U0SRE>');
    expect(JSON.stringify(story.people.ephemerals(STRANGER))).not.toMatch(/<!channel>|<@U0SRE>/);
  }));

test('a missing Rollout, and missing rights, are named', () =>
  inStory(
    {
      objects: canaryNginx(),
      token: tokenOf(...READER),
    },
    async (story) => {
      await story.says(DEV, '/deploy shop 2.0.0');
      await story.cardShows(/Refused(.|\n)*patch(.|\n)*rollouts/);
      await story.cluster.connection.request(
        'DELETE',
        `/apis/argoproj.io/v1alpha1/namespaces/${story.namespace}/rollouts/shop`,
      );
      expect(await story.says(DEV, '/deploy shop 3.0.0')).toMatch(/no Rollout/);
    },
  ));

test('a stranger to the program is told what is possible, and an unknown press is refused', () =>
  inStory({ objects: canaryNginx() }, async (story) => {
    await story.says(DEV, '/deploy shop 2.0.0');
    const card = await story.cardShows(/Awaiting approval/);
    const [control] = story.people.controls(card);
    expect(control).toBeDefined();
    const body = new URLSearchParams({
      payload: JSON.stringify({
        type: 'block_actions',
        team: { id: 'T0', domain: 'x' },
        user: { id: SRE, team_id: 'T0' },
        actions: [{ action_id: 'release.explode', block_id: 'offers', type: 'button', value: '{}' }],
      }),
    }).toString();
    const answer = await story.people.raw('application/x-www-form-urlencoded', body);
    expect(answer.ack.status).toBeLessThan(500);
    expect((await story.rollout()).status?.currentStepIndex).toBe(1);
  }));
