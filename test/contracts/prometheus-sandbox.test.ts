/** The sandbox's Prometheus keeps the contract. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type RunningPrometheus, startPrometheus } from '../../sandbox/cluster/prometheus/index.ts';
import { AS_ON_TEST_CONTROL_PLANES } from '../../sandbox/cluster/traffic/demand.ts';
import { deployment, Scene, SHOP } from '../sandbox/cluster/controllers/scene.ts';
import { outcomeOf } from './prometheus/asked.ts';
import { figureQuery, figures, POD_TAG, PODS } from './prometheus/figures.ts';
import { answerTo, requests } from './prometheus/requests.ts';
import { queries } from './prometheus.ts';

let running: RunningPrometheus;

beforeAll(async () => {
  const scene = new Scene();
  const clusters = [{ name: 'home', store: scene.store }];
  running = await startPrometheus({ clusters, time: scene.time, demand: AS_ON_TEST_CONTROL_PLANES });
  scene.create(deployment('shop', POD_TAG, { replicas: PODS }));
  scene.seconds(7_200);
});

afterAll(() => running.close());

test.each(queries)('%s', async (query, outcome) => {
  expect(await outcomeOf(running.url, query)).toBe(outcome);
});

test.each(requests)('$name', async (request) => {
  const { status, body } = request;
  expect(await answerTo(running.url, request)).toEqual({ status, body });
});

test.each(figures)('%s is %d', (query, value) => {
  const [first, ...others] = [running.prometheus.query(figureQuery(query, SHOP))].flat();
  expect(others).toEqual([]);
  expect(Math.abs(Number(first) / value - 1)).toBeLessThan(0.02);
});
