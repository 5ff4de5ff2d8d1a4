/** The sandbox's clusters keep the contract, but for what is listed with its reason. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type Clusters, startClusters } from '../../sandbox/cluster/index.ts';
import { differences } from './cluster/differences.ts';
import { named } from './cluster/met.ts';
import { meet } from './cluster/reach.ts';
import { cases } from './cluster.ts';

let clusters: Clusters;

beforeAll(async () => {
  clusters = await startClusters({ names: ['home'] });
});

afterAll(() => clusters.close());

test.each(cases)('$name', async ({ name, act, expected }) => {
  const cluster = await meet(clusters.cluster('home'));
  const difference = differences.find(({ of }) => of === name);
  try {
    const came = named({ came: await act(cluster) }, cluster);
    expect(came).toMatchObject({ came: difference === undefined ? expected : difference.instead });
  } finally {
    await cluster.close();
  }
});

test('every difference is of a case that there is', () => {
  const names = cases.map(({ name }) => name);
  expect(differences.filter(({ of }) => !names.includes(of))).toEqual([]);
});
