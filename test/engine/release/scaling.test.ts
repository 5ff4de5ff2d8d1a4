/** Another number of pods: asked for, carried out, undone. */
import type { ScaleIntent } from '../../../src/engine/intents.ts';
import { codeOf } from '../support/situations.ts';
import { type Lab, newLab } from '../support/world.ts';

function lab(): Lab {
  const made = newLab();
  return made;
}

const scale = (made: Lab, pods: number, differs: Partial<ScaleIntent> = {}) =>
  made.desk.scale({ by: { id: 'UDEV' }, service: 'shop', environment: null, pods, reason: null, ...differs });

const undo = (made: Lab, release: string, id = 'UDEV') =>
  made.desk.press({ by: { id }, offer: 'undo', release, basis: null, reason: null, pressedAt: new Date() });

const HPA = { kind: 'HorizontalPodAutoscaler', name: 'shop', min: 2, max: 10 } as const;

async function scaled(): Promise<{ made: Lab; name: string }> {
  const made = lab();
  const { name } = await scale(made, 5);
  await made.settle();
  return { made, name };
}

describe('scaling up', () => {
  test('sets the number once, waits for the pods, and says how it went', async () => {
    const { made, name } = await scaled();
    expect(made.rollout.writes).toEqual(['scale 5']);
    expect(made.status(name)).toMatchObject({ phase: 'Completed', message: '5 pods are wanted and available' });
    expect(made.said(name)).toEqual(['requested', 'scaled']);
  });

  test.each([
    ['as many as now', 2],
    ['fewer', 1],
    ['far too many', 11],
    ['half a pod', 2.5],
  ])('is refused for %s', async (_, pods) => {
    const made = lab();
    expect(await codeOf(() => scale(made, pods))).toBe('usage');
    expect(made.etcd.releases.size).toBe(0);
  });

  test('is refused where an autoscaler has the say, also when it came in between', async () => {
    const made = lab();
    made.program.driver.scaler = HPA;
    expect(await codeOf(() => scale(made, 5))).toBe('not-offered');
    made.program.driver.scaler = null;
    const pods = { from: 2, to: 5 };
    made.program.driver.scaler = HPA;
    const spec = { service: 'shop', environment: 'production', version: '1.0.0', action: 'scale', pods } as const;
    const { name } = await made.program.store.create(spec, null);
    await made.settle();
    expect(made.status(name).phase).toBe('Refused');
    expect(made.rollout.writes).toEqual([]);
  });

  test('is refused when somebody has changed the number since it was asked for', async () => {
    const made = lab();
    const spec = { service: 'shop', environment: 'production', version: '1.0.0', action: 'scale' } as const;
    const { name } = await made.program.store.create({ ...spec, pods: { from: 3, to: 5 } }, null);
    const without = await made.program.store.create(spec, null);
    await made.settle();
    expect([made.status(name).phase, made.status(without.name).phase]).toEqual(['Refused', 'Refused']);
    expect(made.rollout.pods).toBe(2);
  });

  test('waits for a release that runs, is for those who may steer, and is done one at a time', async () => {
    const made = lab();
    await made.deploy();
    await made.settle();
    expect(await codeOf(() => scale(made, 5))).toBe('release-running');
    expect(await codeOf(() => scale(made, 5, { by: { id: 'USTRANGER' } }))).toBe('not-allowed');
  });

  test('is no version: it changes neither what is released nor where a rollback goes', async () => {
    const made = lab();
    await made.deploy();
    await made.settle();
    made.rollout.elsewhere((rollout) => Object.assign(rollout, { full: true }));
    await made.settle();
    const deployed = made.newest().name;
    await scale(made, 5);
    await made.settle();
    expect(made.desk.current('shop', null).release.name).toBe(deployed);
    expect(made.desk.view(deployed)?.offers).toContain('rollback');
  });
});

describe('an undo', () => {
  test('sets the number back, once, whoever else presses', async () => {
    const { made, name } = await scaled();
    expect(made.desk.view(name)?.offers).toEqual(['undo']);
    const [first, second] = await Promise.all([codeOf(() => undo(made, name)), codeOf(() => undo(made, name, 'UAPP'))]);
    expect([first, second].sort()).toEqual(['already-decided', 'none']);
    await made.settle();
    expect(made.rollout.writes).toEqual(['scale 5', 'scale 2']);
    expect(made.status(name)).toMatchObject({
      phase: 'Superseded',
      message: 'Undone: 2 pods are wanted again',
      wish: null,
    });
    expect(made.desk.view(name)?.offers).toEqual([]);
  });

  test('is possible while pods are still on their way, and nothing sets the number anew', async () => {
    const made = lab();
    const { name } = await scale(made, 5);
    made.program.driver.rollout.podsUp = 2;
    for (let n = 0; n < 20 && made.rollout.pods !== 5; n++) await new Promise((resolve) => setImmediate(resolve));
    expect(made.status(name).phase).toBe('Starting');
    await undo(made, name);
    await made.settle();
    expect(made.rollout.writes).toEqual(['scale 5', 'scale 2']);
    expect(made.status(name).phase).toBe('Superseded');
  });

  test.each([
    [
      'somebody has changed the number',
      (made: Lab) => made.rollout.elsewhere((each) => Object.assign(each, { pods: 9 })),
      'not-offered',
    ],
    ['an autoscaler has it now', (made: Lab) => Object.assign(made.program.driver, { scaler: HPA }), 'not-offered'],
  ])('is refused when %s', async (_, change, code) => {
    const { made, name } = await scaled();
    change(made);
    expect(await codeOf(() => undo(made, name))).toBe(code);
    expect(made.rollout.writes).toEqual(['scale 5']);
  });

  test('is for those who may steer', async () => {
    const { made, name } = await scaled();
    expect(await codeOf(() => undo(made, name, 'USTRANGER'))).toBe('not-allowed');
  });
});
