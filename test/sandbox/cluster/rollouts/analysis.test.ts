import { judged } from '../../../../sandbox/cluster/rollouts/analysis/condition.ts';
import { valueAt } from '../../../../sandbox/cluster/rollouts/analysis/json-path.ts';
import type { AnalysisRun } from '../../../../sandbox/cluster/rollouts/analysis/kinds.ts';
import type { Rollout } from '../../../../sandbox/cluster/rollouts/kinds.ts';
import { Scene, SHOP, service, template } from '../controllers/scene.ts';
import { canaryScene, setImage, setStatus } from './objects.ts';

test.each<readonly [string, unknown, boolean]>([
  ['result[0] >= 0.95', [0.97], true],
  ['result[0] >= 0.95', [0.9], false],
  ['result < 5 && result > 1 || result == 0', 0, true],
  ['len(result) == 0 || result[0] < 1', [], true],
  ['isNaN(result) or result < 0.1', Number.NaN, true],
  ['not (result in [1, 2])', 3, true],
  ['all(result, # > 0.5)', [0.6, 0.7], true],
  ['any(result, {# > 0.65})', [0.6, 0.7], true],
  ['count(result, # > 0.65) == 1', [0.6, 0.7], true],
  ['result.ok && result.count > 3', { ok: true, count: 4 }, true],
  ['result["state"] == "fine"', { state: 'fine' }, true],
  ['asInt(result) % 2 == 0', '4', true],
  ['asFloat(result) * 2 - 1 <= 2', '1.5', true],
  ['result matches "^v[0-9]+$"', 'v12', true],
  ['result contains "err"', 'no', false],
  ['default(result, 0) < 1', null, true],
  ['isNil(result)', null, true],
  ['result[-1] == 3', [1, 2, 3], true],
  ['len(result[1:]) == 2', [1, 2, 3], true],
  ['result > 1 ? true : false', 2, true],
  ['(result ?? 5) == 5', null, true],
])('%s of %j is %s', (condition, result, expected) => {
  expect(judged(result, { successCondition: condition })).toBe(expected ? 'Successful' : 'Failed');
});

test.each([
  [{}, 1, 'Successful'],
  [{ failureCondition: 'result > 1' }, 2, 'Failed'],
  [{ failureCondition: 'result > 1' }, 1, 'Successful'],
  [{ successCondition: 'result < 1', failureCondition: 'result > 5' }, 3, 'Inconclusive'],
  [{ successCondition: 'result < 1', failureCondition: 'result > 5' }, 0, 'Successful'],
])('by %j, %d is %s', (conditions, result, phase) => {
  expect(judged(result, conditions)).toBe(phase);
});

test.each([
  ['result[0] > 1', [], 'index out of range'],
  ['result >', 1, 'unexpected end'],
  ['result + 1', 1, 'expected bool'],
  ['nobody(result)', 1, 'unknown name nobody'],
  ['result ~ 1', 1, 'unrecognized character'],
])('%s of %j cannot be judged: %s', (condition, result, why) => {
  expect(() => judged(result, { successCondition: condition })).toThrow(why);
});

test.each([
  ['{$.items[1].ok}', true],
  ['$.items[-1].ok', true],
  ["{$['name']}", 'shop'],
  ['{$.items[*].ok}', false],
])('%s leads to %j', (path, expected) => {
  expect(valueAt({ name: 'shop', items: [{ ok: false }, { ok: true }] }, path)).toBe(expected);
});

test.each(['{$.nobody}', '{$.items[9]}', '{$..deep}'])('%s leads nowhere', (path) => {
  expect(() => valueAt({ items: [] }, path)).toThrow();
});

interface Wanted {
  readonly metrics: readonly object[];
  readonly args?: readonly object[];
  readonly dryRun?: readonly object[];
}

function run(scene: Scene, spec: Wanted): void {
  scene.create({
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'AnalysisRun',
    metadata: { name: 'check', namespace: SHOP },
    spec,
  });
}

const prometheus = (query: string) => ({ prometheus: { address: 'http://prometheus', query } });
const stateOf = (scene: Scene) => scene.get<AnalysisRun>('AnalysisRun', 'check').status;

