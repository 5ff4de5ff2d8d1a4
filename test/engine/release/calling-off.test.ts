/** A release that waits for its first write is called off by an abort, and nothing of it ever comes. */
import { hashOf } from '../support/rollout.ts';
import { codeOf, IMAGE, NOW } from '../support/situations.ts';
import { type Lab, newLab, quiet } from '../support/world.ts';

const FIRST = hashOf(`${IMAGE}:1.0.0`);
/** Requests for this do not come back until what is returned is called, and then fail or are carried out. */
function hold(made: Lab, what: string): (error?: Error) => void {
  const { driver, life } = made.program;
  const { promise, resolve } = Promise.withResolvers<Error | undefined>();
  driver.step = async (step) => {
    if (step === what) {
      const error = await promise;
      if (error !== undefined) throw error;
    }
    await life.step(step);
  };
  return resolve;
}

async function waiting(before = 'pass start'): Promise<{ made: Lab; release: (error?: Error) => void }> {
  const made = newLab();
  const release = hold(made, before);
  await made.deploy();
  await made.settle();
  return { made, release };
}

function abort(made: Lab, differs: { id?: string; reason?: string } = {}) {
  const { id = 'UDEV', reason = null } = differs;
  const release = made.newest().name;
  return made.desk.press({ by: { id }, offer: 'abort', release, basis: null, reason, pressedAt: NOW });
}

describe('a release that waits for its first write', () => {
  test('is called off, and nothing was changed', async () => {
    const { made, release } = await waiting();
    expect(made.status().phase).toBe('Starting');
    await abort(made, { reason: 'wrong version' });
    release(new Error('ECONNREFUSED'));
    await quiet();
    made.rollout.elsewhere(() => undefined);
    await made.settle();
    expect(made.status()).toMatchObject({
      phase: 'Refused',
      wish: null,
      message: expect.stringMatching(/^Called off/),
    });
    expect(made.status().story.at(-1)).toMatchObject({
      what: 'calledOff',
      by: { id: 'UDEV' },
      reason: 'wrong version',
    });
    expect([made.rollout.writes, made.rollout.wanted]).toEqual([[], FIRST]);
  });

  test('that was written after all is started, and then aborted', async () => {
    const { made, release } = await waiting();
    await abort(made);
    release();
    await made.settle();
    expect(made.rollout.traffic).toBe(FIRST);
    expect(made.status().phase).toBe('Aborted');
    expect(made.said()).toEqual(expect.arrayContaining(['started', 'aborted']));
    expect(made.said()).not.toContain('calledOff');
  });

  test('is neither begun nor called off as long as the cluster does not answer', async () => {
    const { made, release } = await waiting();
    await abort(made);
    const { driver, life } = made.program;
    const away = driver.step;
    driver.step = (what) => (what === 'read' ? Promise.reject(new Error('ECONNREFUSED')) : away(what));
    release(new Error('ECONNREFUSED'));
    await made.settle();
    expect(made.status()).toMatchObject({ phase: 'Starting', wish: { verb: 'abort' } });
    driver.step = life.step;
    made.restart();
    await made.settle();
    expect(made.said().at(-1)).toBe('calledOff');
    expect(made.rollout.writes).toEqual([]);
  });

  test('is called off at once where nobody has taken it up', async () => {
    const { made, release } = await waiting('keep');
    expect(made.status().phase).toBe('Pending');
    await abort(made);
    expect(made.said()).toEqual(['calledOff']);
    release();
    await made.settle();
    expect([made.said(), made.rollout.writes]).toEqual([['calledOff'], []]);
  });

  test('makes room for the next one', async () => {
    const { made, release } = await waiting('keep');
    expect(await codeOf(() => made.deploy('2.0.1'))).toBe('release-running');
    await abort(made);
    release();
    await quiet();
    expect(await codeOf(() => made.deploy('2.0.1'))).toBe('none');
  });

  test('is called off by nobody without the right, and once', async () => {
    const { made, release } = await waiting();
    expect(await codeOf(() => abort(made, { id: 'USTRANGER' }))).toBe('not-allowed');
    expect(await codeOf(() => abort(made))).toBe('none');
    expect(await codeOf(() => abort(made, { id: 'UAPP' }))).toBe('already-decided');
    release(new Error('ECONNREFUSED'));
  });
});
