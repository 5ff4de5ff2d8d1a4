/** Releases whose record somebody deletes with kubectl, and a catalog that gives a service another name. */
import { removedView } from '../../../src/engine/release/removed.ts';
import { viewOf } from '../../../src/engine/world.ts';
import { type Catalog, targetKey } from '../../../src/model/catalog.ts';
import { earlierOf, type ReleasePhase } from '../../../src/model/release.ts';
import { hashOf } from '../support/rollout.ts';
import { catalogOf, codeOf, environmentOf, IMAGE, NOW, TARGET } from '../support/situations.ts';
import { type Lab, newLab, quiet } from '../support/world.ts';

const press = (made: Lab, by: string) =>
  made.desk.press({
    by: { id: by },
    offer: 'approve',
    release: made.newest().name,
    basis: null,
    reason: null,
    pressedAt: NOW,
  });

const rollback = (made: Lab) =>
  made.desk.rollback({
    by: { id: 'UDEV' },
    service: 'shop',
    environment: null,
    to: null,
    from: null,
    reason: 'errors',
    pressedAt: NOW,
  });

/** A release that waits for approval, whose record is deleted then. Returns its name. */
async function deletedAtTheGate(made: Lab): Promise<string> {
  const { name } = await made.deploy();
  await made.settle();
  expect(made.status().phase).toBe('AwaitingApproval');
  made.etcd.delete(name);
  return name;
}

describe('a release whose record is deleted while its update goes on', () => {
  test('is taken up again at once, and nothing is written to the cluster for it', async () => {
    const made = newLab();
    const name = await deletedAtTheGate(made);
    const writes = [...made.rollout.writes];
    await made.settle();
    expect([...made.etcd.releases.keys()]).toEqual(['shop-production-2']);
    expect(made.newest().spec).toEqual({
      service: 'shop',
      environment: 'production',
      action: 'adopt',
      version: '2.0.0',
    });
    expect(made.status()).toMatchObject({ phase: 'AwaitingApproval', targets: [{ hash: hashOf(`${IMAGE}:2.0.0`) }] });
    expect(earlierOf(made.status())).toEqual({ release: name, service: 'shop', environment: 'production' });
    expect(made.rollout.writes).toEqual(writes);
  });

  test('says so to whoever shows it, with nothing to press that another card offers', async () => {
    const made = newLab();
    const name = await deletedAtTheGate(made);
    await made.settle();
    expect(made.program.removed).toMatchObject([{ release: { name }, offers: [] }]);
  });

  test('keeps who asked for it, who may not approve it now either', async () => {
    const made = newLab({
      approve: [
        { kind: 'user', id: 'UDEV' },
        { kind: 'user', id: 'UAPP' },
      ],
    });
    await deletedAtTheGate(made);
    await made.settle();
    expect(made.status().requester).toEqual({ kind: 'user', id: 'UDEV' });
    expect(await codeOf(() => press(made, 'UDEV'))).toBe('own-request');
    expect(await codeOf(() => press(made, 'UAPP'))).toBe('none');
  });

  test('keeps exactly what it replaced, and can be rolled back', async () => {
    const made = newLab();
    const { name } = await made.deploy();
    await made.settle();
    const kept = made.status().targets[0]?.replaced;
    made.etcd.delete(name);
    await made.settle();
    expect(made.status().targets[0]?.replaced).toEqual(kept);
    await rollback(made);
    await made.settle();
    expect(made.status()).toMatchObject({ phase: 'RolledBack', rollback: { to: { image: `${IMAGE}:1.0.0` } } });
  });

  test('is taken up again though the controller has not seen the new version yet', async () => {
    const made = newLab();
    const { name } = await made.deploy();
    expect(made.status().phase).toBe('Starting');
    made.etcd.delete(name);
    await made.settle();
    expect(made.status()).toMatchObject({ phase: 'AwaitingApproval' });
    expect(made.rollout.writes).toEqual([`set-image ${IMAGE}:2.0.0`]);
  });

  test('is not begun again when it was deleted before anything was changed', async () => {
    const made = newLab();
    made.program.driver.step = (what) =>
      what === 'pass start' ? Promise.reject(new Error('away')) : Promise.resolve();
    const { name } = await made.deploy();
    expect(made.status().phase).toBe('Starting');
    made.etcd.delete(name);
    made.program.driver.step = () => Promise.resolve();
    await made.settle();
    expect(made.etcd.releases.size).toBe(0);
    expect(made.rollout.writes).toEqual([]);
  });

  test('goes on when all records of it are deleted, one after the other', async () => {
    const made = newLab();
    await deletedAtTheGate(made);
    await made.settle();
    made.etcd.delete(made.newest().name);
    await made.settle();
    expect(made.status().phase).toBe('AwaitingApproval');
    expect(earlierOf(made.status())?.release).toBe('shop-production-2');
    expect(made.rollout.writes).toHaveLength(1);
  });
});

