import { WorldChoices } from '../../../src/engine/history/choices.ts';
import type { World } from '../../../src/engine/world.ts';
import type { Service, Target } from '../../../src/model/catalog.ts';
import type { Revision } from '../../../src/model/rollback.ts';
import type { TargetSnapshot } from '../../../src/model/snapshot.ts';
import {
  environmentOf,
  group,
  IMAGE,
  KEPT,
  NEW,
  OLD,
  releaseOf,
  resting,
  serviceOf,
  statusOf,
  TARGET,
  updating,
  user,
} from '../support/situations.ts';
import { type Lab, newLab } from '../support/world.ts';

const DEV = { id: 'UDEV' };
function lab(): { lab: Lab; choices: WorldChoices } {
  const made = newLab();
  return { lab: made, choices: new WorldChoices(made.program.world) };
}

/** A world of many services whose targets look as told, by service. */
function many(services: readonly Service[], snapshots: Readonly<Record<string, TargetSnapshot>>, differs = {}): World {
  const { world } = lab().lab.program;
  const latest = (target: Target) => snapshots[target.name] ?? null;
  const revisions = (): readonly Revision[] => [{ hash: OLD, revision: 1, image: KEPT.image }];
  const outlook = () => ({ mechanism: 'abort-canary', expectedMs: 150, caveats: [] }) as const;
  const forbidden = () => Promise.reject(new Error('a list must not read the cluster'));
  const driver = { ...world.driver, latest, revisions, outlook, read: forbidden, find: forbidden, keep: forbidden };
  const store = Object.assign(Object.create(world.store), { all: () => [] });
  return { ...world, catalog: { ...world.catalog, services }, driver, store, ...differs } as World;
}

function service(name: string, access = {}): Service {
  const environment = { ...environmentOf(access), targets: [{ ...TARGET, name }] };
  return { ...serviceOf(environment), name };
}

const names = (plans: readonly { readonly service: string }[]) => plans.map((plan) => plan.service);

describe('services', () => {
  test('come with the environment that is meant when nobody names one', () => {
    const environments = (...all: string[]) => all.map((name) => environmentOf({}, name));
    const services = [
      { name: 'one', image: IMAGE, environments: environments('test') },
      { name: 'two', image: IMAGE, environments: environments('staging', 'production') },
      { name: 'three', image: IMAGE, environments: environments('eu', 'us') },
    ];
    expect(new WorldChoices(many(services, {})).services()).toEqual([
      { name: 'one', environments: ['test'], usual: 'test' },
      { name: 'two', environments: ['staging', 'production'], usual: 'production' },
      { name: 'three', environments: ['eu', 'us'], usual: null },
    ]);
  });
});

describe('versions', () => {
  test('are those of memory: what runs, what was released, what the cluster keeps', async () => {
    const { lab: made, choices } = lab();
    await made.deploy();
    await made.settle();
    const asked = made.program.life.order.length;
    const versions = choices.versions('shop', 'production').map(({ version, now }) => [version, now]);
    expect(versions).toEqual([
      ['1.0.0', 'stable'],
      ['2.0.0', 'coming'],
      ['0.9.0', null],
    ]);
    expect(made.program.life.order).toHaveLength(asked);
  });

  test.each([
    ['a service that there is not', 'ghost', 'production'],
    ['an environment that there is not', 'shop', 'moon'],
    ['no name', '', ''],
  ])('of %s are none', (_, name, environment) => {
    expect(lab().choices.versions(name, environment)).toEqual([]);
  });

  test('are no more than a menu shows', () => {
    const revisions = Array.from({ length: 300 }, (_, i) => ({ hash: `${i}`, revision: i, image: `${IMAGE}:${i}` }));
    const { driver, ...world } = lab().lab.program.world;
    const large = { ...driver, latest: () => null, revisions: () => revisions };
    expect(new WorldChoices({ ...world, driver: large } as World).versions('shop', 'production')).toHaveLength(100);
  });
});

describe('ways back', () => {
  test('of a release under way come from memory alone, with what they lead to', async () => {
    const { lab: made, choices } = lab();
    await made.deploy();
    await made.settle();
    const asked = made.program.life.order.length;
    const [plan] = await choices.ways(DEV, '', 10);
    expect(plan).toMatchObject({
      service: 'shop',
      environment: 'production',
      release: made.newest().name,
      from: { image: `${IMAGE}:2.0.0` },
      to: { image: `${IMAGE}:1.0.0` },
      outlook: { mechanism: 'abort-canary' },
    });
    expect(made.program.life.order).toHaveLength(asked);
  });

  test('of an update that no release brought come from memory too', async () => {
    const plans = await new WorldChoices(many([service('cart')], { cart: updating() })).ways(DEV, '', 10);
    expect(plans).toMatchObject([{ release: null, from: { hash: NEW }, to: { hash: OLD, revision: 1 } }]);
  });

  test('are not there where nothing says where to go, nothing is known yet, or there is nothing to do', async () => {
    const services = ['rests', 'unknown', 'moved'].map((name) => service(name));
    const world = many(services, { rests: resting(), moved: updating() });
    expect(await new WorldChoices(world).ways(DEV, '', 10)).toHaveLength(1);
    const outlook = () => ({ mechanism: 'nothing', expectedMs: null, caveats: [] });
    const nothing = { ...world, driver: { ...world.driver, outlook } } as World;
    expect(await new WorldChoices(nothing).ways(DEV, '', 10)).toEqual([]);
  });

  test('are only those that this person may go', async () => {
    const services = [
      service('mine'),
      service('theirs', { rollback: [user('UOTHER')] }),
      service('unread', { rollback: [group('never-read')] }),
    ];
    const world = many(services, { mine: updating(), theirs: updating(), unread: updating() });
    expect(names(await new WorldChoices(world).ways(DEV, '', 10))).toEqual(['mine']);
    expect(names(await new WorldChoices(world).ways({ id: 'USTRANGER' }, '', 10))).toEqual([]);
  });

  test('begin with what is under way, are found by name, and end where enough are found', async () => {
    const services = Array.from({ length: 120 }, (_, i) => service(`s${i}`));
    const snapshots = Object.fromEntries(services.map(({ name }) => [name, updating()]));
    const world = many(services, snapshots);
    const spec = { service: 's77', environment: 'production', version: '2.0.0' };
    world.store.all = () => [releaseOf(statusOf('Progressing'), { spec })];
    const choices = new WorldChoices(world);
    expect(names(await choices.ways(DEV, '', 3))).toEqual(['s77', 's0', 's1']);
    expect(names(await choices.ways(DEV, 'S11 prod', 10))).toEqual([
      's11',
      's110',
      's111',
      's112',
      's113',
      's114',
      's115',
      's116',
      's117',
      's118',
    ]);
    expect(names(await choices.ways(DEV, 'moon', 10))).toEqual([]);
    expect(await choices.ways(DEV, '', 500)).toHaveLength(120);
  });

  test('leave out what has several targets, which cannot be rolled back yet', async () => {
    const [only] = service('wide').environments;
    if (only === undefined) throw new Error('no environment');
    const wide = { ...service('wide'), environments: [{ ...only, targets: [TARGET, { ...TARGET, region: 'us' }] }] };
    expect(await new WorldChoices(many([wide], { shop: updating() })).ways(DEV, '', 10)).toEqual([]);
  });
});
