/** Evidence when a release fails, when the program dies, and when the world does not give it: never in the way. */
import { tokenOf } from '../support/account.ts';
import { until } from '../support/cluster.ts';
import { captured, capturedAll, downloaded, json, manifestOf } from '../support/evidence.ts';
import { DEV, inStory, type Story } from '../support/story.ts';
import { canaryNginx, errorRateTemplate, IMAGE } from '../support/workloads.ts';

const ANALYSED = [
  { setWeight: 20 },
  {
    analysis: {
      templates: [{ templateName: 'error-rate' }],
      args: [{ name: 'hash', valueFrom: { podTemplateHashValue: 'Latest' } }],
    },
  },
  { pause: {} },
];
const CONFIGURED = {
  metadata: { labels: { app: 'shop' } },
  spec: {
    containers: [
      {
        name: 'app',
        image: `${IMAGE}:1.0.0`,
        ports: [{ containerPort: 8080 }],
        envFrom: [{ configMapRef: { name: 'shop-config', optional: true } }],
      },
    ],
  },
};
const PROMETHEUS = process.env.PROMETHEUS_URL ?? '';

/** A release waits at its pause and is rolled back. */
async function rollsBack(story: Story): Promise<void> {
  await story.says(DEV, '/deploy shop 2.0.0-err5');
  await story.cardShows(/Awaiting approval/);
  await story.says(DEV, '/rollback shop now');
}

async function isRolledBack(story: Story): Promise<void> {
  await story.cardShows(/Rolled back/);
  await story.sees('the first version stands in the spec again', ({ spec }) =>
    JSON.stringify(spec.template).includes(':1.0.0"'),
  );
  expect(await story.canaryWeight()).toBe(0);
}

const whyMissing = async (story: Story) =>
  Object.fromEntries(manifestOf(await captured(story)).missing.map(({ what, why }) => [what, why]));

test('a release that fails its analysis leaves evidence: the measurements, the template, the state at its end', () =>
  inStory({ objects: [errorRateTemplate(PROMETHEUS), ...canaryNginx({ steps: ANALYSED })] }, async (story) => {
    await story.says(DEV, '/deploy shop 2.0.0-err50');
    await story.cardShows(/Aborted/, 60_000);
    await story.threadShows(/Evidence saved/);
    const bundle = await captured(story);
    expect(manifestOf(bundle)).toMatchObject({ occasion: 'failure', again: false });
    const [run = ''] = [...bundle.files.keys()].filter((path) => path.startsWith('analysisruns/'));
    const [metric] = json<{ status: { metricResults: { name: string; phase: string; measurements: object[] }[] } }>(
      bundle,
      run,
    ).status.metricResults;
    expect(metric).toMatchObject({ name: 'error-rate', phase: 'Failed' });
    expect(metric?.measurements).toContainEqual(
      expect.objectContaining({ phase: 'Failed', value: expect.any(String) }),
    );
    expect(bundle.files.has('analysistemplates/error-rate.json')).toBe(true);
    const { status } = await story.rollout();
    expect(json(bundle, 'as-of/target.json')).toMatchObject({
      phase: 'Aborted',
      desiredHash: status?.currentPodHash,
      stableHash: status?.stableRS,
      analyses: [{ phase: 'Failed', metrics: [{ failed: 2, values: [expect.any(String), expect.any(String)] }] }],
    });
    expect(json(bundle, 'release.json')).toMatchObject({ status: { phase: 'Aborted', rollback: null } });
    expect((await downloaded(story)).name).toBe(bundle.name);
    await story.cardShows(/Evidence: \d+ files/);
  }));

test('a kill in the middle leaves one evidence: what was read before stays, the rest is read again', () =>
  inStory({ objects: canaryNginx() }, async (story) => {
    const logs = story.proxy.hold(/\/pods\/[^/]+\/log\?/);
    await rollsBack(story);
    const isRead = async () => (await capturedAll(story, '.partial'))[0]?.files.has('rollout.json');
    await until(isRead, { what: 'half of a capture' });
    const { status } = await until(
      async () => {
        const release = await story.release();
        return release.status?.evidence?.state === 'capturing' ? release : null;
      },
      { what: 'a release that says that it is being captured' },
    );
    const [half] = await capturedAll(story, '.partial');
    await story.program.kill();
    logs();
    await story.program.start();
    await story.threadShows(/Evidence saved/);
    await isRolledBack(story);
    const all = await capturedAll(story);
    expect(all.map(({ name }) => name)).toEqual([half?.name.replace('.partial', '')]);
    const [bundle] = all;
    if (bundle === undefined) throw new Error('nothing was captured');
    const manifest = manifestOf(bundle);
    expect(manifest).toMatchObject({ occasion: 'rollback', again: true, asOf: status?.evidence?.asOf });
    expect(manifest.files).toContainEqual(
      expect.objectContaining({ path: 'as-of/target.json', source: 'read before a restart' }),
    );
    expect(bundle.files.get('as-of/target.json')).toBe(half?.files.get('as-of/target.json'));
    expect([...bundle.files.keys()].some((path) => path.startsWith('logs/'))).toBe(true);
    expect((await downloaded(story)).files).toEqual(bundle.files);
    expect(story.people.calls('files.completeUploadExternal')).toHaveLength(1);
    expect(story.lines().filter((line) => line.includes('Evidence saved'))).toHaveLength(1);
  }));

