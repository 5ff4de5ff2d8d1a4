/** A real control plane keeps the contract that the sandbox's clusters are held to: what is written there is the truth. */
import { readFileSync } from 'node:fs';
import { beforeAll, expect, test } from '@jest/globals';
import { applyCrds } from '../../src/drivers/store/crds.ts';
import { named } from '../contracts/cluster/met.ts';
import { meet, type Server } from '../contracts/cluster/reach.ts';
import { cases } from '../contracts/cluster.ts';
import { openCluster } from './support/cluster.ts';

let server: Server;

beforeAll(async () => {
  const { config, connection, close } = openCluster();
  await applyCrds(
    connection,
    ['releases', 'incidents', 'notices'].map((kind) => readFileSync(`deploy/crds/${kind}.yaml`, 'utf8')),
  );
  await close();
  server = { url: config.getCurrentCluster()?.server ?? '', token: config.getCurrentUser()?.token ?? '' };
});

test.each(cases)('$name', async ({ act, expected }) => {
  const cluster = await meet(server);
  try {
    expect(named({ came: await act(cluster) }, cluster)).toMatchObject({ came: expected });
  } finally {
    await cluster.close();
  }
});
