/** Verification beside the work: after every rollback, once, for a limited time, and again after a restart. */
import { afterEach, describe, expect, jest, test } from '@jest/globals';
import { VerifyDesk } from '../../../src/engine/rollback/verify.ts';
import type { Gauge, Reach } from '../../../src/engine/rollback/verify-ports.ts';
import { UserProblem } from '../../../src/model/problem.ts';
import { IMAGE, NOW } from '../support/situations.ts';
import { until } from '../support/until.ts';
import { Lab } from '../support/world.ts';

jest.setTimeout(30_000);

const ERRORS: Gauge = { name: 'errors', min: null, max: 0.05, values: [0.01], why: null };

/** A lab whose rollbacks are verified. */
class Ward {
  readonly lab = new Lab();
  gauges: readonly Gauge[] = [ERRORS];
  /** Null is a cluster that cannot be read. */
  ready: number | null = 2;
  looks = 0;
  desk = this.#begin();

  #begin(): VerifyDesk {
    const desk = new VerifyDesk(this.lab.program.world, {
      reach: { reach: () => this.#reach() },
      gauges: { measured: () => Promise.resolve(this.gauges) },
    });
    desk.start();
    return desk;
  }

  #reach(): Promise<Reach> {
    this.looks++;
    if (this.ready === null) {
      const hint = 'Check the cluster.';
      return Promise.reject(new UserProblem('cluster-unreachable', { happened: 'No.', why: 'it is away', hint }));
    }
    const snapshot = this.lab.rollout.snapshot();
    const replicas = { desired: 2, current: 2, updated: 2, ready: 2, available: 2 };
    return Promise.resolve({ snapshot: { ...snapshot, replicas }, ready: this.ready, services: [], unread: null });
  }

  async restart(): Promise<void> {
    await this.desk.stop();
    this.lab.restart();
    this.desk = this.#begin();
  }

  within(ms: number): void {
    const { program } = this.lab;
    program.catalog = {
      ...program.catalog,
      services: program.catalog.services.map((service) => ({
        ...service,
        environments: service.environments.map((each) => ({
          ...each,
          rollback: { ...each.rollback, verifyWithinMs: ms },
        })),
      })),
    };
  }

  async rollBack(): Promise<void> {
    const intent = { by: { id: 'UDEV' }, service: 'shop', environment: null, to: null, from: null, reason: null };
    await this.lab.desk.rollback({ ...intent, pressedAt: NOW });
    await this.lab.settle();
  }

  comesTo(state: string): Promise<void> {
    return until(() => this.verification?.state === state, `a verification that is ${state}`);
  }

  get verification() {
    return this.lab.status().rollback?.verification;
  }

  told(): readonly string[] {
    return this.lab.said().filter((what) => what === 'verified');
  }
}

const wards: Ward[] = [];
afterEach(async () => {
  for (const ward of wards.splice(0)) {
    await ward.desk.stop();
    await ward.lab.stop();
  }
});

async function atGate(): Promise<Ward> {
  const ward = new Ward();
  wards.push(ward);
  await ward.lab.deploy();
  await ward.lab.settle();
  return ward;
}

describe('a rollback that is healthy', () => {
  test('is verified once, and told', async () => {
    const ward = await atGate();
    await ward.rollBack();
    await ward.comesTo('verified');
    expect(ward.verification?.findings.map(({ about }) => about)).toEqual(['pods', 'traffic', 'metric errors']);
    expect([ward.told().length, ward.lab.status().phase, ward.looks]).toEqual([1, 'RolledBack', 1]);
  });

  test('is looked at until all is right', async () => {
    const ward = await atGate();
    ward.ready = 1;
    await ward.rollBack();
    await until(() => ward.looks >= 2, 'a second look');
    expect(ward.verification?.state).toBe('looking');
    ward.ready = 2;
    await ward.comesTo('verified');
    expect(ward.told()).toHaveLength(1);
  });

  test.each<[string, string, (ward: Ward) => void]>([
    ['what is still wrong', 'wrong', (ward) => Object.assign(ward, { gauges: [{ ...ERRORS, values: [0.4] }] })],
    ['what is not known', 'partly', (ward) => Object.assign(ward, { gauges: [{ ...ERRORS, values: [] }] })],
    ['a cluster that is away', 'partly', (ward) => Object.assign(ward, { ready: null })],
  ])('is told %s when the time is over', async (_, state, spoil) => {
    const ward = await atGate();
    // The clock of a lab goes on by 1 ms each time somebody looks at it.
    ward.within(8);
    spoil(ward);
    await ward.rollBack();
    await ward.comesTo(state);
    expect(ward.told()).toHaveLength(1);
    expect(ward.lab.status().phase).toBe('RolledBack');
  });

  test('ends when another release begins before all was seen', async () => {
    const ward = await atGate();
    ward.ready = 1;
    await ward.rollBack();
    await until(() => ward.looks > 0, 'a look');
    const { name } = ward.lab.newest();
    ward.lab.rollout.set(`${IMAGE}:3.0.0`);
    await ward.lab.settle();
    await until(() => ward.lab.status(name).rollback?.verification?.state === 'partly', 'an end');
    expect(ward.lab.status(name).rollback?.verification?.findings[0]?.says).toMatch(/3\.0\.0/);
  });

  test('is verified by the next process when this one dies', async () => {
    const ward = await atGate();
    ward.ready = 1;
    await ward.rollBack();
    await ward.comesTo('looking');
    await ward.restart();
    ward.ready = 2;
    await ward.comesTo('verified');
    expect(ward.told()).toHaveLength(1);
  });
});

describe('is not verified', () => {
  test('a release that was completed', async () => {
    const ward = await atGate();
    ward.lab.rollout.elsewhere((rollout) => Object.assign(rollout, { full: true }));
    await ward.lab.settle();
    expect([ward.lab.status().phase, ward.looks]).toEqual(['Completed', 0]);
  });

  test('a rollback that was made elsewhere', async () => {
    const ward = await atGate();
    ward.lab.rollout.set(`${IMAGE}:1.0.0`);
    await ward.lab.settle();
    expect([ward.lab.status().phase, ward.looks]).toEqual(['RolledBack', 0]);
  });
});
