/** Which releases are recorded, from when to when: in flight, while a rollback is likely, until it is captured. */
import { afterEach, describe, expect, jest, test } from '@jest/globals';
import { isInFlight, RecorderDesk } from '../../../src/engine/evidence/recorder.ts';
import type { Flight, Tape } from '../../../src/engine/evidence/recorder-ports.ts';
import type { Evidence, ReleasePhase, ReleaseStatus } from '../../../src/model/release.ts';
import { hashOf } from '../support/rollout.ts';
import { IMAGE, NOW } from '../support/situations.ts';
import { Lab } from '../support/world.ts';

jest.setTimeout(30_000);

const SECOND = hashOf(`${IMAGE}:2.0.0`);

/** A recorder that remembers who was recorded, and a source that remembers whom it listens to. */
class Studio {
  readonly lab = new Lab();
  readonly taped: Flight[] = [];
  kept: ReadonlySet<string> = new Set();
  known = true;
  readonly listening = new Map<Flight, AbortSignal>();
  readonly desk: RecorderDesk;

  constructor(record = true) {
    this.lab.program.catalog = withRecorder(this.lab, record);
    const tape: Tape = { add: noop, newest: () => null, skipped: noop, lacks: noop };
    this.desk = new RecorderDesk(this.lab.program.world, {
      recorder: {
        tape: (flight) => {
          this.taped.push(flight);
          return tape;
        },
        keepTo: (releases) => {
          this.kept = releases;
        },
      },
      sources: [{ record: (flight, _, signal) => void this.listening.set(flight, signal) }],
      known: () => this.known,
    });
    this.desk.start();
  }

  heard(): readonly string[] {
    return [...this.listening].flatMap(([{ release }, { aborted }]) => (aborted ? [] : [release]));
  }
}

const noop = () => undefined;

function withRecorder({ program: { catalog } }: Lab, record: boolean) {
  const { evidence } = catalog;
  return { ...catalog, evidence: { ...evidence, capture: true, recorder: { ...evidence.recorder, record } } };
}

const studios: Studio[] = [];
afterEach(async () => {
  for (const studio of studios.splice(0)) {
    studio.desk.stop();
    await studio.lab.stop();
  }
});

async function atGate(studio = new Studio()): Promise<Studio> {
  studios.push(studio);
  await studio.lab.deploy();
  await studio.lab.settle();
  return studio;
}

describe('a release', () => {
  test('is listened to from when the controller has seen its version, once', async () => {
    const studio = await atGate();
    const { name } = studio.lab.newest();
    expect(studio.heard()).toEqual([name]);
    expect(studio.taped).toHaveLength(1);
    expect(studio.taped[0]).toMatchObject({ release: name, service: 'shop', bad: SECOND, target: { name: 'shop' } });
    studio.desk.lookAtAll();
    expect(studio.taped).toHaveLength(1);
    expect([...studio.kept]).toEqual([name]);
  });

  test('is forgotten when its record is deleted, or recording is turned off', async () => {
    const studio = await atGate();
    const { name } = studio.lab.newest();
    studio.lab.program.catalog = withRecorder(studio.lab, false);
    studio.desk.lookAtAll();
    expect(studio.heard()).toEqual([]);
    expect([...studio.kept]).toEqual([]);
    studio.lab.program.catalog = withRecorder(studio.lab, true);
    studio.desk.lookAtAll();
    expect(studio.heard()).toEqual([name]);
    studio.lab.etcd.delete(name);
    expect(studio.heard()).toEqual([]);
  });

  test('is not forgotten while it is not known which releases there are', async () => {
    const studio = await atGate();
    studio.known = false;
    studio.lab.etcd.delete(studio.lab.newest().name);
    studio.desk.lookAtAll();
    expect(studio.kept.size).toBe(0);
    studio.kept = new Set(['before']);
    studio.desk.lookAtAll();
    expect([...studio.kept]).toEqual(['before']);
  });

  test('is listened to no more when the program stops', async () => {
    const studio = await atGate();
    studio.desk.stop();
    expect(studio.heard()).toEqual([]);
  });
});

describe('a release is in flight', () => {
  const evidence = (occasion: Evidence['occasion'], state: Evidence['state']) => ({ occasion, state }) as Evidence;
  const minutesAgo = (minutes: number) => new Date(NOW.getTime() - minutes * 60_000).toISOString();
  const of = (phase: ReleasePhase, endedAt: string | null, known: Evidence | null = null) =>
    isInFlight({ status: { phase, endedAt, evidence: known } as ReleaseStatus }, NOW);

  test.each<[string, boolean, boolean]>([
    ['before it was taken up: not', isInFlight({ status: null }, NOW), false],
    ['on its way', of('Progressing', null), true],
    ['while it is rolled back', of('RollingBack', null), true],
    ['just after it went well', of('Completed', minutesAgo(9)), true],
    ['long after it went well: not', of('Completed', minutesAgo(11)), false],
    [
      'just after it was aborted, though that is captured',
      of('Aborted', minutesAgo(1), evidence('failure', 'saved')),
      true,
    ],
    ['long ended, while it is captured', of('RolledBack', minutesAgo(60), evidence('rollback', 'capturing')), true],
    ['rolled back and captured: not', of('RolledBack', minutesAgo(0), evidence('rollback', 'saved')), false],
    [
      'rolled back, and not to be captured: not',
      of('RolledBack', minutesAgo(0), evidence('rollback', 'failed')),
      false,
    ],
  ])('%s', (_, is, expected) => {
    expect(is).toBe(expected);
  });
});