test('which configuration both versions were given is in it by digest, and no value of it', () =>
  inStory({ objects: canaryNginx({ spec: { template: CONFIGURED } }) }, async (story) => {
    const path = `/api/v1/namespaces/${story.namespace}/configmaps`;
    const metadata = { name: 'shop-config' };
    await story.cluster.connection.request('POST', path, { body: { metadata, data: { GREETING: 'salutations' } } });
    await rollsBack(story);
    await story.threadShows(/Evidence saved/);
    const bundle = await captured(story);
    expect(json(bundle, 'configmaps/shop-config.json')).toMatchObject({
      metadata: { name: 'shop-config' },
      keys: ['GREETING'],
      sha256: expect.stringMatching(/^[0-9a-f]{64}$/),
    });
    for (const [name, text] of bundle.files)
      expect({ name, has: text.includes('salutations') }).toEqual({ name, has: false });
  }));

const READ = ['get', 'list', 'watch'];
/** Everything that a rollback wants; of what the evidence wants, logs, autoscalers and disruption budgets are lacking. */
const WITHOUT_LOGS = tokenOf(
  { apiGroups: ['rollbridge.dev'], resources: ['releases', 'releases/status'], verbs: ['*'] },
  { apiGroups: ['argoproj.io'], resources: ['rollouts', 'rollouts/status'], verbs: [...READ, 'patch'] },
  { apiGroups: ['argoproj.io'], resources: ['analysisruns'], verbs: READ },
  { apiGroups: ['apps'], resources: ['replicasets', 'deployments'], verbs: READ },
  { apiGroups: ['networking.k8s.io'], resources: ['ingresses'], verbs: READ },
  { apiGroups: [''], resources: ['pods', 'services', 'events'], verbs: READ },
);

test('rights that are missing are named with what is missing for them, and the rollback does not mind', () =>
  inStory({ objects: canaryNginx(), token: WITHOUT_LOGS }, async (story) => {
    await rollsBack(story);
    await isRolledBack(story);
    await story.threadShows(/Evidence saved: .* missing: \d × Rollbridge lacks the right to get pods\/log/);
    const missing = await whyMissing(story);
    const logs = Object.keys(missing).filter((what) => what.startsWith('logs/'));
    expect(logs.length).toBeGreaterThanOrEqual(3);
    for (const what of logs) expect(missing[what]).toBe('Rollbridge lacks the right to get pods/log');
    for (const what of ['horizontalpodautoscalers', 'poddisruptionbudgets'])
      expect(missing[what]).toBe(`Rollbridge lacks the right to list ${what}`);
    expect((await captured(story)).files.has('rollout.json')).toBe(true);
    expect(Object.keys(missing).filter((what) => /^(pods|replicasets|services|events)/.test(what))).toEqual([]);
  }));

test('a Prometheus that is away and a workspace that takes no files are told, and the rollback does not mind', () =>
  inStory(
    {
      objects: canaryNginx(),
      catalog: {
        clusters: { home: { context: 'home', prometheus: { url: 'http://127.0.0.1:1' } } },
        evidence: { queries: { up: 'up' } },
      },
    },
    async (story) => {
      const refusal = { method: 'files.completeUploadExternal', error: 'file_uploads_disabled', times: 9 };
      const refused = story.people.fault(refusal);
      await rollsBack(story);
      await isRolledBack(story);
      await story.threadShows(/Evidence saved: .* missing: .*Prometheus does not answer \(ECONNREFUSED\)/);
      await story.threadShows(
        /could not be put into this thread: the workspace allows no files · What to do: Allow them; the folder is kept/,
      );
      expect(refused.struck()).toBe(1);
      expect(Object.keys(await whyMissing(story))).toContain('metrics/up.json');
    },
  ));

test('a folder that cannot be used is told with what to do, and the rollback does not mind', () =>
  inStory({ objects: canaryNginx(), catalog: { evidence: { directory: '/dev/null/evidence' } } }, async (story) => {
    await rollsBack(story);
    await isRolledBack(story);
    await story.threadShows(
      /could not be saved: \/dev\/null\/evidence cannot be used: .*ENOTDIR.* · What to do: .*evidence\.directory/,
    );
    await story.cardShows(/Evidence could not be saved, see the thread/);
  }));
