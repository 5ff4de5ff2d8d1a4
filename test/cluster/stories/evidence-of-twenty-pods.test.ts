/** Evidence checked file by file: a rollback with twenty pods of which some crash, some never start, some go meanwhile. */
import { createHash } from 'node:crypto';
import { ClusterConnection } from '../../../src/kubernetes/connection.ts';
import { downloaded, json, modeOf } from '../support/evidence.ts';
import { DEV } from '../support/story.ts';
import { type Aftermath, SECRET, TwentyPods } from '../support/twenty-pods.ts';

const GONE = 'the pod was there at that moment and gone before it could be read';
const IN_BASE64 = Buffer.from(SECRET).toString('base64');

let scene: TwentyPods;
let after: Aftermath;
beforeAll(async () => {
  scene = await TwentyPods.begin();
  after = await scene.happens().catch((error: unknown) => {
    const said = scene.story.program.output.split('\n').slice(-30).join('\n');
    throw new Error(`${error instanceof Error ? error.message : String(error)}\n--- log\n${said}`);
  });
}, 180_000);
afterAll(() => scene.end());

const each = <T>(names: readonly string[], make: (name: string) => readonly [string, T]) =>
  Object.fromEntries(names.map(make));

test('the write that moves traffic goes out before anything of the capture', () => {
  expect(after.since[0]).toMatchObject({ method: 'PATCH', path: expect.stringContaining('/rollouts/shop') });
  const [patch, ...others] = after.since.map(({ path }) => path);
  expect(patch).not.toMatch(/log|events/);
  expect(others.some((path) => path.includes('/log?'))).toBe(true);
});

test('the folder has all that there is to read, and nothing else', () => {
  const { bad, good, stable, stays, crashing, listed, bundle } = after;
  expect([...bundle.files.keys()]).toEqual(
    [
      'index.md',
      'report.html',
      'manifest.json',
      'release.json',
      'rollout.json',
      'events.json',
      'as-of/target.json',
      'as-of/pods.json',
      'services/shop-stable.json',
      'services/shop-canary.json',
      'ingresses/shop.json',
      'ingresses/shop-shop-canary.json',
      `replicasets/shop-${bad}.json`,
      `replicasets/shop-${good}.json`,
      'metrics/requests.json',
      ...listed.map((name) => `pods/${name}.json`),
      ...[...stable, stays, ...crashing].map((name) => `logs/${name}/app.log`),
      ...crashing.map((name) => `logs/${name}/app.previous.log`),
    ].sort(),
  );
});

test('the manifest says what is missing, and why', () => {
  const { gone, going, withoutImage, unplaced, manifest } = after;
  const log = (name: string) => `logs/${name}/app.log`;
  expect(unplaced.length).toBeGreaterThanOrEqual(2);
  expect(Object.fromEntries(manifest.missing.map(({ what, why }) => [what, why]))).toEqual({
    'metrics/nothing.json': 'no series matched',
    [`pods/${gone}.json`]: GONE,
    [`logs/${gone}`]: GONE,
    ...each(going, (name) => [log(name), 'it was gone before it could be read']),
    ...each(withoutImage, (name) => [log(name), 'it never started: ErrImagePull: manifest unknown: no such tag']),
    ...each(unplaced, (name) => [log(name), expect.stringMatching(/^it never started: SchedulingGated/)]),
  });
});

test('the manifest tells of each file what it is, and nobody else may read it', async () => {
  const { bundle, manifest } = after;
  expect(manifest.files.map(({ path }) => path)).toEqual(
    [...bundle.files.keys()].filter((path) => path !== 'manifest.json'),
  );
  for (const { path, bytes, sha256, source } of manifest.files) {
    const text = bundle.files.get(path) ?? '';
    const is = { bytes: Buffer.byteLength(text), sha256: createHash('sha256').update(text).digest('hex') };
    expect({ path, ...is }).toEqual({ path, bytes, sha256 });
    expect(source).toMatch(/^(GET \/api|memory|Prometheus of home|made of the other files)/);
    expect(await modeOf(`${bundle.folder}/${path}`)).toBe(0o600);
  }
  expect(await modeOf(bundle.folder)).toBe(0o700);
  expect(await modeOf(`${bundle.folder}/manifest.json`)).toBe(0o600);
});

test('the state is the one before the rollback', () => {
  const { bad, good, bundle } = after;
  expect(json(bundle, 'as-of/target.json')).toMatchObject({
    phase: 'Paused',
    desiredHash: bad,
    stableHash: good,
    weight: { set: 30, actual: 30 },
    traffic: expect.arrayContaining([{ hash: bad, percent: 30 }]),
  });
  const pods = json<{ name: string }[]>(bundle, 'as-of/pods.json').map(({ name }) => name);
  expect(pods).toHaveLength(20);
  expect(pods).toEqual(expect.arrayContaining([after.gone, ...after.going]));
});