describe('a rollback whose record is deleted', () => {
  test('goes on to its end under a record of its own, with its clock and its hold', async () => {
    const made = newLab();
    const { name } = await made.deploy();
    await made.settle();
    await rollback(made);
    await quiet();
    expect(made.status().phase).toBe('RollingBack');
    made.etcd.delete(name);
    await made.settle();
    expect([...made.etcd.releases.keys()]).toEqual(['shop-production-2']);
    expect(made.status()).toMatchObject({
      phase: 'RolledBack',
      card: null,
      hold: { reason: 'errors', lifted: null },
      rollback: { clock: { pressedAt: NOW.toISOString() } },
    });
    expect(made.said().slice(0, 2)).toEqual(['recordReplaced', 'rollbackAsked']);
    expect(made.rollout.image).toBe(`${IMAGE}:1.0.0`);
    expect(made.rollout.writes).toEqual([`set-image ${IMAGE}:2.0.0`, 'abort', `restore ${IMAGE}:1.0.0`]);
  });
});

describe('what is left to press of a deleted release', () => {
  async function ended(phase: ReleasePhase, change: (made: Lab) => Promise<unknown>) {
    const made = newLab({ approvals: 0 });
    const { name } = await made.deploy();
    await made.settle();
    await change(made);
    await made.settle();
    expect(made.status(name).phase).toBe(phase);
    made.etcd.delete(name);
    await made.settle();
    return made;
  }

  test('is the way back, when an aborted update still stands', async () => {
    const made = await ended('Aborted', (each) => {
      each.rollout.elsewhere((rollout) => Object.assign(rollout, { abort: true }));
      return Promise.resolve();
    });
    expect(made.program.removed).toMatchObject([{ offers: ['rollback'] }]);
    expect(made.etcd.releases.size).toBe(0);
    await rollback(made);
    await made.settle();
    expect(made.status().phase).toBe('RolledBack');
  });

  test('is the way back as well when the abort is seen and the traffic is not off yet', async () => {
    const made = newLab();
    await made.deploy();
    await made.settle();
    const [shown] = made.program.shown.slice(-1);
    if (shown?.snapshot == null) throw new Error('nothing was shown');
    const aborting = { ...shown, snapshot: { ...shown.snapshot, phase: 'Aborted' } } as const;
    expect(removedView(shown)?.offers).toEqual([]);
    expect(removedView(aborting)?.offers).toEqual(['rollback']);
  });

  test('is nothing when it is done, for without a record nobody knows what was before', async () => {
    const made = await ended('Completed', (each) => {
      each.rollout.elsewhere((rollout) => Object.assign(rollout, { full: true }));
      return Promise.resolve();
    });
    expect(made.program.removed).toMatchObject([{ offers: [] }]);
    expect(made.etcd.releases.size).toBe(0);
  });

  test('is not asked of a release that offered nothing any more', async () => {
    const made = newLab({ approvals: 0 });
    const { name } = await made.deploy();
    await made.settle();
    made.rollout.set(`${IMAGE}:3.0.0`);
    await made.settle();
    expect(made.status(name).phase).toBe('Superseded');
    const { world } = made.program;
    const release = made.etcd.releases.get(name);
    const [service] = world.catalog.services;
    const [environment] = service?.environments ?? [];
    if (!release || !service || !environment) throw new Error('it is not there');
    expect(removedView(viewOf(world, release, { service, environment, target: TARGET }))).toBeNull();
    made.etcd.delete(name);
    await made.settle();
    expect(made.program.removed).toEqual([]);
  });
});

describe('a service that has another name in the catalog from now on', () => {
  const renamed = (): Catalog => {
    const catalog = catalogOf(environmentOf());
    return { ...catalog, services: catalog.services.map((service) => ({ ...service, name: 'store' })) };
  };

  test.each(['reload', 'restart'])('has its update taken up as one of Rollbridge, after a %s', async (how) => {
    const made = newLab();
    const { name } = await made.deploy();
    await made.settle();
    if (how === 'restart') made.restart();
    made.program.catalog = renamed();
    made.program.reconciler.refollow();
    await made.settle();
    expect(made.newest()).toMatchObject({ spec: { service: 'store', action: 'adopt' } });
    expect(made.status()).toMatchObject({ phase: 'AwaitingApproval', requester: { kind: 'user', id: 'UDEV' } });
    expect(earlierOf(made.status())).toEqual({ release: name, service: 'shop', environment: 'production' });
    expect(made.rollout.writes).toHaveLength(1);
  });

  test('has nothing to press left on the card of its former name', async () => {
    const made = newLab();
    const { name } = await made.deploy();
    await made.settle();
    const last = () => made.program.shown.findLast(({ release }) => release.name === name);
    expect(last()?.offers).toContain('approve');
    made.program.catalog = renamed();
    made.program.reconciler.refollow();
    await made.settle();
    expect(made.said(name)).toContain('leftAlone');
    expect(last()?.offers).toEqual([]);
  });

  test('does not claim what somebody else has started', async () => {
    const made = newLab();
    const { name } = await made.deploy();
    await made.settle();
    made.rollout.set(`${IMAGE}:3.0.0`);
    await made.settle();
    expect(made.status(name).targets[0]?.object).toBe(targetKey(TARGET));
    made.program.catalog = renamed();
    made.program.reconciler.refollow();
    await made.settle();
    expect(made.newest().spec).toMatchObject({ service: 'store', version: '3.0.0' });
    expect(earlierOf(made.status())).toBeNull();
    expect(made.status().requester).toEqual({ kind: 'unknown', claimed: 'argocd-controller' });
  });
});
