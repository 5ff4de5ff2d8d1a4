/** A rollback that the cluster refuses in the middle is not over: it says why, and goes on as soon as it may. */
import { type ProblemCode, UserProblem } from '../../../src/model/problem.ts';
import { codeOf, NOW } from '../support/situations.ts';
import { until } from '../support/until.ts';
import { type Lab, Life, newLab } from '../support/world.ts';

const rollBack = (made: Lab) =>
  made.desk.rollback({
    by: { id: 'UDEV' },
    service: 'shop',
    environment: null,
    to: null,
    from: null,
    reason: null,
    pressedAt: NOW,
  });

async function atGate(): Promise<Lab> {
  const made = newLab();
  await made.deploy();
  await made.settle();
  return made;
}

function refusal(right = 'patch rollouts', code: ProblemCode = 'cluster-forbidden'): UserProblem {
  const hint = `Grant "${right}" in a Role of that namespace.`;
  return new UserProblem(code, { happened: 'Kubernetes refused access.', why: `It lacks ${right}.`, hint });
}

/** Every further write of a rollback is refused like this; counts how often it was tried. */
function refusing(made: Lab, problem: () => UserProblem): { tries: number } {
  const seen = { tries: 0 };
  made.program.driver.step = (what) => {
    if (what !== 'pass rollback') return Promise.resolve();
    seen.tries++;
    return Promise.reject(problem());
  };
  return seen;
}

/** The same from the first breath of a process on. */
class RefusedLife extends Life {
  tries = 0;

  override readonly step = (what: string): Promise<void> => {
    if (what !== 'pass rollback') return Promise.resolve();
    this.tries++;
    return Promise.reject(refusal());
  };
}

function allowed(made: Lab): void {
  made.program.driver.step = () => Promise.resolve();
}

const hindrances = (made: Lab) => made.said().filter((what) => what === 'rollbackHindered').length;

test.each<ProblemCode>(['cluster-forbidden', 'cluster-refused'])(
  'a rollback that is refused in the middle (%s) stays one, says once what is missing, and goes on when it may',
  async (code) => {
    const made = await atGate();
    await rollBack(made);
    const seen = refusing(made, () => refusal('patch rollouts', code));
    await made.settle();
    await until(() => seen.tries >= 4, 'it was tried again');
    expect(made.status()).toMatchObject({ phase: 'RollingBack', endedAt: null });
    expect(made.status().message).toMatch(/does not get on: .*Grant "patch rollouts"/);
    expect(made.status().story.findLast(({ what }) => what === 'rollbackHindered')).toMatchObject({
      by: { kind: 'user', id: 'UDEV' },
      why: 'Kubernetes refused access. It lacks patch rollouts.',
      hint: 'Grant "patch rollouts" in a Role of that namespace.',
    });
    expect(hindrances(made)).toBe(1);

    allowed(made);
    await until(() => {
      made.rollout.tick();
      return made.status().phase === 'RolledBack';
    }, 'it is rolled back');
    const said = made.said();
    expect(said).not.toContain('rollbackGivenUp');
    expect(said.indexOf('rollbackGoesOn')).toBeGreaterThan(said.indexOf('rollbackHindered'));
    expect([hindrances(made), said.filter((what) => what === 'rollbackGoesOn').length]).toEqual([1, 1]);
  },
);

test('the next right that is missing is told as well, and each of them once', async () => {
  const made = await atGate();
  await rollBack(made);
  refusing(made, () => refusal('patch rollouts'));
  await made.settle();
  await until(() => hindrances(made) === 1, 'the first is told');
  refusing(made, () => refusal('patch ingresses'));
  await until(() => hindrances(made) === 2, 'the second is told');
  expect(made.status().message).toContain('patch ingresses');
  const seen = refusing(made, () => refusal(seen.tries % 2 === 0 ? 'patch rollouts' : 'patch ingresses'));
  await until(() => seen.tries >= 3, 'both were refused once more');
  expect(hindrances(made)).toBe(2);
});

test('a restart of the program forgets nothing of it, and tells it no second time', async () => {
  const made = await atGate();
  await rollBack(made);
  refusing(made, () => refusal());
  await made.settle();
  await until(() => hindrances(made) === 1, 'it is told');
  await made.stop();
  const life = new RefusedLife();
  made.restart(life);
  await until(() => life.tries >= 2, 'it was tried again');
  expect([made.status().phase, hindrances(made)]).toEqual(['RollingBack', 1]);
});

test('what makes the way back impossible still ends it, though it was refused before', async () => {
  const made = await atGate();
  await rollBack(made);
  const { name } = made.newest();
  refusing(made, () => refusal());
  await made.settle();
  await until(() => hindrances(made) === 1, 'it is told');
  allowed(made);
  made.rollout.set('ghcr.io/acme/shop:3.0.0');
  await until(() => {
    made.rollout.tick();
    return made.status(name).phase === 'Superseded';
  }, 'it is given up');
  expect(made.said(name)).toContain('rollbackGivenUp');
});

test('a rollback whose very first write is refused has not begun: whoever pressed is told, and nothing is held', async () => {
  const made = await atGate();
  refusing(made, () => refusal());
  expect(await codeOf(() => rollBack(made))).toBe('cluster-forbidden');
  expect(made.status()).toMatchObject({ phase: 'AwaitingApproval', rollback: null, hold: null });
});

test('a nudge that is refused is not tried again at the beat of a healthy one', async () => {
  const made = await atGate();
  let tries = 0;
  made.program.driver.step = (what) => {
    if (what !== 'pass heed') return Promise.resolve();
    tries++;
    return Promise.reject(refusal());
  };
  made.rollout.elsewhere((rollout) => Object.assign(rollout, { pause: null, cleared: true }));
  await until(() => tries >= 4, 'it was tried again');
  expect(made.said()).not.toContain('refused');
});