test('the manifests and the pods are those of the cluster, and the decisions are there', () => {
  const { bad, good, listed, bundle, manifest } = after;
  expect(json(bundle, 'rollout.json')).toMatchObject({ kind: 'Rollout', status: { currentPodHash: bad } });
  for (const name of listed)
    expect(json(bundle, `pods/${name}.json`)).toMatchObject({ kind: 'Pod', metadata: { name } });
  for (const hash of [bad, good])
    expect(json(bundle, `replicasets/shop-${hash}.json`)).toMatchObject({ kind: 'ReplicaSet', status: {} });
  expect(json(bundle, 'release.json')).toMatchObject({
    name: manifest.release,
    spec: { reason: 'faster checkout' },
    status: {
      requester: { id: DEV },
      rollback: { reason: 'errors at checkout', by: { id: DEV }, from: { hash: bad }, to: { hash: good } },
    },
  });
});

test('the logs are there, those of pods that the rollback ends and of crashes before them included', () => {
  const { stable, stays, crashing, bundle } = after;
  expect(crashing).toHaveLength(3);
  for (const name of [...stable, stays, ...crashing])
    expect(bundle.files.get(`logs/${name}/app.log`)).toMatch(
      new RegExp(`^20\\S+Z level=error .*pod=${name} n=0 .*password=\\[redacted\\]`),
    );
  for (const name of crashing)
    expect(bundle.files.get(`logs/${name}/app.previous.log`)).toMatch(/panic: cannot open database\n$/);
});

test('the events are those of the Rollout and what belongs to it', () => {
  const events = json<{ involvedObject: { name: string }; reason: string }[]>(after.bundle, 'events.json');
  for (const { involvedObject } of events) expect(involvedObject.name).toMatch(/^shop(-|$)/);
  expect(events.map(({ reason }) => reason)).toContain('RolloutPaused');
});

test('the numbers are those of the bad version as of the press', () => {
  const { story, bad, stays, bundle } = after;
  const metrics = json<{ query: string; asOf: { series: { metric: { pod: string } }[] } }>(
    bundle,
    'metrics/requests.json',
  );
  expect(metrics.query).toContain(`namespace="${story.namespace}",rollouts_pod_template_hash="${bad}"`);
  expect(metrics.asOf.series.map(({ metric }) => metric.pod)).toContain(stays);
});

test('the report tells who rolled back what and why, with the log of a crash and the numbers as a chart', () => {
  const { crashing, bundle } = after;
  const report = bundle.files.get('report.html') ?? '';
  expect(report).toMatch(/<dt>Reason of the rollback<\/dt><dd>errors at checkout<\/dd>/);
  expect(report).toMatch(/<li class="asked">.*The press arrived/s);
  expect(report).toContain(`<a href="logs/${crashing[0]}/app.previous.log">`);
  expect(report).toContain('panic: cannot open database');
  expect(report).toMatch(/<figcaption[^>]*>requests<\/figcaption>\s*<div class="wide"><svg/);
  expect(report).toContain('it never started: ErrImagePull: manifest unknown: no such tag');
  expect(bundle.files.get('index.md')).toMatch(/^# shop in production: .* rolled back to /);
});

test('people download the same from the thread, once, and the card says how much it is', async () => {
  const { story, bundle, manifest } = after;
  const archive = await downloaded(story);
  expect(archive.name).toBe(bundle.name);
  expect([...archive.files]).toEqual([...bundle.files]);
  expect(story.people.calls('files.completeUploadExternal')).toHaveLength(1);
  await story.cardShows(new RegExp(`Evidence: ${bundle.files.size} files.*${manifest.missing.length} missing`));
  await story.threadShows(/missing: \d+ × /);
});

test('the secret is in the cluster, and nowhere that we write', async () => {
  const { story, stays, bundle } = after;
  const connection = new ClusterConnection(story.cluster.config);
  const log = await connection
    .text(`/api/v1/namespaces/${story.namespace}/pods/${stays}/log`)
    .finally(() => connection.close());
  expect(log).toContain(`password=${SECRET}`);
  const archive = await downloaded(story);
  for (const files of [bundle.files, archive.files])
    for (const [path, text] of files)
      expect({ path, leaks: text.includes(SECRET) || text.includes(IN_BASE64) }).toEqual({ path, leaks: false });
  expect(bundle.files.get(`pods/${stays}.json`)).toContain('shop-secrets');
  expect(story.program.output).not.toContain(SECRET);
  expect(story.people.dump()).not.toContain(SECRET);
  expect(story.proxy.seen.filter(({ path }) => /\/(secrets|configmaps)/.test(path))).toEqual([]);
});
