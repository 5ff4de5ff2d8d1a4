import type { StoryEvent } from '../../../src/model/story.ts';
import { hashOf } from '../support/rollout.ts';
import { IMAGE, NOW, releaseOf, resting, statusOf } from '../support/situations.ts';
import { type Lab, Life, newLab, quiet } from '../support/world.ts';

const NEXT = hashOf(`${IMAGE}:2.0.0`);
function approve(made: Lab, by = 'UAPP') {
  return made.desk.press({
    by: { id: by },
    offer: 'approve',
    release: made.newest().name,
    basis: null,
    reason: null,
    pressedAt: NOW,
  });
}

describe('a release', () => {
  test('is taken up, started, stopped at each gate, and completed', async () => {
    const made = newLab();
    await made.deploy();
    await made.settle();
    expect(made.status()).toMatchObject({ phase: 'AwaitingApproval', targets: [{ hash: NEXT, step: 1 }] });
    await approve(made);
    await made.settle();
    expect(made.status()).toMatchObject({ phase: 'AwaitingApproval', wish: null, targets: [{ step: 3 }] });
    await approve(made);
    await made.settle();
    expect(made.status()).toMatchObject({ phase: 'Completed', endedAt: expect.any(String), wish: null });
    const story: StoryEvent['what'][] = ['requested', 'started', 'step', 'approvalNeeded', 'approved', 'carriedOut'];
    expect(made.said().slice(0, 6)).toEqual(story);
    expect(made.said().at(-1)).toBe('completed');
    expect(made.said()).not.toContain('promotedElsewhere');
  });

  test('keeps what ran before anything is changed', async () => {
    const made = newLab();
    await made.deploy();
    const { order } = made.program.life;
    expect(order.indexOf('keep')).toBeLessThan(order.indexOf('pass start'));
    expect(made.status().targets[0]?.replaced).toMatchObject({
      hash: hashOf(`${IMAGE}:1.0.0`),
      template: expect.any(String),
    });
  });

  test('is shown to the audience after each change', async () => {
    const made = newLab();
    await made.deploy();
    await made.settle();
    expect(made.program.shown.at(-1)).toMatchObject({
      release: { status: { phase: 'AwaitingApproval' } },
      offers: expect.arrayContaining(['approve', 'reject', 'rollback']),
    });
  });

  test('that was made by kubectl is requested by nobody who is known', async () => {
    const made = newLab();
    const { spec } = releaseOf(null);
    made.etcd.write('by-hand', null, { ...spec, requestedBy: 'UAPP' });
    await made.settle();
    expect(made.status('by-hand')).toMatchObject({
      phase: 'AwaitingApproval',
      requester: { kind: 'unknown', claimed: 'UAPP' },
    });
  });

  test.each([
    ['service', { service: 'ghost' }],
    ['environment', { environment: 'moon' }],
    ['version', { version: 'no such version!' }],
  ])('with a %s that does not exist is refused', async (_, wrong) => {
    const made = newLab();
    made.etcd.write('by-hand', null, { ...releaseOf(null).spec, ...wrong });
    await made.settle();
    expect([made.status('by-hand').phase, made.rollout.writes]).toEqual(['Refused', []]);
  });

  test('of two that were made at once the earlier one goes on and the other is refused', async () => {
    const made = newLab();
    const { spec } = releaseOf(null);
    made.etcd.write('first', null, spec);
    made.etcd.write('second', null, { ...spec, version: '3.0.0' });
    await made.settle();
    expect([made.status('first').phase, made.status('second').phase]).toEqual(['AwaitingApproval', 'Refused']);
    expect(made.rollout.writes).toEqual([`set-image ${IMAGE}:2.0.0`]);
  });
});