test('a metric is measured as often as it says, in its interval, and then is done', () => {
  const scene = new Scene();
  const metric = {
    name: 'one',
    interval: '10s',
    count: 3,
    successCondition: 'result[0] == 1',
    provider: prometheus('vector(1)'),
  };
  run(scene, { metrics: [metric] });
  scene.seconds(15);
  expect(stateOf(scene)).toMatchObject({
    phase: 'Running',
    metricResults: [{ count: 2, successful: 2, phase: 'Running' }],
  });
  scene.seconds(10);
  const done = stateOf(scene);
  expect(done).toMatchObject({
    phase: 'Successful',
    runSummary: { count: 1, successful: 1 },
    metricResults: [
      {
        count: 3,
        successful: 3,
        consecutiveSuccess: 3,
        phase: 'Successful',
        metadata: { ResolvedPrometheusQuery: 'vector(1)' },
      },
    ],
  });
  expect(done?.metricResults?.[0]?.measurements?.map(({ value }) => value)).toEqual(['[1]', '[1]', '[1]']);
  expect(done?.completedAt).toBeDefined();
  scene.seconds(60);
  expect(stateOf(scene)?.metricResults?.[0]?.count).toBe(3);
  expect(scene.events('AnalysisRun')).toEqual([
    "MetricSuccessful: Metric 'one' Completed. Result: Successful",
    'AnalysisRunSuccessful: Analysis Completed. Result: Successful',
  ]);
});

test('failures beyond the limit end the run, and with it metrics that are fine', () => {
  const scene = new Scene();
  const good = { name: 'good', interval: '5s', successCondition: 'result[0] == 1', provider: prometheus('vector(1)') };
  const bad = { ...good, name: 'bad', failureLimit: 2, provider: prometheus('vector(0)') };
  run(scene, { metrics: [good, bad] });
  scene.seconds(8);
  expect(stateOf(scene)?.phase).toBe('Running');
  scene.seconds(10);
  expect(stateOf(scene)).toMatchObject({
    phase: 'Failed',
    message: 'Metric "bad" assessed Failed due to failed (3) > failureLimit (2)',
    metricResults: [
      { name: 'good', phase: 'Successful' },
      { name: 'bad', phase: 'Failed' },
    ],
  });
});

test('what cannot be measured is tried again after ten seconds, and ends in an error', () => {
  const scene = new Scene();
  const metric = {
    name: 'broken',
    successCondition: 'result[0] == 1',
    consecutiveErrorLimit: 1,
    provider: prometheus('nothing'),
  };
  run(scene, { metrics: [metric] });
  scene.seconds(5);
  expect(stateOf(scene)).toMatchObject({ phase: 'Running', metricResults: [{ error: 1, consecutiveError: 1 }] });
  scene.seconds(8);
  expect(stateOf(scene)?.phase).toBe('Error');
  expect(stateOf(scene)?.message).toContain(
    'consecutiveErrors (2) > consecutiveErrorLimit (1): "Error Message: index out of range',
  );
});

test('a first delay, values that say nothing, and a metric that only watches', () => {
  const scene = new Scene();
  const unsure = {
    name: 'unsure',
    initialDelay: '10s',
    successCondition: 'result[0] < 1',
    failureCondition: 'result[0] > 5',
    provider: prometheus('vector(3)'),
  };
  const watched = { name: 'watched', successCondition: 'result[0] > 1', provider: prometheus('vector(0)') };
  run(scene, { metrics: [unsure, watched], dryRun: [{ metricName: 'watched' }] });
  scene.seconds(8);
  expect(stateOf(scene)?.metricResults?.map(({ name }) => name)).toEqual(['watched']);
  scene.seconds(5);
  expect(stateOf(scene)).toMatchObject({
    phase: 'Inconclusive',
    dryRunSummary: { count: 1, failed: 1 },
    runSummary: { inconclusive: 1 },
  });
});

test('arguments are put in, also from Secrets; one that nobody gave is an error', () => {
  const scene = new Scene();
  const data = { limit: Buffer.from('7').toString('base64') };
  scene.create({ apiVersion: 'v1', kind: 'Secret', metadata: { name: 'limits', namespace: SHOP }, data });
  const metric = {
    name: 'seven',
    successCondition: 'result[0] == {{args.limit}}',
    provider: prometheus('vector({{ args.value }})'),
  };
  const args = [
    { name: 'value', value: '7' },
    { name: 'limit', valueFrom: { secretKeyRef: { name: 'limits', key: 'limit' } } },
  ];
  run(scene, { metrics: [metric], args });
  scene.seconds(1);
  expect(stateOf(scene)?.phase).toBe('Successful');
  const other = new Scene();
  run(other, { metrics: [metric] });
  other.seconds(1);
  expect(stateOf(other)).toMatchObject({
    phase: 'Error',
    message: 'Unable to resolve metric arguments: failed to resolve {{args.limit}}',
  });
});

