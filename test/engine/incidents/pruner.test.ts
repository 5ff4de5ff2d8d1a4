import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { IncidentPruner } from '../../../src/engine/incidents/pruner.ts';
import { until } from '../support/until.ts';
import { quiet } from '../support/world.ts';
import { ANN, IncidentOffice } from './office.ts';

let office: IncidentOffice;
let pruner: IncidentPruner;
let refuse: boolean;

beforeEach(() => {
  office = new IncidentOffice();
  const { catalog } = office.world.releases;
  const world = {
    ...office.world,
    releases: { ...office.world.releases, catalog: { ...catalog, incidents: { ...catalog.incidents, keep: 2 } } },
  };
  refuse = false;
  pruner = new IncidentPruner(world, {
    remove: ({ name }) => {
      if (refuse) return Promise.reject(new Error('away'));
      office.incidents.remove(name);
      return Promise.resolve(true);
    },
  });
});

afterEach(() => pruner.stop());

const names = () => office.incidents.all().map(({ name }) => name.replace('-production', ''));

/** Opened and resolved, so many times, with its post-mortem shared unless said otherwise. */
async function over(count: number, service = 'shop', isShared = true): Promise<void> {
  for (let n = 0; n < count; n++) {
    const { view } = await office.opened(ANN, { service });
    const { name } = view.incident;
    const did = isShared ? ['create' as const, 'postmortem' as const] : [];
    const room = { name: 'inc-x', claimedAt: '', channel: null, did, troubles: [] };
    await office.incidents.update(name, ({ status }) => (status === null ? null : { ...status, room }));
    await office.desk.act({ by: ANN, incident: name, deed: { do: 'resolve', cause: 'x', impact: '', followUps: [] } });
  }
}

describe('incidents that are over', () => {
  test('are kept up to a number at each place, the newest, also those that end while it runs', async () => {
    await over(4);
    await over(1, 'cart');
    pruner.start();
    await until(() => names().length === 3, 'the oldest are gone');
    expect(names()).toEqual(['cart-1', 'shop-4', 'shop-3']);
    await over(1);
    await until(() => !names().includes('shop-3'), 'one more is gone');
    expect(names()).toEqual(['shop-5', 'cart-1', 'shop-4']);
  });

  test('are kept while their post-mortem is owed, for a day; open ones always', async () => {
    await over(4, 'shop', false);
    await office.opened();
    pruner.start();
    await quiet();
    expect(names()).toHaveLength(5);
    office.later(25 * 60);
    pruner.lookAtAll();
    await until(() => names().length === 3, 'what nobody waits for is gone');
    expect(names()).toEqual(['shop-5', 'shop-4', 'shop-3']);
  });

  test('are looked at again when they could not be removed', async () => {
    await over(3);
    refuse = true;
    pruner.start();
    await quiet();
    expect(names()).toHaveLength(3);
    refuse = false;
    await until(() => names().length === 2, 'it is gone');
  });
});
