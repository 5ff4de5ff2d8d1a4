/** A catalog that changes while releases are under way. */
import { Followed } from '../../../src/engine/release/followed.ts';
import type { Catalog, Environment, Target } from '../../../src/model/catalog.ts';
import { catalogOf, environmentOf, IMAGE, NOW, TARGET, user } from '../support/situations.ts';
import { type Lab, newLab, quiet } from '../support/world.ts';

async function take(made: Lab, catalog: Catalog): Promise<void> {
  made.program.catalog = catalog;
  made.program.reconciler.refollow();
  await made.settle();
}

const press = (made: Lab, by: string) =>
  made.desk.press({
    by: { id: by },
    offer: 'approve',
    release: made.newest().name,
    basis: null,
    reason: null,
    pressedAt: NOW,
  });

const NOTHING: Catalog = { ...catalogOf(environmentOf()), services: [] };

function elsewhere(): Catalog {
  const environment = { ...environmentOf(), targets: [{ ...TARGET, name: 'shop-v2' }] };
  return catalogOf(environment);
}

describe('a release that is under way', () => {
  test('goes by the new rules at once', async () => {
    const made = newLab();
    await made.deploy();
    await made.settle();
    await take(made, catalogOf(environmentOf({ approve: [user('UNEW')] })));
    await expect(press(made, 'UAPP')).rejects.toThrow(/may not approve/);
    await press(made, 'UNEW');
    await made.settle();
    expect(made.status().targets[0]?.step).toBe(3);
  });

  test('is shown anew, for its card names who may approve', async () => {
    const made = newLab();
    await made.deploy();
    await made.settle();
    made.program.shown.length = 0;
    await take(made, catalogOf(environmentOf({ approve: [user('UNEW')] })));
    expect(made.program.shown.at(-1)?.environment.access.approve).toEqual([user('UNEW')]);
  });

  test('is left alone when its service is gone, and says so once', async () => {
    const made = newLab();
    await made.deploy();
    await made.settle();
    const writes = [...made.rollout.writes];
    await take(made, NOTHING);
    await take(made, NOTHING);
    made.rollout.elsewhere((rollout) => Object.assign(rollout, { abort: true }));
    await made.settle();
    expect(made.said().filter((what) => what === 'leftAlone')).toHaveLength(1);
    expect([made.status().phase, made.rollout.writes]).toEqual(['AwaitingApproval', writes]);
    expect(made.program.shown.at(-1)?.release.status?.story.at(-1)?.what).toBe('leftAlone');
    await expect(press(made, 'UAPP')).rejects.toThrow(/There is no release/);
  });

  test('goes on when its service comes back', async () => {
    const made = newLab();
    await made.deploy();
    await made.settle();
    await take(made, NOTHING);
    await take(made, catalogOf(environmentOf()));
    await press(made, 'UAPP');
    await made.settle();
    expect(made.status()).toMatchObject({ phase: 'AwaitingApproval', targets: [{ step: 3 }] });
  });

  test('is left alone when its place has another object now, also after a restart', async () => {
    const made = newLab();
    await made.deploy();
    await made.settle();
    const { name } = made.newest();
    const writes = [...made.rollout.writes];
    await take(made, elsewhere());
    expect(made.said(name).at(-1)).toBe('leftAlone');
    made.restart().catalog = elsewhere();
    made.program.reconciler.refollow();
    await made.settle();
    const approval = { offer: 'approve', release: name, basis: null, reason: null, pressedAt: NOW } as const;
    await expect(made.desk.press({ by: { id: 'UAPP' }, ...approval })).rejects.toThrow(/There is no release/);
    expect([made.status(name).phase, made.rollout.writes]).toEqual(['AwaitingApproval', writes]);
  });
});

test('another object in the same place begins with a history of its own', async () => {
  const made = newLab();
  await made.deploy();
  await made.settle();
  const { name } = made.newest();
  expect(made.desk.views(null).map(({ release }) => release.name)).toEqual([name]);
  await take(made, elsewhere());
  expect(made.desk.views(null).map(({ release }) => release.name)).not.toContain(name);
});