test('a web metric asks a Service of the cluster', () => {
  const scene = new Scene();
  scene.create(service('pay', 'pay'));
  const { metadata, spec } = template('pay', '1.0.0');
  scene.create({ apiVersion: 'v1', kind: 'Pod', metadata: { ...metadata, name: 'pay', namespace: SHOP }, spec });
  scene.seconds(2);
  const web = (path: string) => ({ web: { url: `http://pay.shop.svc.cluster.local${path}`, jsonPath: '{$.version}' } });
  const metric = { name: 'version', successCondition: 'result == "1.0.0"', provider: web('/') };
  run(scene, {
    metrics: [metric, { ...metric, name: 'private', provider: web('/private'), consecutiveErrorLimit: 0 }],
  });
  scene.seconds(1);
  expect(stateOf(scene)?.metricResults).toMatchObject([
    { name: 'version', phase: 'Successful', measurements: [{ value: '"1.0.0"' }] },
    { name: 'private', phase: 'Error', message: 'received non 2xx response code: 401' },
  ]);
});

test('a background analysis runs beside the steps, ends an update that is bad, and stops with one that is done', () => {
  const watch = (successCondition: string) => {
    const scene = canaryScene({
      analysis: {
        templates: [{ templateName: 'watch' }],
        startingStep: 1,
        args: [{ name: 'hash', valueFrom: { podTemplateHashValue: 'Latest' } }],
      },
    });
    const query = 'sum(rate(http_requests_total{rollouts_pod_template_hash="{{args.hash}}",code="500"}[10s]))';
    scene.create({
      apiVersion: 'argoproj.io/v1alpha1',
      kind: 'AnalysisTemplate',
      metadata: { name: 'watch', namespace: SHOP },
      spec: {
        args: [{ name: 'hash' }],
        metrics: [
          { name: 'errors', interval: '2s', initialDelay: '5s', successCondition, provider: prometheus(query) },
        ],
      },
    });
    scene.seconds(21);
    setImage(scene, 'shop', '2.0.0-err50');
    scene.seconds(20);
    return scene;
  };
  const bad = watch('result[0] < 1').get<Rollout>('Rollout', 'shop').status;
  expect(bad?.message).toContain('Background analysis phase error/failed: Metric "errors" assessed Failed');
  const scene = watch('result[0] < 100');
  const { status } = scene.get<Rollout>('Rollout', 'shop');
  expect([status?.phase, status?.canary?.currentBackgroundAnalysisRunStatus?.status]).toEqual(['Paused', 'Running']);
  setStatus(scene, 'shop', { promoteFull: true });
  scene.seconds(10);
  const runs = scene.store.list<AnalysisRun>('AnalysisRun', { namespace: SHOP });
  expect(runs.map((each) => [each.spec.terminate, each.status?.phase])).toEqual([[true, 'Successful']]);
});

test('an analysis without a result waits for a person, and is taken anew when it goes on', () => {
  const scene = canaryScene({ steps: [{ setWeight: 20 }, { analysis: { templates: [{ templateName: 'unsure' }] } }] });
  scene.create({
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'AnalysisTemplate',
    metadata: { name: 'unsure', namespace: SHOP },
    spec: {
      metrics: [
        {
          name: 'unsure',
          successCondition: 'result[0] < 1',
          failureCondition: 'result[0] > 5',
          provider: prometheus('vector(3)'),
        },
      ],
    },
  });
  scene.seconds(21);
  setImage(scene, 'shop', '2.0.0');
  scene.seconds(5);
  expect(scene.get<Rollout>('Rollout', 'shop').status).toMatchObject({
    phase: 'Paused',
    message: 'InconclusiveAnalysisRun',
    pauseConditions: [{ reason: 'InconclusiveAnalysisRun' }],
  });
  setStatus(scene, 'shop', { pauseConditions: null });
  scene.seconds(5);
  const names = scene.store.list<AnalysisRun>('AnalysisRun', { namespace: SHOP }).map(({ metadata }) => metadata.name);
  expect(names).toEqual([expect.stringMatching(/^shop-\w+-2-1$/), expect.stringMatching(/^shop-\w+-2-1\.1$/)]);
});