describe('with a memory that is behind', () => {
  test('a release that has begun is not refused for what it has done itself', async () => {
    const made = newLab();
    const release = await made.deploy();
    await made.settle();
    const pending = releaseOf(statusOf('Pending'), { name: release.name, spec: release.spec });
    const program = made.restart();
    program.store.remembered = [pending];
    await made.rollout.elsewhere(() => undefined);
    await made.settle();
    expect(made.status().phase).toBe('AwaitingApproval');
  });

  test('a release that lost a race while it was taken up is not refused for it', async () => {
    const made = newLab();
    const { spec } = releaseOf(null);
    let lost = 0;
    const { life, store } = made.program;
    store.step = (what) => {
      if (what === 'write' && lost++ < 6) {
        const known = made.etcd.releases.get('by-hand');
        made.etcd.write('by-hand', known?.status ?? null);
      }
      return life.step(what);
    };
    made.etcd.write('by-hand', null, spec);
    await made.settle();
    made.rollout.elsewhere(() => undefined);
    await made.settle();
    expect(made.status('by-hand').phase).toBe('AwaitingApproval');
  });

  test('of a target whose watch is down, a release is not taken for overtaken by what it replaced', async () => {
    const made = newLab();
    const old = made.program.driver.latest();
    if (old === null) throw new Error('there is no snapshot');
    made.program.driver.remembered = { ...old, live: false };
    await made.deploy();
    await made.settle();
    expect(made.status().phase).not.toBe('RolledBack');
    expect(made.status().targets[0]?.hash).toBe(NEXT);
    made.program.driver.remembered = null;
    made.rollout.elsewhere(() => undefined);
    await made.settle();
    expect(made.status().phase).toBe('AwaitingApproval');
  });

  test('of a target whose watch is down, nothing is written down from what memory shows', async () => {
    const made = newLab();
    await made.deploy();
    await made.settle();
    made.program.driver.remembered = resting({
      live: false,
      desiredHash: hashOf(`${IMAGE}:1.0.0`),
      stableHash: hashOf(`${IMAGE}:1.0.0`),
    });
    made.rollout.elsewhere(() => undefined);
    await made.settle();
    expect(made.status().phase).toBe('AwaitingApproval');
  });
});

describe('a controller that has lost a request', () => {
  test('is made to heed it before anything is concluded from it', async () => {
    const made = newLab();
    await made.deploy();
    await made.settle();
    made.rollout.elsewhere((rollout) => {
      rollout.abort = true;
    });
    await quiet();
    expect([made.status().phase, made.program.life.order.at(-1)]).toEqual(['AwaitingApproval', 'pass heed']);
    await made.settle();
    expect(made.status().phase).toBe('Aborted');
  });

  test('is not asked again and again when memory alone does not know yet that it has heeded', async () => {
    const made = newLab();
    await made.deploy();
    await made.settle();
    const { driver, life } = made.program;
    driver.remembered = { ...made.rollout.snapshot(), live: false, unheeded: 'promote' };
    life.left = 500;
    const before = life.order.length;
    made.rollout.elsewhere(() => undefined);
    await quiet();
    expect(life.order.slice(before).filter((what) => what === 'pass heed')).toHaveLength(1);
  });
});

describe('a controller that does not act', () => {
  test.each([
    ['is asked after when it is silent', {}],
    ['is quoted when it says why', { says: 'deployments.apps "shop/shop" not found' }],
  ])('%s, once', async (_, said) => {
    const made = newLab();
    made.program.driver.pursue = () => ({
      pass: () => Promise.resolve({ came: 'waiting', for: 'controller', againMs: 10, ...said }),
    });
    await made.deploy();
    await made.settle();
    made.rollout.elsewhere(() => undefined);
    await made.settle();
    const told = made.status().story.filter(({ what }) => what === 'notReconciling');
    expect(told).toEqual([{ what: 'notReconciling', at: expect.any(String), ...said }]);
  });
});

describe('one release that cannot be written', () => {
  test('does not hold up the others of its target', async () => {
    const made = newLab();
    await made.deploy();
    await made.settle();
    const stuck = made.newest().name;
    made.rollout.elsewhere((rollout) => {
      rollout.abort = true;
    });
    await made.settle();
    const { store, life } = made.program;
    const update = store.update.bind(store);
    store.update = (name, change) =>
      name === stuck ? Promise.reject(new Error('etcd is too large')) : update(name, change);
    made.etcd.write(stuck, { ...made.status(stuck), phase: 'Progressing' });
    const rollback = {
      by: { kind: 'user', id: 'UDEV' } as const,
      cause: 'pressed' as const,
      from: { hash: NEXT, image: `${IMAGE}:2.0.0` },
      to: { hash: hashOf(`${IMAGE}:1.0.0`), revision: 1, image: `${IMAGE}:1.0.0`, template: '{}' },
      mechanism: 'abort-canary',
      clock: { pressedAt: '2026-05-04T12:00:00.000Z' },
    };
    made.etcd.write('rescue', statusOf('RollingBack', { rollback }), releaseOf(null).spec);
    await made.settle();
    expect(life.order).toContain('pass rollback');
    await made.settle();
    expect(made.status('rescue').phase).toBe('RolledBack');
  });
});