test('a service that is new can be released without a restart', async () => {
  const made = newLab();
  await take(made, NOTHING);
  await expect(made.deploy()).rejects.toThrow(/no service "shop"/);
  await take(made, catalogOf(environmentOf()));
  await made.deploy();
  await made.settle();
  expect(made.status().phase).toBe('AwaitingApproval');
  expect(made.rollout.writes).toEqual([`set-image ${IMAGE}:2.0.0`]);
});

test('a release that was made for a service before it was known stays refused', async () => {
  const made = newLab();
  await take(made, NOTHING);
  made.etcd.write('by-hand', null, { service: 'shop', environment: 'production', version: '2.0.0' });
  await made.settle();
  await take(made, catalogOf(environmentOf()));
  expect(made.status('by-hand').phase).toBe('Refused');
});

describe('what was started elsewhere', () => {
  const setElsewhere = async (made: Lab) => {
    made.rollout.set(`${IMAGE}:2.0.0`);
    await made.settle();
  };

  test('is adopted when its service comes in while it is under way', async () => {
    const made = newLab();
    await take(made, NOTHING);
    await setElsewhere(made);
    await take(made, catalogOf(environmentOf()));
    expect(made.said().slice(0, 2)).toEqual(['adopted', 'started']);
  });

  test('is not adopted when it was over before its service came back', async () => {
    const made = newLab();
    await made.settle();
    await take(made, NOTHING);
    await setElsewhere(made);
    made.rollout.elsewhere((rollout) => Object.assign(rollout, { full: true, pause: null, cleared: true }));
    await made.settle();
    expect(made.rollout.settled).toBe(true);
    await take(made, catalogOf(environmentOf()));
    expect(made.program.store.all()).toEqual([]);
  });
});

describe('what is followed', () => {
  const log: string[] = [];
  const place = (name: string, targets: readonly Target[]): Environment => ({ ...environmentOf({}, name), targets });
  const named = (name: string, differs: Partial<Target> = {}): Target => ({ ...TARGET, name, ...differs });
  const catalog = (...environments: Environment[]): Catalog => {
    const [service] = catalogOf(environmentOf()).services;
    return { ...NOTHING, services: service === undefined ? [] : [{ ...service, environments }] };
  };
  const driver = {
    follow: (target: Target, changed: () => void) => {
      log.push(`+${target.name}/${target.container}`);
      void quiet().then(changed);
      return () => log.push(`-${target.name}/${target.container}`);
    },
  };

  beforeEach(() => {
    log.length = 0;
  });

  test('is what the catalog has: no more, no less, each once', () => {
    const followed = new Followed(driver, () => undefined);
    expect(followed.keepTo(catalog(place('eu', [named('a')]), place('us', [named('b')])))).toEqual([]);
    const gone = followed.keepTo(catalog(place('us', [named('b')]), place('asia', [named('c')])));
    expect(gone.map(({ environment, target }) => [environment.name, target.name])).toEqual([['eu', 'a']]);
    expect(log).toEqual(['+a/app', '+b/app', '-a/app', '+c/app']);
    followed.stop();
    expect(log.slice(4).sort()).toEqual(['-b/app', '-c/app']);
  });

  test('is followed anew when another container is meant', () => {
    const followed = new Followed(driver, () => undefined);
    followed.keepTo(catalog(place('eu', [named('a')])));
    expect(followed.keepTo(catalog(place('eu', [named('a', { container: 'web' })])))).toEqual([]);
    expect(log).toEqual(['+a/app', '-a/app', '+a/web']);
  });

  test('is another place when the same object moved to another environment', () => {
    const followed = new Followed(driver, () => undefined);
    followed.keepTo(catalog(place('eu', [named('a')])));
    const gone = followed.keepTo(catalog(place('us', [named('a')])));
    expect(gone.map(({ environment }) => environment.name)).toEqual(['eu']);
    expect([followed.placeOf('home/shop/a')?.environment.name, log]).toEqual(['us', ['+a/app']]);
  });

  test('says where it stands now, not where it stood when it was followed', async () => {
    const channels: string[] = [];
    const followed = new Followed(driver, ({ environment }) => channels.push(environment.channel));
    followed.keepTo(catalog(place('eu', [named('a')])));
    followed.keepTo(catalog({ ...place('eu', [named('a')]), channel: 'C2' }));
    await quiet();
    await quiet();
    expect(channels).toEqual(['C2']);
  });
});
