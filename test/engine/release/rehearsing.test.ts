import { RehearsalDesk } from '../../../src/engine/release/rehearsing.ts';
import type { DryRun } from '../../../src/model/dry-run.ts';
import { codeOf, IMAGE } from '../support/situations.ts';
import { type Lab, newLab, quiet } from '../support/world.ts';

async function atGate(): Promise<Lab> {
  const made = newLab();
  await made.deploy();
  await made.settle();
  return made;
}

const deploy = (made: Lab, differs: { id?: string; version?: string; service?: string } = {}) =>
  new RehearsalDesk(made.program.world).rehearseDeploy({
    by: { id: differs.id ?? 'UDEV' },
    service: differs.service ?? 'shop',
    environment: null,
    version: differs.version ?? '2.0.0',
    reason: null,
  });

const rollBack = (made: Lab, differs: { id?: string; to?: string } = {}) =>
  new RehearsalDesk(made.program.world).rehearseRollback({
    by: { id: differs.id ?? 'UDEV' },
    service: 'shop',
    environment: null,
    to: differs.to ?? null,
    from: null,
    reason: null,
  });

const failed = ({ checks }: DryRun) => checks.flatMap(({ name, problem }) => (problem === null ? [] : [name]));

/** Nothing was written anywhere while this ran. */
async function changingNothing<T>(made: Lab, work: () => Promise<T>): Promise<T> {
  const before = [made.rollout.writes.length, made.etcd.moves.length, made.etcd.releases.size];
  const result = await work();
  await quiet();
  expect([made.rollout.writes.length, made.etcd.moves.length, made.etcd.releases.size]).toEqual(before);
  return result;
}

describe('a dry run of a deployment', () => {
  test.each([true, false])('says whether somebody has halted the target: %s', async (isHalted) => {
    const made = newLab();
    made.rollout.elsewhere((rollout) => Object.assign(rollout, { pausedByUser: isHalted }));
    const report = await changingNothing(made, () => deploy(made));
    expect(report).toMatchObject({ isHalted });
    expect(failed(report)).toEqual([]);
  });

  test.each([true, false])('says whether it would be the first version of all: %s', async (isFirst) => {
    const made = newLab();
    made.rollout.elsewhere((rollout) => Object.assign(rollout, { isFirst }));
    expect(await changingNothing(made, () => deploy(made))).toMatchObject({ isFirst });
  });

  test('asks everything that a deployment meets, and changes nothing', async () => {
    const made = newLab();
    const report = await changingNothing(made, () => deploy(made));
    expect(report.checks.map(({ name }) => name)).toEqual([
      'right',
      'target',
      'version',
      'noReleaseRuns',
      'nothingHolds',
      'specIsValid',
      'gitDoesNotOwn',
      'noUpdateUnderWay',
      'versionIsNew',
      'approvalCanBeKept',
    ]);
    expect(failed(report)).toEqual([]);
    expect(report).toMatchObject({
      from: `${IMAGE}:1.0.0`,
      to: `${IMAGE}:2.0.0`,
      plan: null,
      rehearsal: { write: { what: 'patch for start', accepted: true } },
      record: { what: 'create releases', accepted: true },
    });
  });

  test('names every check that fails, not just the first', async () => {
    const made = await atGate();
    const report = await changingNothing(made, () => deploy(made, { id: 'USTRANGER', version: 'v2.0.0' }));
    expect(failed(report)).toEqual(['right', 'noReleaseRuns', 'noUpdateUnderWay', 'versionIsNew']);
    expect(report.checks[0]?.problem).toMatchObject({ code: 'not-allowed' });
    expect(report.rehearsal).not.toBeNull();
  });

  test('says what the API server says', async () => {
    const made = newLab();
    made.program.driver.refusal = 'denied by policy';
    const report = await deploy(made, { version: '6.6.6' });
    expect(report.rehearsal?.write).toMatchObject({ accepted: false, said: 'denied by policy' });
    expect(report.record).toMatchObject({ accepted: false, said: 'admission webhook denied the request' });
  });

  test('of what is no version says so, and asks the cluster nothing about it', async () => {
    const report = await deploy(newLab(), { version: 'not a version' });
    expect(failed(report)).toEqual(['version']);
    expect([report.rehearsal, report.record, report.to]).toEqual([null, null, null]);
  });

  test('of a target that cannot be read says so', async () => {
    const made = newLab();
    const { driver } = made.program;
    const away = await rollBack(made, { to: '7.7.7' }).then(({ checks }) => checks[1]?.problem);
    driver.read = () => Promise.reject(away);
    const report = await deploy(made);
    expect(failed(report)).toEqual(['target']);
    expect(report.rehearsal).toBeNull();
  });

  test('leaves open what cannot be asked', async () => {
    const made = newLab();
    const refusal = await codeOf(() => made.desk.current('shop', null));
    expect(refusal).toBe('nothing-running');
    const problem = await Promise.resolve(made.desk)
      .then((desk) => desk.current('shop', null))
      .catch((error: unknown) => error);
    made.program.driver.rehearse = () => Promise.reject(problem);
    expect((await deploy(made)).rehearsal).toBeNull();
    made.program.driver.rehearse = () => Promise.reject(new Error('a defect'));
    expect(await codeOf(() => deploy(made))).toEqual(new Error('a defect'));
  });

  test('of a service that is not known is refused like a deployment', async () => {
    expect(await codeOf(() => deploy(newLab(), { service: 'ghost' }))).toBe('unknown-service');
  });
});

describe('a dry run of a rollback', () => {
  test('says how it would go back, and changes nothing', async () => {
    const made = await atGate();
    const report = await changingNothing(made, () => rollBack(made));
    expect(report).toMatchObject({
      from: `${IMAGE}:2.0.0`,
      to: `${IMAGE}:1.0.0`,
      plan: { outlook: { mechanism: 'abort-canary' } },
      rehearsal: { write: { what: 'patch for rollback' } },
      record: null,
    });
    expect(failed(report)).toEqual([]);
  });

  test('of what no release brought would make a record of its own', async () => {
    const made = newLab();
    await made.stop(); // so that nobody adopts it
    made.rollout.set(`${IMAGE}:2.0.0`);
    while (made.rollout.tick());
    const report = await rollBack(made);
    expect(report.record).toMatchObject({ what: 'create releases', accepted: true });
  });

  test('names the missing right and the missing way back together', async () => {
    const report = await rollBack(newLab(), { id: 'USTRANGER' });
    expect(failed(report)).toEqual(['right', 'wayBack']);
    expect([report.from, report.to, report.rehearsal]).toEqual([`${IMAGE}:1.0.0`, null, null]);
  });
});