describe('what is decided elsewhere', () => {
  async function waiting(): Promise<Lab> {
    const made = newLab();
    await made.deploy();
    await made.settle();
    return made;
  }

  test('a promotion shows as promoted elsewhere', async () => {
    const made = await waiting();
    made.rollout.elsewhere((rollout) => {
      rollout.pause = null;
      rollout.cleared = true;
    });
    await made.settle();
    expect(made.said()).toContain('promotedElsewhere');
    expect(made.status()).toMatchObject({ phase: 'AwaitingApproval', targets: [{ step: 3 }] });
  });

  test('an abort ends the release, and a retry brings it back', async () => {
    const made = await waiting();
    made.rollout.elsewhere((rollout) => {
      rollout.abort = true;
    });
    await made.settle();
    expect(made.status()).toMatchObject({ phase: 'Aborted', endedAt: expect.any(String) });
    made.rollout.elsewhere((rollout) => {
      rollout.abort = false;
      rollout.abortSeen = false;
    });
    await made.settle();
    expect(made.status()).toMatchObject({ phase: 'AwaitingApproval', endedAt: null });
  });

  test('a way back ends the release as rolled back', async () => {
    const made = await waiting();
    made.rollout.set(`${IMAGE}:1.0.0`);
    await made.settle();
    expect([made.status().phase, made.said().at(-1)]).toEqual(['RolledBack', 'rolledBackElsewhere']);
  });

  test('a third version ends the release as superseded, and a release of it cannot be promoted by the old card', async () => {
    const made = await waiting();
    const { name } = made.newest();
    made.rollout.set(`${IMAGE}:3.0.0`);
    await made.settle();
    expect([made.status(name).phase, made.said(name).at(-1)]).toEqual(['Superseded', 'superseded']);
    expect(made.rollout.writes).toEqual([`set-image ${IMAGE}:2.0.0`]);
  });
});

describe('killed between any two steps', () => {
  /** A whole release: two gates, each approved as soon as it stands, by whoever lives. */
  async function play(made: Lab): Promise<void> {
    await made.settle();
    for (let turn = 0; turn < 12 && made.status().phase !== 'Completed'; turn++) {
      if (made.status().phase === 'AwaitingApproval' && made.status().wish === null) await approve(made);
      await made.settle();
    }
  }

  const expected = [
    `set-image ${IMAGE}:2.0.0`,
    `promote ${NEXT} 2026-05-04T11:00:01.000Z`,
    `promote ${NEXT} 2026-05-04T11:00:02.000Z`,
  ];

  test('a release does nothing twice and ends right', async () => {
    const whole = newLab();
    await whole.deploy();
    await play(whole);
    expect(whole.rollout.writes).toEqual(expected);
    const steps = whole.program.life.order.length;
    expect(steps).toBeGreaterThan(20);
    for (let left = 2; left < steps; left++) {
      const made = newLab();
      made.program.life.left = left;
      const { by, ...rest } = {
        by: { id: 'UDEV' },
        service: 'shop',
        environment: null,
        version: '2.0.0',
        reason: null,
      };
      void made.desk.deploy({ by, ...rest });
      await quiet();
      await made.settle();
      for (let press = 0; press < 2; press++) {
        if (made.status().phase === 'AwaitingApproval') approve(made).catch(() => undefined);
        await made.settle();
      }
      made.restart();
      await play(made);
      expect([left, made.status().phase, made.rollout.writes]).toEqual([left, 'Completed', expected]);
      expect(made.said().filter((what) => what === 'completed')).toHaveLength(1);
    }
  });

  test('a rollback does nothing twice and ends right', async () => {
    const begin = async () => {
      const made = newLab();
      await made.deploy();
      await made.settle();
      return made;
    };
    const press = (made: Lab) =>
      made.desk.rollback({
        by: { id: 'UDEV' },
        service: 'shop',
        environment: null,
        to: null,
        from: NEXT,
        reason: null,
        pressedAt: new Date(),
      });
    const whole = await begin();
    const before = whole.program.life.order.length;
    await press(whole);
    await whole.settle();
    const steps = whole.program.life.order.length - before;
    const writes = [`set-image ${IMAGE}:2.0.0`, 'abort', `restore ${IMAGE}:1.0.0`];
    expect([whole.status().phase, whole.rollout.writes]).toEqual(['RolledBack', writes]);
    let unrecorded = 0;
    for (let left = 0; left < steps; left++) {
      const made = await begin();
      made.program.life.left = left;
      void press(made);
      await made.settle();
      const program = made.restart();
      await made.settle();
      if (made.status().rollback === null) {
        // Nobody was told that it was done: it is pressed again.
        unrecorded++;
        await press(made);
        await made.settle();
      }
      expect([left, made.status().phase, made.rollout.writes]).toEqual([left, 'RolledBack', writes]);
      expect(made.said().filter((what) => what === 'rolledBack')).toHaveLength(1);
      await program.reconciler.stop();
    }
    expect(unrecorded).toBeLessThan(steps / 2);
  });

  test('two programs at once over the same store do nothing twice', async () => {
    const made = newLab();
    const other = made.program;
    const life = new Life();
    await made.deploy();
    other.life.left = Number.POSITIVE_INFINITY;
    const left = other.life.left;
    made.restart(life);
    other.life.left = left;
    await play(made);
    expect(made.status().phase).toBe('Completed');
    expect(made.rollout.writes).toEqual(expected);
    await other.reconciler.stop();
  });
});
