/** Evidence that somebody asks for: of what runs, once at a time, and nothing in the cluster is changed. */
import { afterEach, describe, expect, jest, test } from '@jest/globals';
import { CaptureDesk, type CaptureReport } from '../../../src/engine/evidence/asked-capture.ts';
import { UserProblem } from '../../../src/model/problem.ts';
import { FakeSource, FakeVault } from '../support/evidence.ts';
import { hashOf } from '../support/rollout.ts';
import { codeOf, IMAGE } from '../support/situations.ts';
import { until } from '../support/until.ts';
import { Lab } from '../support/world.ts';

jest.setTimeout(30_000);

class Office {
  readonly lab = new Lab();
  readonly vault = new FakeVault();
  readonly source = new FakeSource();
  readonly reports: CaptureReport[] = [];
  readonly desk: CaptureDesk;

  constructor(isOn = true) {
    const { program } = this.lab;
    program.catalog = { ...program.catalog, evidence: { ...program.catalog.evidence, capture: isOn } };
    const audience = { captured: (report: CaptureReport) => void this.reports.push(report) };
    this.desk = new CaptureDesk(program.world, { vault: this.vault, sources: [this.source], audience });
  }

  ask(by = 'UDEV', reason: string | null = 'latency') {
    return this.desk.capture({ by: { id: by }, service: 'shop', environment: null, reason });
  }

  reported(count = 1): Promise<void> {
    return until(() => this.reports.length >= count, 'a report');
  }
}

const offices: Office[] = [];
afterEach(async () => {
  for (const office of offices.splice(0)) {
    await office.desk.stop();
    await office.lab.stop();
  }
});

function open(isOn = true): Office {
  const office = new Office(isOn);
  offices.push(office);
  return office;
}

describe('evidence that is asked for', () => {
  test('of a release on its way is kept with its state and told in its story; nothing is written to the cluster', async () => {
    const office = open();
    await office.lab.deploy();
    await office.lab.settle();
    const writes = [...office.lab.rollout.writes];
    const { name } = office.lab.newest();
    expect(await office.ask()).toEqual({ service: 'shop', environment: 'production', release: name });
    await office.reported();
    expect(office.lab.rollout.writes).toEqual(writes);
    const [bundle] = office.vault.bundles;
    expect(bundle?.about).toMatchObject({
      occasion: 'asked',
      release: name,
      bad: hashOf(`${IMAGE}:2.0.0`),
      good: hashOf(`${IMAGE}:1.0.0`),
    });
    expect(bundle?.pieces.map(({ path }) => path).sort()).toEqual(['as-of/target.json', 'release.json']);
    expect(office.lab.status()).toMatchObject({ phase: 'AwaitingApproval', evidence: null });
    expect(office.lab.status().story.at(-1)).toMatchObject({
      what: 'evidenceSaved',
      asked: { by: { kind: 'user', id: 'UDEV' }, reason: 'latency' },
    });
    expect(office.reports[0]).toMatchObject({ release: { name }, came: { state: 'saved', folder: bundle?.name } });
  });

  test('is begun again by the next process when the one that began it has died, of the moment at which it was asked for', async () => {
    const office = open();
    await office.lab.deploy();
    await office.lab.settle();
    const { name } = office.lab.newest();
    const status = office.lab.status(name);
    const asOf = '2026-05-04T11:59:30.000Z';
    office.lab.etcd.write(name, { ...status, asked: { by: 'UDEV', reason: 'latency', asOf } });
    office.desk.start();
    await office.reported();
    expect(office.vault.bundles[0]?.about).toMatchObject({ occasion: 'asked', release: name, asOf, again: true });
    expect(office.reports[0]?.intent).toMatchObject({ by: { id: 'UDEV' }, reason: 'latency' });
    expect(office.lab.status(name).asked).toBeUndefined();
    expect(office.lab.said(name).filter((what) => what === 'evidenceSaved')).toHaveLength(1);
    office.desk.start();
    expect(office.vault.bundles).toHaveLength(1);
  });

  test.each([
    ['evidenceSaved', null],
    ['evidenceFailed', new Error('no space left')],
  ] as const)('is told once (%s), though the answer to what was written is lost', async (what, trouble) => {
    const office = open();
    await office.lab.deploy();
    await office.lab.settle();
    office.vault.trouble = trouble;
    office.lab.loseAnswer(what);
    await office.ask();
    await office.reported();
    expect(office.lab.said().filter((each) => each === what)).toHaveLength(1);
    await office.ask();
    await office.reported(2);
    expect(office.lab.said().filter((each) => each === what)).toHaveLength(2);
  });

  test('of a service without a release is reported without one', async () => {
    const office = open();
    expect(await office.ask()).toMatchObject({ release: null });
    await office.reported();
    expect(office.reports[0]).toMatchObject({ release: null, image: `${IMAGE}:1.0.0`, came: { state: 'saved' } });
  });

  test('that cannot be kept is told with why', async () => {
    const office = open();
    await office.lab.deploy();
    await office.lab.settle();
    office.vault.trouble = new UserProblem('evidence-not-kept', {
      happened: 'No.',
      why: 'no space left',
      hint: 'Make room.',
    });
    await office.ask();
    await office.reported();
    expect(office.lab.status().story.at(-1)).toMatchObject({ what: 'evidenceFailed', why: 'no space left' });
  });

  test('twice at the same time is kept once, and again when the first is done', async () => {
    const office = open();
    const gate = Promise.withResolvers<void>();
    office.source.collecting = () => gate.promise;
    await office.ask();
    expect(await codeOf(() => office.ask('UAPP'))).toBe('already-decided');
    gate.resolve();
    await office.reported();
    await office.ask('UAPP');
    await office.reported(2);
    expect(office.vault.bundles).toHaveLength(2);
  });

  test.each([
    ['a stranger', 'USTRANGER', 'not-allowed'],
    ['a deployer', 'UDEV', 'none'],
    ['an approver', 'UAPP', 'none'],
  ])('by %s', async (_, by, expected) => {
    const office = open();
    expect(await codeOf(() => office.ask(by))).toBe(expected);
    await office.desk.stop();
    expect(office.vault.bundles).toHaveLength(expected === 'none' ? 1 : 0);
  });

  test('is refused where evidence is turned off', async () => {
    expect(await codeOf(() => open(false).ask())).toBe('not-offered');
  });

  test('ends with what it has when the program stops', async () => {
    const office = open();
    office.source.collecting = (_, signal) =>
      new Promise((resolve) => signal.addEventListener('abort', () => resolve()));
    await office.ask();
    await office.desk.stop();
    expect(office.vault.bundles[0]?.about).not.toBeNull();
  });
});
