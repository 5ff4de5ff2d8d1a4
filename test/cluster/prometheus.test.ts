/** A real Prometheus keeps the contract that the sandbox's is held to: what is written there is the truth. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { K8sObject } from '../../src/kubernetes/objects.ts';
import { outcomeOf } from '../contracts/prometheus/asked.ts';
import { figureQuery, figures, POD_TAG, PODS } from '../contracts/prometheus/figures.ts';
import { answerTo, requests } from '../contracts/prometheus/requests.ts';
import { queries } from '../contracts/prometheus.ts';
import { create, createNamespace, openCluster, pathOf, until } from './support/cluster.ts';
import { IMAGE } from './support/workloads.ts';

const url = process.env.PROMETHEUS_URL ?? '';
const cluster = openCluster();
let namespace: string;

beforeAll(async () => {
  if (url === '') throw new Error('PROMETHEUS_URL is not set: this suite needs a Prometheus');
  namespace = await createNamespace(cluster.connection, 'figures');
  await create(cluster.connection, namespace, shop());
  const enough = `count(count_over_time(http_requests_total{namespace="${namespace}",code="200"}[1m]) > 15)`;
  await until(async () => (await outcomeOf(url, enough)) === `vector | {} ${PODS}`, {
    what: 'samples of fifteen seconds',
  });
});

afterAll(async () => {
  await cluster.connection.request('DELETE', pathOf('Namespace', '', namespace));
  await cluster.close();
});

function shop(): K8sObject {
  const labels = { app: 'shop' };
  const spec = { containers: [{ name: 'app', image: `${IMAGE}:${POD_TAG}` }] };
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'shop' },
    spec: { replicas: PODS, selector: { matchLabels: labels }, template: { metadata: { labels }, spec } },
  } as K8sObject;
}

test.each(queries)('%s', async (query, outcome) => {
  expect(await outcomeOf(url, query)).toBe(outcome);
});

test.each(requests)('$name', async (request) => {
  const { status, body } = request;
  expect(await answerTo(url, request)).toEqual({ status, body });
});

test.each(figures)('%s is %d', async (query, value) => {
  const outcome = await outcomeOf(url, figureQuery(query, namespace));
  expect(outcome.split(' | ')).toHaveLength(2);
  expect(Math.abs(Number(outcome.split(' ').at(-1)) / value - 1)).toBeLessThan(0.02);
});
